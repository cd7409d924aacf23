/* Why something did not come about, in sentences. */
#ifndef VIEW_LACKS_H
#define VIEW_LACKS_H

#include "study/lack.h"
#include "view/view.h"

/* Draws what the sentence would have needed, and what of it there was. */
void lacks_draw(const struct view *v, const struct causes *c,
                const struct sentence *s, const struct lack *lack, FILE *out);

#endif
