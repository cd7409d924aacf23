/* The section `protection` of a scenario. */
#ifndef SCENARIO_PROTECTIONS_H
#define SCENARIO_PROTECTIONS_H

#include "scenario/fields.h"

extern const struct section protections_section;
extern const struct words protections_paddings; /* by enum padding_kind */

/* Reads the section into the scenario. */
void protections_read(struct load *l, const struct yaml_node *node,
                      const struct field *field, void *out);

/* One protection, into one that has a name and what holds unless it is said. */
void protections_read_one(struct load *l, const struct yaml_node *node,
                          struct scenario_protection *p);

#endif
