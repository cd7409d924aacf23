/* The figures of a run, in tables. */
#ifndef VIEW_FIGURES_H
#define VIEW_FIGURES_H

#include "view/view.h"

/* Draws from the stats and the scenario. Channels without frames,
 * precedences without copies and reasons without rejections are left out. */
void figures_draw(const struct view *v, FILE *out);

#endif
