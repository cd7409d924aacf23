/* The expectations of a scenario, and the verdict of the run on each. */
#ifndef VIEW_EXPECTATIONS_H
#define VIEW_EXPECTATIONS_H

#include "view/view.h"

/* Draws from the judge; nothing where the scenario expects nothing. */
void expectations_draw(const struct view *v, FILE *out);

/* Only those that do not hold, without a heading. */
void expectations_draw_broken(const struct view *v, FILE *out);

#endif
