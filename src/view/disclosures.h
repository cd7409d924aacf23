/* Who knows what was not meant for him, and how that came. */
#ifndef VIEW_DISCLOSURES_H
#define VIEW_DISCLOSURES_H

#include "study/disclosure.h"
#include "view/view.h"

/* Draws what the view selects by party, document and time; nothing where
 * everything went to those it was meant for. */
void disclosures_draw(const struct view *v, const struct causes *c, FILE *out);

/* The cause of one of them, without a full stop; lives in the arena. */
const char *disclosures_tell(struct arena *a, const struct causes *c,
                             const struct disclosure *d);

#endif
