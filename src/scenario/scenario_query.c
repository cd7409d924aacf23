#include "scenario/scenario_query.h"

#include <assert.h>

uint32_t scenario_find_party(const struct scenario *s, const char *name)
{
    return names_find(&s->party_names, name);
}

/* The adversaries follow the parties: an index means either. */
uint32_t scenario_find_actor(const struct scenario *s, const char *name)
{
    const uint32_t party = names_find(&s->party_names, name);

    if (party != SCENARIO_NONE) return party;
    const uint32_t adversary = names_find(&s->adversary_names, name);
    return adversary == SCENARIO_NONE ? SCENARIO_NONE
                                      : (uint32_t)s->party_count + adversary;
}

uint32_t scenario_find_channel(const struct scenario *s, const char *name)
{
    return names_find(&s->channel_names, name);
}

uint32_t scenario_find_document(const struct scenario *s, const char *name)
{
    return names_find(&s->document_names, name);
}

bool scenario_joins(const struct scenario *s, uint32_t channel, uint32_t party)
{
    const struct scenario_channel *c = &s->channels[channel];

    assert(channel < s->channel_count);
    for (size_t i = 0; i < c->member_count; i++)
        if (c->members[i] == party) return true;
    return false;
}

uint32_t scenario_joining(const struct scenario *s, uint32_t a, uint32_t b)
{
    for (uint32_t i = 0; i < s->channel_count; i++)
        if (scenario_joins(s, i, a) && scenario_joins(s, i, b)) return i;
    return SCENARIO_NONE;
}

double scenario_hazard_rate(const struct scenario_hazard *hazard,
                            uint32_t readers)
{
    return hazard->per_reader * hazard->motive * (double)readers;
}
