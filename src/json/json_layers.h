/* A frame as a tree of layers, each with its bytes, the place that they have in
 * the layer around it, and its fields. docs/schema/layers.json has the form. */
#ifndef JSON_JSON_LAYERS_H
#define JSON_JSON_LAYERS_H

#include "json/json.h"
#include "opener/opener.h"
#include "scenario/scenario.h"

/* One frame, as an object of an array; `number` counts from 1. Secrets are
 * written in full only where they are to be revealed. A frame that repeats
 * another one's bytes has no layers of its own. */
void json_layers_put(struct json *j, const struct scenario *sc,
                     const struct opener_layers *l, size_t number, bool reveal);

#endif
