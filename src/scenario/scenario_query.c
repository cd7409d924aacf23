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

uint32_t scenario_entries(const struct scenario *s)
{
    return (uint32_t)(s->entry_count + s->network.letter_count);
}

static void put_letter(const struct scenario *s,
                       const struct scenario_letter *letter,
                       struct scenario_entry *entry)
{
    const struct scenario_network *n = &s->network;
    const bool sent = letter->to != SCENARIO_NONE;

    *entry = (struct scenario_entry){
        .verb = sent ? RECORD_VERB_SEND : RECORD_VERB_DRAFT,
        .position = n->position,
        .key = "",
        .at = letter->at,
        .chance = 1,
        .document = letter->document,
        .from = s->documents[letter->document].author,
        .to = &letter->to,
        .to_count = sent,
        .group = SCENARIO_NONE,
        .subject = SCENARIO_NONE,
        .over = &letter->over,
        .channel = SCENARIO_NONE,
        .protection = sent ? n->protection : SCENARIO_NONE,
        .precedence =
            sent ? (enum scenario_precedence)
                       n->precedences[letter->document - n->first_document]
                 : PRECEDENCE_ROUTINE,
        .text = "",
        .until = INSTANT_MAX,
        .answers = SCENARIO_NONE,
        .hazard.motive = 1,
        .since = INSTANT_MIN,
        .by = SCENARIO_NONE,
    };
}

const struct scenario_entry *scenario_entry_at(const struct scenario *s,
                                               uint32_t index,
                                               struct scenario_entry *letter)
{
    assert(index < scenario_entries(s));
    if (index < s->entry_count) return &s->entries[index];
    put_letter(s, &s->network.letters[index - s->entry_count], letter);
    return letter;
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

bool scenario_is_ratchet(const struct scenario *s, uint32_t protection)
{
    return protection != SCENARIO_NONE &&
           s->protections[protection].session == SESSION_RATCHET;
}

bool scenario_uses_ratchet(const struct scenario *s)
{
    if (s->group_count > 0 || (s->network.parties > 0 &&
                               scenario_is_ratchet(s, s->network.protection)))
        return true;
    for (size_t i = 0; i < s->entry_count; i++)
        if (scenario_is_ratchet(s, s->entries[i].protection)) return true;
    return false;
}
