/* One exchange, frame by frame and layer by layer, in hex and in words. */
#ifndef VIEW_LAYERS_H
#define VIEW_LAYERS_H

#include "opener/dissect.h"
#include "view/view.h"

/* One frame as deep as it could be opened; `number` counts from 1. Draws from
 * the scenario. */
void layers_draw(const struct view *v, const struct opener_layers *l,
                 size_t number, FILE *out);

#endif
