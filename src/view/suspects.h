/* Those who may have leaked a copy: one line each, and what it is worth. */
#ifndef VIEW_SUSPECTS_H
#define VIEW_SUSPECTS_H

#include "study/attribution.h"
#include "view/view.h"

/* v: scenario and document; surfaced: when the copy came to light. */
void suspects_draw(const struct view *v, const struct attribution *a,
                   instant surfaced, FILE *out);

#endif
