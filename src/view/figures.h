/* The figures of a run, in tables. */
#ifndef VIEW_FIGURES_H
#define VIEW_FIGURES_H

#include "view/view.h"

/* Draws from the stats and the scenario. Channels that carried nothing,
 * precedences that nothing was sent under and troubles that did not happen are
 * left out. */
void figures_draw(const struct view *v, FILE *out);

#endif
