/* The section `adversary` of a scenario: who sits on which channels, what he
 * does there, and what he steals when. */
#ifndef SCENARIO_ADVERSARIES_H
#define SCENARIO_ADVERSARIES_H

#include "scenario/field.h"

extern const struct field_section adversaries_section;

void adversaries_read(struct load *l, const struct yaml_node *node,
                      const struct field *field, void *out);

#endif
