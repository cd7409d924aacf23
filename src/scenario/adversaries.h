/* The section `adversary` of a scenario: checked, and refused as not yet
 * supported. */
#ifndef SCENARIO_ADVERSARIES_H
#define SCENARIO_ADVERSARIES_H

#include "scenario/fields.h"

extern const struct section adversaries_section;
extern const struct words adversaries_acts;

void adversaries_read(struct load *l, const struct yaml_node *node,
                      const struct field *field, void *out);

#endif
