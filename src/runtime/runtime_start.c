#include "runtime/runtime_start.h"

#include "party/group.h"

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
    enum err rc = ERR_OK;

    if (s->directory == SCENARIO_NONE || !uses_ratchet(s))
        return found_groups(rt);
    find_channels(rt);
    for (uint32_t i = 0; i < s->party_count && !rc; i++)
        if (i != s->directory && rt->parties[i].directory_channel != PARTY_NONE)
            rc = rt->driver.schedule(
                rt->driver.world,
                (uint32_t)(s->entry_count + s->party_count) + i, 0, s->start);
    return rc ? rc : found_groups(rt);
}
