#include "replication/observer.h"

#include <assert.h>

#include "experiment/accusation.h"
#include "study/judge.h"

/* A run's records go into a ledger, as a journal's do, and where the design
 * asks for it into the figures of its traffic. At the run's end each column is
 * read off one of them; an accusation also rests on the copies that the parties
 * then have in hand. */

void observer_init(struct observer *o, const struct points_one *point)
{
    *o = (struct observer){.point = point};
    for (size_t i = 0; i < point->columns.count; i++) {
        const struct columns_one *c = &point->columns.items[i];
        if (c->kind != COLUMNS_NUMBER) continue;
        if (c->quantity == DESIGN_INVERSIONS)
            o->orders = true;
        else if (c->quantity == DESIGN_GUESSED)
            o->guesses = true;
        else if (c->quantity < DESIGN_INVERSIONS ||
                 c->quantity == DESIGN_OUTSTANDING)
            o->counts = true;
    }
    arena_init(&o->arena);
    o->onlooker.scenario = &point->scenario;
    if (o->guesses)
        onlooker_watch_init(&o->seen, &point->scenario, SCENARIO_NONE);
}

enum err observer_learn(struct observer *o, uint64_t seed, struct errmsg *e)
{
    struct onlooker_watch w;
    enum err rc = ERR_OK;

    for (uint64_t i = 0; o->guesses && i < ONLOOKER_RUNS && !rc; i++) {
        rc = onlooker_watch_run(&w, o->onlooker.scenario, SCENARIO_NONE,
                                seed + 1, i, e);
        if (rc) break;
        onlooker_learn(&o->onlooker, &o->arena, &w);
        onlooker_watch_fini(&w);
    }
    return rc;
}

static void end_run(struct observer *o)
{
    ledger_fini(&o->ledger);
    if (o->counts) stats_fini(&o->stats);
    if (o->orders) overtaking_fini(&o->overtaking);
    o->watching = false;
}

void observer_fini(struct observer *o)
{
    if (o->watching) end_run(o);
    if (o->guesses) onlooker_watch_fini(&o->seen);
    arena_fini(&o->arena);
}

void observer_begin(void *watcher, uint64_t run)
{
    struct observer *o = watcher;

    (void)run;
    o->watching = true;
    ledger_init(&o->ledger, &o->point->asked);
    if (o->counts) stats_init(&o->stats, &o->point->scenario);
    if (o->orders) overtaking_init(&o->overtaking);
    if (o->guesses) onlooker_watch_begin(&o->seen);
}

void observer_record(void *watcher, instant now, uint64_t seq,
                     const struct record *r)
{
    struct observer *o = watcher;

    ledger_add(&o->ledger, now, seq, r);
    if (o->counts) stats_add(&o->stats, now, seq, r);
    if (o->orders) overtaking_add(&o->overtaking, &o->point->scenario, r);
    if (o->guesses) onlooker_watch_record(&o->seen, now, r);
}

static int64_t sentence_value(const struct observer *o,
                              const struct columns_one *c)
{
    const struct judge_finding f = judge_weigh(&o->ledger, &c->sentence);

    if (c->kind == COLUMNS_HOLDS) return f.verdict == JUDGE_HOLDS;
    return f.reached ? f.mark.time - o->point->scenario.start : COLUMNS_NOTHING;
}

static int64_t count_holders(const struct observer *o, uint32_t document)
{
    const struct scenario *sc = &o->point->scenario;
    struct ledger_mark mark;
    int64_t holders = 0;

    for (uint32_t i = 0; i < sc->party_count; i++)
        holders +=
            i != sc->documents[document].author &&
            ledger_since_any(&o->ledger, i, document, LEVEL_HOLDS, &mark);
    return holders;
}

/* Each portion counts from when a party has it to the end of the clock. */
static int64_t sum_exposure(const struct observer *o, uint32_t document)
{
    const struct scenario *sc = &o->point->scenario;
    const struct scenario_document *d = &sc->documents[document];
    struct ledger_mark mark;
    int64_t sum = 0;

    for (uint32_t i = 0; i < sc->party_count; i++) {
        if (i == d->author) continue;
        for (uint32_t k = 0; k < d->portion_count; k++)
            if (ledger_since(&o->ledger, i, document, k, LEVEL_HOLDS, &mark) &&
                __builtin_add_overflow(sum, sc->end - mark.time, &sum))
                return INT64_MAX;
    }
    return sum;
}

/* Of a document that did not leak, the run says nothing. */
static int64_t accusation_value(const struct observer *o,
                                const struct columns_one *c,
                                const struct runtime *rt)
{
    struct accusation a;

    if (!accusation_of(&a, &o->ledger, rt, c->document)) return COLUMNS_NOTHING;
    return c->quantity == DESIGN_ATTRIBUTED ? a.likeliest == a.leaker
                                            : a.wrongly > 0;
}

static int64_t quantity_value(const struct observer *o,
                              const struct columns_one *c)
{
    const size_t channels = o->point->scenario.channel_count;
    uint64_t sum = 0;

    assert(c->quantity < DESIGN_QUANTITY_COUNT);
    switch (c->quantity) {
    case DESIGN_FRAMES:
        for (size_t i = 0; i <= channels; i++)
            sum += o->stats.channels[i].frames;
        return (int64_t)sum;
    case DESIGN_BYTES:
        for (size_t i = 0; i <= channels; i++)
            sum += o->stats.channels[i].bytes;
        return (int64_t)sum;
    case DESIGN_LATENCY:
        return stats_latency(&o->stats);
    case DESIGN_INVERSIONS:
        return (int64_t)o->overtaking.pairs;
    case DESIGN_OUTSTANDING:
        return (int64_t)stats_outstanding(&o->stats);
    case DESIGN_GUESSED:
        return (int64_t)onlooker_guess(&o->onlooker, ONLOOKER_WHICH,
                                       ONLOOKER_BY_BOTH, &o->seen)
            .right;
    case DESIGN_HOLDERS:
        return count_holders(o, c->document);
    case DESIGN_EXPOSURE:
        return sum_exposure(o, c->document);
    case DESIGN_ATTRIBUTED:
    case DESIGN_ACCUSED:
    case DESIGN_QUANTITY_COUNT:
        break;
    }
    return COLUMNS_NOTHING;
}

void observer_end(void *watcher, const struct runtime *rt)
{
    struct observer *o = watcher;
    const struct columns *columns = &o->point->columns;

    ledger_close(&o->ledger, o->point->scenario.end);
    if (o->guesses) onlooker_watch_end(&o->seen);
    for (size_t i = 0; i < columns->count; i++) {
        const struct columns_one *c = &columns->items[i];
        *o->row++ = columns_is_sentence(c)      ? sentence_value(o, c)
                    : c->kind == COLUMNS_NUMBER ? quantity_value(o, c)
                                                : accusation_value(o, c, rt);
    }
    end_run(o);
}
