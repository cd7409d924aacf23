/* The section `protection` of a scenario. */
#ifndef SCENARIO_PROTECTIONS_H
#define SCENARIO_PROTECTIONS_H

#include "scenario/field.h"

extern const struct field_section protections_section;
extern const struct name_words
    protections_paddings; /* by enum scenario_padding */

/* Reads the section into the scenario. */
void protections_read(struct load *l, const struct yaml_node *node,
                      const struct field *field, void *out);

/* One protection, into one that has a name and what holds unless it is said. */
void protections_read_one(struct load *l, const struct yaml_node *node,
                          struct scenario_protection *p);

#endif
