#include "study/difference.h"

#include <stdlib.h>
#include <string.h>

#include "scenario/scenario_query.h"
#include "wire/record_field.h"

/* Four comparisons, in this order: the scenarios' texts; the events, one by
 * one, twice, once for any difference and once for those that a timeline shows;
 * the knowledge of every actor about every document, as the ledgers have it;
 * and the verdicts on the expectations. Events are decoded side by side, and
 * only the first pair that differs is kept. Actors, documents and sentences are
 * matched by name. In the last two, side 0 is gone through for all rows and
 * side 1 for those that side 0 does not have. */

/* The line of the first byte that differs. */
static uint32_t first_line(struct bytes a, struct bytes b)
{
    uint32_t line = 1;

    for (size_t i = 0; i < a.size && i < b.size && a.data[i] == b.data[i]; i++)
        line += a.data[i] == '\n' ? 1 : 0;
    return line;
}

struct record difference_told(const struct difference_event *event)
{
    struct record r = event->record;

    r.exchange = 0;
    r.cause_count = 0;
    r.data = (struct bytes){0};
    return r;
}

/* True if both records show the same at the same time, whatever bytes
 * travelled. */
static bool is_told_alike(const struct difference_event *x,
                          const struct difference_event *y)
{
    const struct record a = difference_told(x), b = difference_told(y);

    return x->there == y->there && x->time == y->time &&
           record_field_same(&a, &b);
}

static bool is_identical(const struct difference_event *a,
                         const struct difference_event *b)
{
    return is_told_alike(a, b) && record_field_same(&a->record, &b->record);
}

/* The next event of a run, or the next that a timeline shows. A record that
 * cannot be read ends the run. */
static struct difference_event next_event(struct reader *r, struct arena *a,
                                          bool shown)
{
    struct difference_event event;
    struct reader_frame f;

    while (!reader_next(r, &f)) {
        if (f.kind != JOURNAL_EVENT) continue;
        event = (struct difference_event){
            .there = true, .seq = f.seq, .time = f.time};
        if (record_decode(a, f.body, &event.record)) break;
        if (!shown || record_kind_row(event.record.kind)->shown) return event;
    }
    return (struct difference_event){0};
}

/* Finds the first pair of events that differ; false: there is none. */
static bool find_parting(struct arena *a,
                         const struct difference_side sides[DIFFERENCE_SIDES],
                         bool shown,
                         struct difference_event out[DIFFERENCE_SIDES])
{
    struct arena step;
    bool parted = false;

    arena_init(&step);
    for (int i = 0; i < DIFFERENCE_SIDES; i++)
        reader_rewind(sides[i].reader);
    do {
        arena_reset(&step);
        for (int i = 0; i < DIFFERENCE_SIDES; i++)
            out[i] = next_event(sides[i].reader, &step, shown);
        parted = shown ? !is_told_alike(&out[0], &out[1])
                       : !is_identical(&out[0], &out[1]);
    } while (!parted && out[0].there);
    for (int i = 0; parted && i < DIFFERENCE_SIDES; i++) {
        struct bytes body;

        /* The step's arena ends here; decoded again, the record stays. */
        if (out[i].there && !record_encode(&step, &out[i].record, &body) &&
            record_decode(a, body, &out[i].record))
            out[i].there = false;
    }
    arena_fini(&step);
    return parted;
}

/* A party and a document as one side has them. */
struct difference_place {
    const struct ledger *ledger;
    uint32_t party, document; /* SCENARIO_NONE: not there */
};

static bool place_since(const struct difference_place *p,
                        enum record_level level, instant *time)
{
    struct ledger_mark mark;

    if (p->party == SCENARIO_NONE || p->document == SCENARIO_NONE ||
        !ledger_since_any(p->ledger, p->party, p->document, level, &mark))
        return false;
    *time = mark.time;
    return true;
}

static bool is_same_row(const struct difference_row *a,
                        const struct difference_row *b)
{
    for (int i = 0; i < DIFFERENCE_SIDES; i++)
        if (a->reached[i] != b->reached[i] ||
            (a->reached[i] && a->time[i] != b->time[i]))
            return false;
    return true;
}

static void
add_place_rows(struct difference *c,
               const struct difference_place places[DIFFERENCE_SIDES],
               const char *party, const char *document)
{
    const struct difference_row *above = NULL;

    for (enum record_level i = LEVEL_PROVABLE; i > LEVEL_UNAWARE; i--) {
        struct difference_row row = {
            .party = party,
            .document = document,
            .order = c->row_count,
            .level = i,
        };

        for (int k = 0; k < DIFFERENCE_SIDES; k++)
            row.reached[k] = place_since(&places[k], i, &row.time[k]);
        if (row.reached[0] == row.reached[1] &&
            (!row.reached[0] || row.time[0] == row.time[1]))
            continue;
        if (above && is_same_row(above, &row)) continue;
        c->rows[c->row_count] = row;
        above = &c->rows[c->row_count++];
    }
}

/* True if the ledger has anything of this pair, so that it was compared with
 * the other side's. */
static bool is_known(const struct difference_place *p)
{
    instant time;

    return place_since(p, LEVEL_AWARE, &time);
}

