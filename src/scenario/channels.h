/* The section `channels` of a scenario, and which channel joins two parties. */
#ifndef SCENARIO_CHANNELS_H
#define SCENARIO_CHANNELS_H

#include "scenario/field.h"

extern const struct field_section channels_section;
extern const struct name_words channels_media, channels_handshakes;

/* Whether a handshake of that pattern shows each side the other's static
 * key. */
bool channels_authenticates(const char *handshake);

/* Reads the section into the scenario and fills l->memberships. */
void channels_read(struct load *l, const struct yaml_node *node,
                   const struct field *field, void *out);

/* True when the party is in the channel. */
bool channels_joins(const struct load *l, uint32_t channel, uint32_t party);

/* The channels two parties share: their number, up to 2, and the first. */
uint32_t channels_between(const struct load *l, uint32_t a, uint32_t b,
                          uint32_t *channel);

#endif
