/* Why something did not come about, in sentences. */
#ifndef VIEW_OBSTACLES_H
#define VIEW_OBSTACLES_H

#include "study/why_not.h"
#include "view/view.h"

/* Draws what the sentence would have needed, and what of it there was. */
void obstacles_draw(const struct view *v, const struct causes *c,
                    const struct sentence *s, const struct why_not *lack,
                    FILE *out);

#endif
