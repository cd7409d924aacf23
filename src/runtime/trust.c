#include "runtime/trust.h"

#include "scenario/scenario_query.h"

/* The first channel, in the order of the file, from each party to the
 * directory. */
static uint32_t *find_channels(const struct scenario *s, struct arena *a)
{
    uint32_t *channels = arena_array(a, s->party_count, sizeof *channels);

    for (size_t i = 0; i < s->party_count; i++)
        channels[i] = SCENARIO_NONE;
    for (uint32_t i = 0; i < s->channel_count; i++) {
        const struct scenario_channel *c = &s->channels[i];
        if (!scenario_joins(s, i, s->directory)) continue;
        for (size_t j = 0; j < c->member_count; j++) {
            const uint32_t member = c->members[j];
            if (member != s->directory && channels[member] == SCENARIO_NONE)
                channels[member] = i;
        }
    }
    return channels;
}

const uint32_t *trust_build(const struct scenario *s, struct arena *a,
                            struct party_world *world, struct party *parties)
{
    static const enum keyring_trust policies[] = {
        [TRUST_PINNED] = KEYRING_PINNED,
        [TRUST_FIRST_USE] = KEYRING_FIRST_USE,
        [TRUST_DIRECTORY] = KEYRING_DIRECTORY,
    };
    const uint32_t *channels = find_channels(s, a);
    struct party_route *ways = arena_array(a, s->party_count, sizeof *ways);

    world->subscribers = ways;
    for (uint32_t i = 0; i < s->party_count; i++) {
        const enum scenario_party_trust trust = s->parties[i].trust;
        parties[i].keyring.policy = policies[trust];
        world->introduces |= trust == TRUST_FIRST_USE;
        if (trust == TRUST_DIRECTORY && channels[i] != SCENARIO_NONE)
            ways[world->subscriber_count++] =
                (struct party_route){i, channels[i]};
    }
    return channels;
}
