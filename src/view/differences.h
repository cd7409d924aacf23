/* The differences between two runs, side by side. */
#ifndef VIEW_DIFFERENCES_H
#define VIEW_DIFFERENCES_H

#include "study/compare.h"
#include "view/view.h"

/* Draws the two runs' names, the first difference of their scenarios and of
 * their timelines, then the levels and expectations that differ. */
void differences_draw(const struct view views[COMPARE_SIDES],
                      const struct compare *c, FILE *out);

#endif
