/* References from one place of a scenario to what another declares. Each
 * reader reads one field as field.h says. */
#ifndef SCENARIO_REFERENCE_H
#define SCENARIO_REFERENCE_H

#include "scenario/field.h"

/* uint32_t: the index of one thing by its name. */
void reference_party(struct load *l, const struct yaml_node *node,
                     const struct field *field, void *out);
void reference_document(struct load *l, const struct yaml_node *node,
                        const struct field *field, void *out);
void reference_channel(struct load *l, const struct yaml_node *node,
                       const struct field *field, void *out);
void reference_adversary(struct load *l, const struct yaml_node *node,
                         const struct field *field, void *out);
void reference_protection(struct load *l, const struct yaml_node *node,
                          const struct field *field, void *out);

void reference_group(struct load *l, const struct yaml_node *node,
                     const struct field *field, void *out);

/* const uint32_t * and its count: one thing or a list, none twice. */
void reference_parties(struct load *l, const struct yaml_node *node,
                       const struct field *field, void *out);
void reference_channels(struct load *l, const struct yaml_node *node,
                        const struct field *field, void *out);

/* The same for names of any kind: `what` says which. */
const uint32_t *reference_list(struct load *l, const struct yaml_node *node,
                               const char *what, const struct names *names,
                               size_t *count);

/* Begins a search for what comes twice: gives `count` places, none of which
 * equals l->seen_now. */
uint32_t *reference_seen(struct load *l, size_t count);

#endif
