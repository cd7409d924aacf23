#include "runtime/runtime_start.h"

#include <assert.h>

#include "party/group.h"
#include "runtime/sample.h"

_Static_assert((int)SCENARIO_GROUPS_MAX <= (int)GROUP_MAX &&
                   (int)SCENARIO_GROUP_MEMBERS_MAX <= (int)GROUP_MEMBERS_MAX,
               "parties have room for whatever groups a scenario may have");

/* The first channel of the file that joins a party with the directory. */
static void find_channels(struct runtime *rt)
{
    const struct scenario *s = rt->scenario;

    for (uint32_t i = 0; i < s->channel_count; i++) {
        const struct scenario_channel *channel = &s->channels[i];
        bool joins = false;
        for (size_t j = 0; j < channel->member_count; j++)
            joins |= channel->members[j] == s->directory;
        for (size_t j = 0; joins && j < channel->member_count; j++) {
            struct party *p = &rt->parties[channel->members[j]];
            if (p->directory_channel == PARTY_NONE) p->directory_channel = i;
        }
    }
}

static bool uses_ratchet(const struct scenario *s)
{
    if (s->group_count > 0) return true;
    for (size_t i = 0; i < s->entry_count; i++)
        if (s->entries[i].protection != SCENARIO_NONE &&
            s->protections[s->entries[i].protection].session == SESSION_RATCHET)
            return true;
    return false;
}

duration runtime_start_draw(const void *span, struct rng *rng)
{
    return sample_draw(span, rng);
}

/* Times that nothing tells apart from those when there is something to say:
 * the next one is as likely at any moment as at another. */
static const struct distribution *between_dummies(struct runtime *rt,
                                                  duration every)
{
    struct distribution *d = arena_alloc(&rt->arena, sizeof *d);

    *d = (struct distribution){.kind = DISTRIBUTION_EXPONENTIAL,
                               .a = (double)every};
    return d;
}

/* What a channel does against those who only look on. */
static void hide(struct runtime *rt, const struct scenario_channel *from,
                 struct party_channel *channel)
{
    if (from->held) channel->hold = &from->hold;
    if (from->cover == 0) return;
    channel->cover = between_dummies(rt, from->cover);
    channel->unit = from->unit;
    channel->members = from->members;
    channel->member_count = from->member_count;
}

const struct party_channel *runtime_start_channels(struct runtime *rt)
{
    const struct scenario *s = rt->scenario;
    struct party_channel *channels =
        arena_array(&rt->arena, s->channel_count + 1, sizeof *channels);

    for (size_t i = 0; i < s->channel_count; i++) {
        channels[i].name = s->channels[i].name;
        hide(rt, &s->channels[i], &channels[i]);
        if (s->channels[i].medium != MEDIUM_NETWORK) continue;
        channels[i].pattern = noise_pattern_find(s->channels[i].handshake);
        assert(channels[i].pattern);
    }
    channels[s->channel_count].name = RUNTIME_PUBLIC;
    return channels;
}

/* Who sends dummies is started for that alone, if for nothing else. */
static void mark_covered(const struct scenario *s, bool *starts)
{
    for (size_t i = 0; i < s->channel_count; i++)
        for (size_t j = 0; j < s->channels[i].member_count; j++)
            if (s->channels[i].cover > 0)
                starts[s->channels[i].members[j]] = true;
}

/* Entries after those of the parties stand for the groups, a group each. */
static enum err found_groups(struct runtime *rt)
{
    const struct scenario *s = rt->scenario;
    enum err rc = ERR_OK;

    for (uint32_t i = 0; i < s->group_count && !rc; i++)
        rc = rt->driver.schedule(
            rt->driver.world,
            (uint32_t)(s->entry_count + 2 * s->party_count) + i, 0, s->start);
    return rc;
}

enum err runtime_start_schedule(struct runtime *rt)
{
    const struct scenario *s = rt->scenario;
    bool *starts = arena_array(&rt->arena, s->party_count, sizeof *starts);
    enum err rc = ERR_OK;

    mark_covered(s, starts);
    if (s->directory != SCENARIO_NONE && uses_ratchet(s)) {
        find_channels(rt);
        for (uint32_t i = 0; i < s->party_count; i++)
            starts[i] |= i != s->directory &&
                         rt->parties[i].directory_channel != PARTY_NONE;
    }
    for (uint32_t i = 0; i < s->party_count && !rc; i++)
        if (starts[i])
            rc = rt->driver.schedule(
                rt->driver.world,
                (uint32_t)(s->entry_count + s->party_count) + i, 0, s->start);
    return rc ? rc : found_groups(rt);
}
