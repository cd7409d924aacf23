/* Spans that may be drawn: the distributions by name, with the units of their
 * parameters. */
#ifndef SCENARIO_DISTRIBUTION_H
#define SCENARIO_DISTRIBUTION_H

#include "scenario/field.h"

enum { DISTRIBUTION_COUNT = DISTRIBUTION_EMPIRICAL + 1 };

/* struct scenario_distribution: a span, which is constant, or a mapping of one
 * name to its parameters. */
void distribution_read(struct load *l, const struct yaml_node *node,
                       const struct field *field, void *out);

/* The names by enum scenario_distribution_kind, and the parameters of each;
 * those of empirical are none, for it has a list. */
extern const struct name_words distribution_words;
extern const struct field_section distribution_sections[DISTRIBUTION_COUNT];

#endif
