/* The groups of a scenario: their members from the start, the parties that may
 * join them, and the entries of the script that use one. */
#ifndef SCENARIO_GROUPS_H
#define SCENARIO_GROUPS_H

#include "scenario/route.h"

extern const struct field_section groups_section;

/* The mapping of names to groups. */
void groups_read(struct load *l, const struct yaml_node *node,
                 const struct field *field, void *out);

/* `to`: parties, or a group, which stands alone. */
void groups_read_to(struct load *l, const struct yaml_node *node,
                    const struct field *field, void *out);

/* Completes an entry that changes a group: its founder does it. */
void groups_resolve_change(struct load *l, struct scenario_entry *e,
                           const struct yaml_node *who);

/* Checks an entry that says something in a group, which `to` names; the node is
 * that of `protect`, or NULL. */
void groups_check_said(struct load *l, const struct route *r,
                       const struct yaml_node *protect);

/* Completes the entries once all are read: the recipients of a group's entry
 * are all parties that may join the group, and its sender is one of them. */
void groups_complete(struct load *l, struct scenario_entry *entries,
                     size_t count);

#endif
