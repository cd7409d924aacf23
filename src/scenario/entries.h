/* The section `script` of a scenario: its verbs, and the keys of each. */
#ifndef SCENARIO_ENTRIES_H
#define SCENARIO_ENTRIES_H

#include "scenario/fields.h"

/* The keys of an entry: first the verbs by enum verb, then what goes with
 * them. */
extern const struct section entries_section;
extern const struct words entries_precedences;

void entries_read(struct load *l, const struct yaml_node *node,
                  const struct field *field, void *out);

#endif
