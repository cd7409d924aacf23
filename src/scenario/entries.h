/* The section `script` of a scenario: its verbs, and the keys of each. */
#ifndef SCENARIO_ENTRIES_H
#define SCENARIO_ENTRIES_H

#include "scenario/fields.h"

/* The keys of an entry: first the verbs by enum verb, then the verbs that
 * this version does not carry out, then what goes with them. */
extern const struct section entries_section, entries_hazard;
extern const struct words entries_precedences;

enum { ENTRIES_VERBS = VERB_COUNT + 1 };

void entries_read(struct load *l, const struct yaml_node *node,
                  const struct field *field, void *out);

#endif
