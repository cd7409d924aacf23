/* Parties that know what the marking does not release to them, and the cause.
 */
#ifndef VIEW_DISCLOSURES_H
#define VIEW_DISCLOSURES_H

#include "study/disclosure.h"
#include "view/view.h"

/* Draws what the view selects by party, document and time; nothing where
 * every document is known only to those it is releasable to. */
void disclosures_draw(const struct view *v, const struct causes *c, FILE *out);

/* The cause of one of them, without a full stop; lives in the arena. */
const char *disclosures_tell(struct arena *a, const struct causes *c,
                             const struct disclosure *d);

#endif
