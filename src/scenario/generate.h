/* The section `generate` of a scenario: a network of parties that write to each
 * other, given by its size. */
#ifndef SCENARIO_GENERATE_H
#define SCENARIO_GENERATE_H

#include "scenario/field.h"

extern const struct field_section generate_section;

/* Reads it, and puts the network's parties behind the scenario's own: their
 * names follow from their number alone. */
void generate_read(struct load *l, const struct yaml_node *node,
                   const struct field *field, void *out);

/* Checks what depends on later sections: the protection that it names, and the
 * names that it needs for itself. */
void generate_complete(struct load *l);

/* The name of a thing of the network, counted from 0: a letter and a number
 * from 1, the same in networks of any size. Within the arena. */
const char *generate_name(struct arena *a, char letter, size_t index);

#endif
