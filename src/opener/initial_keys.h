/* The parties of a simulated run with their first public keys, which every
 * party knows. They stand in no record and follow from the seed and the
 * scenario. */
#ifndef OPENER_INITIAL_KEYS_H
#define OPENER_INITIAL_KEYS_H

#include "party/party.h"
#include "scenario/scenario.h"

/* The parties with their first public keys, in the arena. */
struct party_peer *initial_keys_peers(struct arena *a,
                                      const struct scenario *sc,
                                      const struct rng_root *root);

/* The Noise pattern of a channel's own handshake; NULL: it has none. */
const struct noise_pattern *initial_keys_pattern(const struct scenario *sc,
                                                 const char *channel);

#endif
