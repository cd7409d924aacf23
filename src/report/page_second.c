#include "report/page_second.h"

#include <string.h>

#include "report/page_gains.h"
#include "report/page_rows.h"
#include "scenario/scenario_query.h"

/* The page has of the second run what a comparison needs: the verdicts on the
 * claims, each rise of an actor to a level, and what differs from the first.
 * Actors, documents and portions are matched by name; what the page's own run
 * does not have is left out. */

/* A gain with the places of the page's own lists. */
struct page_second_gain {
    const struct ledger_gain *gain;
    int64_t actor, document, portion;
};

static uint32_t find_portion(const struct scenario_document *d,
                             const char *name)
{
    for (uint32_t i = 0; i < d->portion_count; i++)
        if (strcmp(d->portions[i].name, name) == 0) return i;
    return SCENARIO_NONE;
}

/* False: the page's run has no such actor, document or portion. */
static bool find_places(struct page_second_gain *out,
                        const struct ledger_gain *gain,
                        const struct scenario *from, const struct scenario *to)
{
    const struct scenario_document *d = &from->documents[gain->document];
    const uint32_t actor =
        scenario_find_actor(to, from->parties[gain->party].name);
    const uint32_t document = scenario_find_document(to, d->name);

    *out =
        (struct page_second_gain){gain, (int64_t)actor, (int64_t)document, -1};
    if (actor == SCENARIO_NONE || document == SCENARIO_NONE) return false;
    if (gain->portion == SCENARIO_NONE) return true;

    const uint32_t portion =
        find_portion(&to->documents[document], d->portions[gain->portion].name);

    out->portion = (int64_t)portion;
    return portion != SCENARIO_NONE;
}

static int64_t cell_number(const struct page_second_gain *g, instant start)
{
    (void)start;
    return (int64_t)g->gain->mark.seq;
}

static int64_t cell_second(const struct page_second_gain *g, instant start)
{
    return page_rows_whole_seconds(start, g->gain->mark.time);
}

static int64_t cell_nano(const struct page_second_gain *g, instant start)
{
    return page_rows_rest_of_second(start, g->gain->mark.time);
}

static int64_t cell_actor(const struct page_second_gain *g, instant start)
{
    (void)start;
    return g->actor;
}

static int64_t cell_document(const struct page_second_gain *g, instant start)
{
    (void)start;
    return g->document;
}

static int64_t cell_portion(const struct page_second_gain *g, instant start)
{
    (void)start;
    return g->portion;
}

static int64_t cell_level(const struct page_second_gain *g, instant start)
{
    (void)start;
    return (int64_t)g->gain->level;
}

static const struct {
    const char *key;
    int64_t (*cell)(const struct page_second_gain *g, instant start);
} columns[] = {
    {"number", cell_number},     {"second", cell_second},
    {"nano", cell_nano},         {"actor", cell_actor},
    {"document", cell_document}, {"portion", cell_portion},
    {"level", cell_level},
};

static void put_gains(struct json *j, const struct ledger *l,
                      const struct scenario *sc)
{
    struct page_gains g;
    size_t count = 0;

    page_gains_init(&g, l);
    struct page_second_gain *found =
        arena_array(&g.arena, g.count, sizeof *found);

    for (size_t i = 0; i < g.count; i++)
        count += find_places(&found[count], &g.items[i], l->scenario, sc);
    json_open_object(j, "gains");
    for (size_t k = 0; k < sizeof columns / sizeof *columns; k++) {
        json_open_array(j, columns[k].key);
        for (size_t i = 0; i < count; i++)
            json_int(j, NULL, columns[k].cell(&found[i], sc->start));
        json_close(j);
    }
    json_close(j);
    page_gains_fini(&g);
}

/* A claim as a sentence; the figures of what is measured stand beside it. */
static const char *claim_sentence(struct arena *a, const struct lesson_claim *c,
                                  const struct scenario *sc)
{
    static const char *const views[] = {"size", "time", "size and time"};
    static const char *const questions[] = {"which document it is",
                                            "who sent it", "to whom it goes",
                                            "whether it is a document"};
    const char *document =
        c->document < sc->document_count ? sc->documents[c->document].name : "";
    const char *names =
        c->names < sc->actor_count ? sc->parties[c->names].name : "nobody";

    switch (c->kind) {
    case LESSON_CLAIM_ATTACK:
        return arena_format(a, "%s %s against %s", c->tactic,
                            c->succeeds ? "succeeds" : "does not succeed",
                            document);
    case LESSON_CLAIM_METADATA:
        return arena_format(a, "nobody can tell by %s %s", views[c->view],
                            questions[c->question]);
    case LESSON_CLAIM_RISK:
        return arena_format(a, "%s is likely to keep", document);
    case LESSON_CLAIM_ATTRIBUTE:
        return arena_format(a, "the marks of %s name %s", document, names);
    case LESSON_CLAIM_SENTENCE:
    case LESSON_CLAIM_COUNT:
        break;
    }
    return c->text;
}

static void put_claim(struct json *j, const struct page_lesson_claim *c,
                      const struct scenario *sc)
{
    struct arena a;

    arena_init(&a);
    json_open_object(j, NULL);
    json_text(j, "text", claim_sentence(&a, c->claim, sc));
    arena_fini(&a);
    json_open_array(j, "verdicts");
    for (int i = 0; i < DIFFERENCE_SIDES; i++)
        json_text(j, NULL,
                  c->verdicts[i].words ? lesson_verdict_word(&c->verdicts[i])
                                       : "");
    json_close(j);
    json_open_array(j, "words");
    for (int i = 0; i < DIFFERENCE_SIDES; i++)
        json_text(j, NULL, c->verdicts[i].words ? c->verdicts[i].words : "");
    json_close(j);
    json_close(j);
}

static void put_row(struct json *j, const struct difference_row *r,
                    const struct scenario *sc)
{
    json_open_object(j, NULL);
    json_text(j, "actor", r->party);
    json_text(j, "document", r->document);
    json_number(j, "level", r->level);
    json_open_array(j, "since");
    for (int i = 0; i < DIFFERENCE_SIDES; i++)
        if (r->reached[i])
            page_rows_put_time(j, NULL, sc->start, r->time[i]);
        else
            json_null(j, NULL);
    json_close(j);
    json_close(j);
}

static void put_sentence(struct json *j, const struct difference_sentence *s)
{
    json_open_object(j, NULL);
    json_text(j, "sentence", s->text);
    json_open_array(j, "verdicts");
    for (int i = 0; i < DIFFERENCE_SIDES; i++)
        json_text(j, NULL,
                  s->there[i] ? judge_verdict_word(s->verdict[i]) : "");
    json_close(j);
    json_close(j);
}

void page_second_put(struct json *j, const struct page_lesson *l,
                     const struct scenario *sc)
{
    const struct difference *d = l->difference;

    if (!l->second) {
        json_null(j, "second");
        return;
    }
    json_open_object(j, "second");
    json_open_array(j, "claims");
    for (size_t i = 0; i < l->lesson->claim_count; i++)
        put_claim(j, &l->claims[i], sc);
    json_close(j);
    put_gains(j, l->second, sc);
    json_open_array(j, "rows");
    for (size_t i = 0; i < d->row_count; i++)
        put_row(j, &d->rows[i], sc);
    json_close(j);
    json_open_array(j, "expectations");
    for (size_t i = 0; i < d->sentence_count; i++)
        put_sentence(j, &d->sentences[i]);
    json_close(j);
    json_close(j);
}
