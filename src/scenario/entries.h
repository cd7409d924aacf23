/* The section `script` of a scenario: its verbs, and the keys of each. */
#ifndef SCENARIO_ENTRIES_H
#define SCENARIO_ENTRIES_H

#include "scenario/field.h"

/* The keys of an entry: first the verbs, then what goes with them. */
extern const struct field_section entries_section;
extern const uint32_t entries_verb_count;
extern const struct name_words entries_precedences;

/* True for a verb that carries text under a protection. */
bool entries_takes_protection(enum record_verb verb);

void entries_read(struct load *l, const struct yaml_node *node,
                  const struct field *field, void *out);

#endif
