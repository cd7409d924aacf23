/* The section `parties` of a scenario. */
#ifndef SCENARIO_PARTIES_H
#define SCENARIO_PARTIES_H

#include "scenario/field.h"

extern const struct field_section parties_section;
extern const struct name_words parties_kinds;

/* The prekeys of a party that says nothing about them. */
extern const struct scenario_prekeys parties_prekeys;

/* Reads the section into the scenario. */
void parties_read(struct load *l, const struct yaml_node *node,
                  const struct field *field, void *out);

#endif
