/* What a study varies: lists and ranges of values for a path, and named
 * settings of several paths. Each reader reads one field as field.h says. */
#ifndef SCENARIO_DESIGN_FACTORS_H
#define SCENARIO_DESIGN_FACTORS_H

#include "scenario/design.h"
#include "scenario/field.h"

/* `vary`: paths to lists, or to ranges from, to, steps. */
void design_factors_vary(struct load *l, const struct yaml_node *node,
                         const struct field *field, void *out);

/* `settings`: names to mappings of paths to values; one factor. */
void design_factors_settings(struct load *l, const struct yaml_node *node,
                             const struct field *field, void *out);

#endif
