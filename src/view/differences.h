/* The differences between two runs, side by side. */
#ifndef VIEW_DIFFERENCES_H
#define VIEW_DIFFERENCES_H

#include "study/difference.h"
#include "view/view.h"

/* Draws the two runs' names, the first difference of their scenarios and of
 * their timelines, then the levels and expectations that differ. */
void differences_draw(const struct view views[DIFFERENCE_SIDES],
                      const struct difference *c, FILE *out);

#endif
