#include "opener/initial_keys.h"

#include "scenario/scenario_query.h"

struct party_peer *initial_keys_peers(struct arena *a,
                                      const struct scenario *sc,
                                      const struct rng_root *root)
{
    struct party_peer *peers = arena_array(a, sc->party_count, sizeof *peers);

    for (size_t i = 0; i < sc->party_count; i++) {
        struct identity id;
        peers[i].name = sc->parties[i].name;
        party_identity(&id, root, peers[i].name, 1);
        peers[i].pub = id.pub;
        identity_fini(&id);
    }
    return peers;
}

const struct noise_pattern *initial_keys_pattern(const struct scenario *sc,
                                                 const char *channel)
{
    const uint32_t index = scenario_find_channel(sc, channel);

    if (index == SCENARIO_NONE || !sc->channels[index].handshake) return NULL;
    return noise_pattern_find(sc->channels[index].handshake);
}
