/* Two runs side by side: only what differs. */
#ifndef VIEW_DIFFERENCES_H
#define VIEW_DIFFERENCES_H

#include "study/compare.h"
#include "view/view.h"

/* Draws which runs these are, where they part, what came of it in their
 * ledgers, and which expectations they do not share. */
void differences_draw(const struct view views[COMPARE_SIDES],
                      const struct compare *c, FILE *out);

#endif
