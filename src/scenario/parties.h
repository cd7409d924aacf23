/* The sections `parties` and `clock` of a scenario. */
#ifndef SCENARIO_PARTIES_H
#define SCENARIO_PARTIES_H

#include "scenario/fields.h"

extern const struct section parties_section, parties_clock;
extern const struct words parties_kinds, parties_trusts;

/* Reads the sections into the scenario. */
void parties_read(struct load *l, const struct yaml_node *node,
                  const struct field *field, void *out);
void parties_read_clock(struct load *l, const struct yaml_node *node,
                        const struct field *field, void *out);

#endif
