#include "study/attribution.h"

#include <assert.h>

#include "base/real.h"
#include "party/mark.h"

/* Adds up what the script says of a party's insiders on the document. False:
 * it says nothing. */
static bool stated_rate(const struct scenario *sc, uint32_t document,
                        uint32_t party, double *rate)
{
    bool found = false;

    *rate = 0;
    for (size_t i = 0; i < sc->entry_count; i++) {
        const struct scenario_entry *e = &sc->entries[i];

        if (e->verb != VERB_LEAK || e->document != document ||
            e->from != party || e->hazard.per_reader <= 0)
            continue;
        *rate += scenario_hazard_rate(&e->hazard, 1);
        found = true;
    }
    return found;
}

/* The mean of the rates that are stated; 1 if none is. */
static double usual_rate(const struct scenario *sc, uint32_t document)
{
    double sum = 0, rate;
    size_t count = 0;

    for (uint32_t i = 0; i < sc->party_count; i++) {
        if (!stated_rate(sc, document, i, &rate)) continue;
        sum += rate;
        count++;
    }
    return count > 0 ? sum / (double)count : 1;
}

static void add_holder(struct attribution *a, const struct ledger *l,
                       uint32_t document, uint32_t party, instant surfaced)
{
    const struct scenario *sc = l->scenario;
    struct ledger_mark mark;
    double rate;

    if (sc->parties[party].kind == PARTY_PUBLIC ||
        !ledger_since_any(l, party, document, LEVEL_HOLDS, &mark) ||
        mark.time >= surfaced)
        return;
    if (!stated_rate(sc, document, party, &rate))
        rate = usual_rate(sc, document);
    if (party == sc->documents[document].author) a->author = a->holder_count;
    a->holders[a->holder_count++] = (struct attribution_holder){
        .party = party,
        .since = mark.time,
        .readers = sc->parties[party].readers,
        .weight = rate * (double)sc->parties[party].readers *
                  (double)(surfaced - mark.time) / (double)DAY,
    };
}

void attribution_init(struct attribution *a, const struct ledger *l,
                      uint32_t document, instant surfaced)
{
    const size_t parties = l->scenario->party_count;
    double all = 0;

    *a = (struct attribution){.author = parties};
    arena_init(&a->arena);
    a->holders = arena_array(&a->arena, parties, sizeof *a->holders);
    for (uint32_t i = 0; i < parties; i++)
        add_holder(a, l, document, i, surfaced);
    if (a->author == parties) a->author = a->holder_count;
    for (size_t i = 0; i < a->holder_count; i++)
        all += a->holders[i].weight;
    for (size_t i = 0; i < a->holder_count; i++)
        a->holders[i].prior = a->holders[i].weight / all;
}

void attribution_fini(struct attribution *a)
{
    arena_fini(&a->arena);
}

/* The logarithm of how likely the copy is if it is this holder's own. */
static double compare(struct attribution_holder *h, const int8_t *observed,
                      size_t choices, double error)
{
    double sum = 0;

    h->known = h->equal = 0;
    for (size_t i = 0; i < choices; i++) {
        if (observed[i] == MARK_UNKNOWN) continue;
        if (!h->bits || h->bits[i] == MARK_UNKNOWN) {
            sum += real_ln(0.5);
            continue;
        }
        const bool equal = h->bits[i] == observed[i];
        h->known++;
        h->equal += equal;
        sum += real_ln(equal ? 1 - error : error);
    }
    return sum;
}

/* Makes shares of what is in `weights`; all 0 would be nobody's copy. */
static void share(double *weights, size_t count)
{
    double all = 0;

    for (size_t i = 0; i < count; i++)
        all += weights[i];
    for (size_t i = 0; i < count && all > 0; i++)
        weights[i] /= all;
}

void attribution_judge(struct attribution *a, const int8_t *observed,
                       size_t choices, double error)
{
    const size_t count = a->holder_count;
    double *fits = arena_array(&a->arena, count, sizeof *fits);
    double *author = arena_array(&a->arena, count, sizeof *author);

    assert(error > 0 && error < 1);
    a->marked = false;
    a->closest = 0;
    for (size_t i = 0; i < count; i++) {
        fits[i] = compare(&a->holders[i], observed, choices, error);
        if (fits[i] != fits[0]) a->marked = true;
        if (fits[i] > fits[a->closest]) a->closest = i;
    }
    /* Only how they compare matters: the best is 1, so that none vanishes
     * that should not. */
    const double best = count > 0 ? fits[a->closest] : 0;
    for (size_t i = 0; i < count; i++) {
        fits[i] = real_exp(fits[i] - best);
        author[i] = a->holders[i].prior * fits[i];
        fits[i] = a->holders[i].prior * (i == a->author ? 1 : fits[i]);
    }
    share(author, count);
    share(fits, count);
    for (size_t i = 0; i < count; i++) {
        a->holders[i].to_author = author[i];
        a->holders[i].to_others = fits[i];
    }
}
