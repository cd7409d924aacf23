/* The hazard of a leak: how likely it is in any short time. */
#ifndef SCENARIO_HAZARD_H
#define SCENARIO_HAZARD_H

#include "scenario/field.h"

extern const struct field_section hazard_section;

/* struct scenario_hazard: a mapping of its factors. */
void hazard_read(struct load *l, const struct yaml_node *node,
                 const struct field *field, void *out);

/* Makes the entry of a leak wait for as long as its hazard, if it has one,
 * will have it; `timed`: from its own time or condition on. */
void hazard_draw(const struct load *l, struct scenario_entry *e, bool timed);

#endif
