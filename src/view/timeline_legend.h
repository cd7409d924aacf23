/* The line below a timeline. */
#ifndef VIEW_TIMELINE_LEGEND_H
#define VIEW_TIMELINE_LEGEND_H

#include "view/view.h"

/* Draws how many of the records are shown, and what stands at the right where
 * some belong to exchanges. */
void timeline_legend_draw(const struct view *v, uint64_t shown, uint64_t total,
                          bool exchanges, FILE *out);

#endif
