#include "report/page_judged.h"

#include "study/why_not.h"
#include "view/obstacles.h"

static void put_expectation(struct json *j, const struct page_source *s,
                            const struct page_rows *rows,
                            const struct sentence *sentence,
                            const struct judge_finding *f)
{
    json_open_object(j, NULL);
    json_text(j, "sentence", sentence->text);
    json_text(j, "verdict", judge_verdict_word(f->verdict));
    json_text(j, "why", f->why);
    json_int(j, "row", f->reached ? page_rows_find(rows, f->mark.seq) : -1);
    if (sentence->bound == BOUND_NONE)
        json_null(j, "deadline");
    else
        page_rows_put_time(j, "deadline", s->scenario->start, sentence->time);
    if (f->timed)
        json_seconds(j, "spare", f->spare);
    else
        json_null(j, "spare");
    json_close(j);
}

static void put_expectations(struct json *j, const struct page_source *s,
                             const struct page_rows *rows)
{
    struct judge judge;

    json_open_array(j, "expectations");
    if (s->as == SCENARIO_NONE) {
        judge_init(&judge, s->ledger);
        for (size_t i = 0; i < s->scenario->expect_count; i++)
            put_expectation(j, s, rows, &s->scenario->expects[i],
                            &judge.findings[i]);
        judge_fini(&judge);
    }
    json_close(j);
}

/* The lowest level of the whole document that the party never reached;
 * COUNT: it reached all. */
static enum record_level missed_level(const struct ledger *l, uint32_t party,
                                      uint32_t document)
{
    struct ledger_mark mark;
    int level = LEVEL_AWARE;

    while (level < LEVEL_COUNT &&
           ledger_since(l, party, document, SCENARIO_NONE,
                        (enum record_level)level, &mark))
        level++;
    return (enum record_level)level;
}

/* "press holds us-response", as a sentence. */
static void state_sentence(struct sentence *out, uint32_t party,
                           uint32_t document, enum record_level level)
{
    static const enum sentence_predicate predicates[LEVEL_COUNT] = {
        [LEVEL_AWARE] = SENTENCE_KNOWS_OF,
        [LEVEL_TOLD] = SENTENCE_WAS_TOLD,
        [LEVEL_HOLDS] = SENTENCE_HOLDS,
        [LEVEL_VERIFIED] = SENTENCE_VERIFIED,
        [LEVEL_PROVABLE] = SENTENCE_CAN_PROVE,
    };

    *out = (struct sentence){.party = party,
                             .predicate = predicates[level],
                             .document = document,
                             .portion = SCENARIO_NONE};
}

static void put_obstacle(struct json *j, const struct page_source *s,
                         const struct causes *c, uint32_t party,
                         uint32_t document)
{
    const enum record_level level = missed_level(s->ledger, party, document);
    struct sentence sentence;
    struct arena a;
    size_t count;

    if (level == LEVEL_COUNT) return;
    arena_init(&a);
    state_sentence(&sentence, party, document, level);
    const struct why_not lack = why_not_of(c, &a, &sentence);
    const char **lines =
        obstacles_tell(&a, s->scenario, c, &sentence, &lack, &count);

    json_open_object(j, NULL);
    json_number(j, "actor", party);
    json_number(j, "document", document);
    json_number(j, "level", level);
    json_open_array(j, "lines");
    for (size_t i = 0; i < count; i++)
        json_text(j, NULL, lines[i]);
    json_close(j);
    json_close(j);
    arena_fini(&a);
}

bool page_judged_leaves_out(const struct page_source *s,
                            const struct page_rows *rows)
{
    const size_t cells = s->scenario->actor_count * s->scenario->document_count;
    size_t acts = 0;

    if (s->as != SCENARIO_NONE) return false;
    for (size_t i = 0; i < rows->count; i++)
        acts += causes_is_sending(rows->rows[i].kind);
    return cells > PAGE_JUDGED_CELLS_MAX || cells * acts > PAGE_JUDGED_WORK_MAX;
}

void page_judged_put(struct json *j, const struct page_source *s,
                     const struct page_rows *rows, const struct causes *c)
{
    const struct scenario *sc = s->scenario;

    put_expectations(j, s, rows);
    json_open_array(j, "obstacles");
    if (s->as == SCENARIO_NONE && !page_judged_leaves_out(s, rows))
        for (uint32_t i = 0; i < sc->actor_count; i++)
            for (uint32_t k = 0; k < sc->document_count; k++)
                put_obstacle(j, s, c, i, k);
    json_close(j);
}
