#include "report/page_names.h"

#include "scenario/scenario_query.h"

/* A document is met before it has a place; this marks it. */
enum { PAGE_NAMES_MET = 0, PAGE_NAMES_HIDDEN = -1 };

void page_names_init(struct page_names *n, const struct scenario *sc,
                     uint32_t as)
{
    const bool all = as == SCENARIO_NONE;
    int32_t next = 0;

    *n = (struct page_names){.scenario = sc, .as = as};
    arena_init(&n->arena);
    n->actors = arena_array(&n->arena, sc->actor_count, sizeof *n->actors);
    n->channels =
        arena_array(&n->arena, sc->channel_count, sizeof *n->channels);
    n->documents =
        arena_array(&n->arena, sc->document_count, sizeof *n->documents);
    for (uint32_t i = 0; i < sc->actor_count; i++)
        n->actors[i] = all || i < sc->party_count ? (int32_t)i : -1;
    for (uint32_t i = 0; i < sc->channel_count; i++)
        n->channels[i] = all || scenario_joins(sc, i, as) ? next++ : -1;
    for (uint32_t i = 0; i < sc->document_count; i++)
        n->documents[i] = all ? PAGE_NAMES_MET : PAGE_NAMES_HIDDEN;
}

void page_names_fini(struct page_names *n)
{
    arena_fini(&n->arena);
}

bool page_names_sees(const struct page_names *n, const struct record *r)
{
    return n->as == SCENARIO_NONE ||
           record_names(r->party, n->scenario->parties[n->as].name);
}

void page_names_meet(struct page_names *n, uint32_t document)
{
    if (document != SCENARIO_NONE) n->documents[document] = PAGE_NAMES_MET;
}

void page_names_settle(struct page_names *n)
{
    int32_t next = 0;

    for (uint32_t i = 0; i < n->scenario->document_count; i++)
        if (n->documents[i] == PAGE_NAMES_MET) n->documents[i] = next++;
}

int32_t page_names_actor(const struct page_names *n, uint32_t actor)
{
    return actor == SCENARIO_NONE ? -1 : n->actors[actor];
}

int32_t page_names_channel(const struct page_names *n, uint32_t channel)
{
    return channel == SCENARIO_NONE ? -1 : n->channels[channel];
}

int32_t page_names_document(const struct page_names *n, uint32_t document)
{
    return document == SCENARIO_NONE ? -1 : n->documents[document];
}
