/* What parties accept: the rules of each, by the peer that a message comes
 * from. */
#ifndef SCENARIO_POLICIES_H
#define SCENARIO_POLICIES_H

#include "scenario/field.h"

extern const struct field_section policies_section;

/* Makes room for a party's rules; their readers follow when all parties are
 * known. */
void policies_read(struct load *l, const struct yaml_node *node,
                   const struct field *field, void *out);

/* Reads the rules of all parties. */
void policies_complete(struct load *l);

/* The rule of `to` that decides on what comes from a party; NULL: none. */
const struct scenario_rule *policies_rule(const struct scenario *s, uint32_t to,
                                          uint32_t from);

#endif
