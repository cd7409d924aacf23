/* What a study measures and what it expects. Each reader reads one field as
 * field.h says. */
#ifndef SCENARIO_DESIGN_MEASURES_H
#define SCENARIO_DESIGN_MEASURES_H

#include "scenario/design.h"
#include "scenario/field.h"

/* `measure`: names to sentences, or to mappings of the keys below. */
void design_measures_read(struct load *l, const struct yaml_node *node,
                          const struct field *field, void *out);

extern const struct field_section design_measures_section;

/* `expect`: a list such as "at least 95 % of runs: SENTENCE". */
void design_measures_expect(struct load *l, const struct yaml_node *node,
                            const struct field *field, void *out);

#endif
