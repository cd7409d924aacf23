#include "study/disclosure.h"

static bool is_adversary(const struct scenario *sc, uint32_t party)
{
    return party >= sc->party_count;
}

static bool is_meant_for(const struct scenario *sc, uint32_t document,
                         uint32_t party)
{
    const struct scenario_document *d = &sc->documents[document];

    if (is_adversary(sc, party)) return false;
    if (party == d->author || !d->limited) return true;
    for (size_t i = 0; i < d->releasable_count; i++)
        if (d->releasable_to[i] == party) return true;
    return false;
}

/* The lowest level that is a disclosure. */
static enum record_level least_level(const struct scenario *sc, uint32_t party)
{
    return is_adversary(sc, party) ? LEVEL_AWARE : LEVEL_TOLD;
}

/* The theft that a record names among its causes; 0: none. */
static uint64_t theft_of(const struct causes *c, const struct causes_record *r)
{
    enum record_kind kind;

    for (size_t i = 0; i < r->cause_count; i++)
        if (catalog_kind(&c->catalog, r->causes[i], &kind) &&
            kind == RECORD_STOLEN)
            return r->causes[i];
    return 0;
}

/* The latest act of sending in the chain; 0: none. */
static uint64_t giver_of(const struct causes *c,
                         const struct causes_answer *answer)
{
    for (size_t i = 1; i < answer->count; i++) {
        const uint64_t seq = answer->links[i].seq;
        enum record_kind kind;

        if (catalog_kind(&c->catalog, seq, &kind) && causes_is_sending(kind))
            return seq;
    }
    return 0;
}

struct disclosure disclosure_of(const struct causes *c,
                                const struct causes_answer *answer)
{
    const struct scenario *sc = c->ledger->scenario;
    struct disclosure d = {.cause = BREACH_NONE};

    if (answer->count == 0 || answer->document == SCENARIO_NONE) return d;

    const uint64_t seq = answer->links[0].seq;
    struct causes_record first;

    if (!causes_record(c, seq, &first)) return d;
    d.party = first.party;
    d.document = answer->document;
    d.level = record_kind_row(first.kind)->level;
    d.mark = (struct ledger_mark){first.time, seq, first.kind, first.peer};
    if (d.party == SCENARIO_NONE || d.level < least_level(sc, d.party) ||
        is_meant_for(sc, d.document, d.party))
        return d;
    /* Knowledge that was not taken on the way or by theft was given away. */
    d.cause = breach_of(first.kind);
    if (d.cause == BREACH_NONE) d.cause = BREACH_EXPOSURE;
    d.by = theft_of(c, &first);
    /* A stolen key makes it an intrusion, whatever else was seen. */
    if (d.by > 0) d.cause = BREACH_INTRUSION;
    if (d.by == 0) d.by = giver_of(c, answer);
    return d;
}

/* Adds a disclosure for each level, since being told of a document and having
 * it may have come in different ways. Awareness is listed only where there is
 * no more. */
static void add_disclosures(const struct causes *c, struct arena *a,
                            const struct ledger_gain *g, struct disclosure *all,
                            size_t *count)
{
    const struct ledger *l = c->ledger;
    const size_t before = *count;
    uint64_t last = 0;
    struct ledger_mark mark;

    for (enum record_level i = LEVEL_HOLDS;
         i >= least_level(l->scenario, g->party); i--) {
        if ((i == LEVEL_AWARE && *count > before) ||
            !ledger_since_any(l, g->party, g->document, i, &mark) ||
            mark.seq == last)
            continue;
        last = mark.seq;

        const struct causes_answer answer =
            causes_trace(c, a, mark.seq, SCENARIO_NONE, LEVEL_PROVABLE);
        const struct disclosure d = disclosure_of(c, &answer);

        if (d.cause != BREACH_NONE) all[(*count)++] = d;
    }
}

bool disclosure_any(const struct ledger *l)
{
    for (size_t i = 0; i < l->gain_count; i++) {
        const struct ledger_gain *g = &l->gains[i];

        if (g->level >= least_level(l->scenario, g->party) &&
            !is_meant_for(l->scenario, g->document, g->party))
            return true;
    }
    return false;
}

struct disclosure *disclosure_all(const struct causes *c, struct arena *a,
                                  size_t *count)
{
    const struct ledger *l = c->ledger;
    struct disclosure *all =
        arena_array(a, l->gain_count, LEVEL_HOLDS * sizeof *all);
    const struct ledger_gain *last = NULL;

    *count = 0;
    for (size_t i = 0; i < l->gain_count; i++) {
        const struct ledger_gain *g = &l->gains[i];

        if (last && last->party == g->party && last->document == g->document)
            continue;
        last = g;
        if (!is_meant_for(l->scenario, g->document, g->party))
            add_disclosures(c, a, g, all, count);
    }
    return all;
}
