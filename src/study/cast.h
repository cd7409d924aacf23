/* Who takes part in a simulated run, as everybody knows them: what stands in no
 * record, and follows from the run's seed and its scenario. */
#ifndef STUDY_CAST_H
#define STUDY_CAST_H

#include "party/party.h"
#include "scenario/scenario.h"

/* The parties with their first public keys, in the arena. */
struct party_peer *cast_peers(struct arena *a, const struct scenario *sc,
                              const struct rng_root *root);

/* The Noise pattern of a channel's own handshake; NULL: it has none. */
const struct noise_pattern *cast_pattern(const struct scenario *sc,
                                         const char *channel);

#endif
