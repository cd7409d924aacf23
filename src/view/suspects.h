/* The suspects of a leak: one line each, and the weight of the evidence. */
#ifndef VIEW_SUSPECTS_H
#define VIEW_SUSPECTS_H

#include "study/attribution.h"
#include "view/view.h"

/* v: scenario and document; surfaced: when the copy came to light. */
void suspects_draw(const struct view *v, const struct attribution *a,
                   instant surfaced, FILE *out);

#endif