/* Compares one side's knowledge; of the second side, only pairs that the first
 * has nothing of. */
static void add_side_rows(struct difference *c,
                          const struct difference_side sides[DIFFERENCE_SIDES],
                          int side)
{
    const struct ledger *l = sides[side].ledger;
    const struct ledger *other = sides[!side].ledger;
    const struct ledger_gain *last = NULL;

    for (size_t i = 0; i < l->gain_count; i++) {
        const struct ledger_gain *g = &l->gains[i];
        struct difference_place places[DIFFERENCE_SIDES];

        if (last && last->party == g->party && last->document == g->document)
            continue;
        last = g;

        const char *party = l->scenario->parties[g->party].name;
        const char *document = l->scenario->documents[g->document].name;

        places[side] = (struct difference_place){l, g->party, g->document};
        places[!side] = (struct difference_place){
            other, scenario_find_actor(other->scenario, party),
            scenario_find_document(other->scenario, document)};
        if (side == 0 || !is_known(&places[0]))
            add_place_rows(c, places, party, document);
    }
}

static int by_document(const void *a, const void *b)
{
    const struct difference_row *x = a;
    const struct difference_row *y = b;
    const int order = strcmp(x->document, y->document);

    return order ? order : (x->order > y->order) - (x->order < y->order);
}

/* A sentence and its verdict, sorted by the sentence's words. */
struct difference_judged {
    const char *expectation; /* as its scenario words it */
    enum judge_verdict verdict;
};

static int by_expectation(const void *a, const void *b)
{
    const struct difference_judged *x = a;
    const struct difference_judged *y = b;

    return strcmp(x->expectation, y->expectation);
}

static struct difference_judged *sort_sentences(struct arena *a,
                                                const struct judge *j)
{
    const size_t count = j->scenario->expect_count;
    struct difference_judged *all = arena_array(a, count, sizeof *all);

    for (size_t i = 0; i < count; i++)
        all[i] = (struct difference_judged){j->scenario->expects[i].text,
                                            j->findings[i].verdict};
    if (count > 0) qsort(all, count, sizeof *all, by_expectation);
    return all;
}

/* Compares one side's expectations; of the second side, only those that the
 * first does not have. */
static void add_side_sentences(
    struct difference *c, const struct judge judges[DIFFERENCE_SIDES],
    struct difference_judged *const sorted[DIFFERENCE_SIDES], int side)
{
    const struct scenario *sc = judges[side].scenario;
    const size_t others = judges[!side].scenario->expect_count;

    for (size_t i = 0; i < sc->expect_count; i++) {
        const struct difference_judged own = {sc->expects[i].text,
                                              judges[side].findings[i].verdict};
        const struct difference_judged *other =
            others > 0 ? bsearch(&own, sorted[!side], others, sizeof own,
                                 by_expectation)
                       : NULL;

        if (other && (side == 1 || other->verdict == own.verdict)) continue;

        struct difference_sentence *s = &c->sentences[c->sentence_count++];

        s->text = arena_text(&c->arena, own.expectation);
        s->there[side] = true;
        s->verdict[side] = own.verdict;
        s->there[!side] = other != NULL;
        if (other) s->verdict[!side] = other->verdict;
    }
}

static void add_sentences(struct difference *c,
                          const struct difference_side sides[DIFFERENCE_SIDES])
{
    struct judge judges[DIFFERENCE_SIDES];
    struct difference_judged *sorted[DIFFERENCE_SIDES];
    size_t count = 0;

    for (int i = 0; i < DIFFERENCE_SIDES; i++) {
        judge_init(&judges[i], sides[i].ledger);
        sorted[i] = sort_sentences(&c->arena, &judges[i]);
        count += judges[i].scenario->expect_count;
    }
    c->sentences = arena_array(&c->arena, count, sizeof *c->sentences);
    for (int i = 0; i < DIFFERENCE_SIDES; i++)
        add_side_sentences(c, judges, sorted, i);
    for (int i = 0; i < DIFFERENCE_SIDES; i++)
        judge_fini(&judges[i]);
}

void difference_init(struct difference *c,
                     const struct difference_side sides[DIFFERENCE_SIDES])
{
    const struct bytes a = sides[0].ledger->scenario->source;
    const struct bytes b = sides[1].ledger->scenario->source;

    *c = (struct difference){.same_scenario = bytes_equal(a, b)};
    arena_init(&c->arena);
    if (!c->same_scenario) c->line = first_line(a, b);
    c->parted = find_parting(&c->arena, sides, false, c->first);
    c->retold = find_parting(&c->arena, sides, true, c->told);
    c->rows = arena_array(
        &c->arena, sides[0].ledger->gain_count + sides[1].ledger->gain_count,
        LEVEL_PROVABLE * sizeof *c->rows);
    for (int i = 0; i < DIFFERENCE_SIDES; i++)
        add_side_rows(c, sides, i);
    if (c->row_count > 0)
        qsort(c->rows, c->row_count, sizeof *c->rows, by_document);
    add_sentences(c, sides);
}

void difference_fini(struct difference *c)
{
    arena_fini(&c->arena);
}

bool difference_is_same(const struct difference *c)
{
    return !c->parted && c->row_count == 0 && c->sentence_count == 0;
}
