#include "experiment/leak_order.h"

#include "base/arena.h"

/* What a leak may bring about grows until nothing is added: its recipients have
 * the text, and may act on it; entries that wait for any of that may be done,
 * and what they concern may be known to whomever. A leak is free if neither its
 * condition nor its holder's text is among that. */

struct leak_order {
    uint32_t document, author;
    bool *gets;      /* an actor each: may have the text by a leak */
    bool *acts;      /* an actor each: may act on it because of one */
    bool *concerned; /* another document each: is acted on because of one */
    bool everything; /* channels, keys or groups may change because of one */
    bool more;
};

static void set(struct leak_order *o, bool *flag)
{
    if (*flag) return;
    *flag = true;
    o->more = true;
}

static bool is_condition_free(const struct leak_order *o,
                              const struct scenario_entry *e)
{
    const struct sentence *s = &e->when;

    if (!e->conditional) return true;
    if (s->document == SCENARIO_NONE) return false;
    if (s->document != o->document) return !o->concerned[s->document];
    if (s->predicate == SENTENCE_LEAKS) return false;
    const bool got = o->gets[s->party] && (s->party != o->author ||
                                           s->predicate == SENTENCE_RECEIVES);
    return !got && !o->acts[s->party] &&
           !(s->nested && (o->gets[s->knower] || o->acts[s->knower]));
}

static void spread(struct leak_order *o, const struct scenario_entry *e)
{
    const bool free = is_condition_free(o, e);
    const bool of_it = e->document == o->document;

    if (!free && e->document == SCENARIO_NONE) set(o, &o->everything);
    if (!free && !of_it && e->document != SCENARIO_NONE)
        set(o, &o->concerned[e->document]);
    if (!of_it) return;
    if (free && (e->from == o->author || !o->gets[e->from])) return;
    set(o, &o->acts[e->from]);
    for (size_t i = 0; i < e->to_count; i++)
        set(o, &o->gets[e->to[i]]);
}

/* The acts of a leak's own holder are known by their name alone. */
static void spread_leak(struct leak_order *o, const struct scenario_entry *e)
{
    for (size_t i = 0; i < e->to_count; i++)
        set(o, &o->gets[e->to[i]]);
}

static bool is_leak(const struct leak_order *o, const struct scenario_entry *e)
{
    return e->verb == RECORD_VERB_LEAK && e->document == o->document;
}

/* True if the leak does not follow from the others. */
static bool is_leak_free(const struct scenario *sc,
                         const struct scenario_entry *leak)
{
    struct arena a;

    arena_init(&a);
    struct leak_order o = {
        .document = leak->document,
        .author = sc->documents[leak->document].author,
        .gets = arena_array(&a, sc->actor_count, sizeof *o.gets),
        .acts = arena_array(&a, sc->actor_count, sizeof *o.acts),
        .concerned = arena_array(&a, sc->document_count, sizeof *o.concerned),
    };
    /* An adversary may see any leak on its way. */
    for (size_t i = sc->party_count; i < sc->actor_count; i++)
        o.gets[i] = true;
    do {
        o.more = false;
        for (const struct scenario_entry *e = sc->entries;
             e < sc->entries + sc->entry_count; e++)
            if (!is_leak(&o, e))
                spread(&o, e);
            else if (e != leak)
                spread_leak(&o, e);
    } while (o.more);
    const bool free = !o.everything && is_condition_free(&o, leak) &&
                      (leak->from == o.author || !o.gets[leak->from]);
    arena_fini(&a);
    return free;
}

bool leak_order_is_free(const struct scenario *sc, uint32_t document)
{
    size_t leaks = 0;

    for (size_t i = 0; i < sc->entry_count; i++)
        leaks += sc->entries[i].verb == RECORD_VERB_LEAK &&
                 sc->entries[i].document == document;
    for (size_t i = 0; i < sc->entry_count && leaks > 1; i++)
        if (sc->entries[i].verb == RECORD_VERB_LEAK &&
            sc->entries[i].document == document &&
            !is_leak_free(sc, &sc->entries[i]))
            return false;
    return true;
}
