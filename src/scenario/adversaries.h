/* The section `adversary` of a scenario: the channels each one sits on, its
 * acts there, and its theft of keys. */
#ifndef SCENARIO_ADVERSARIES_H
#define SCENARIO_ADVERSARIES_H

#include "scenario/field.h"

extern const struct field_section adversaries_section;

void adversaries_read(struct load *l, const struct yaml_node *node,
                      const struct field *field, void *out);

#endif
