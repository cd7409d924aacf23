#include "lesson/attempt.h"

#include <assert.h>
#include <string.h>

#include "lesson/kept.h"
#include "scenario/change_each.h"
#include "sim/network.h"

/* The changes are made to the text, one after the other. It is compared with
 * the lesson's where the lesson keeps something, and read; then its claims are
 * judged, and then the expectations that must hold. The first thing that is
 * wrong is the outcome. */

/* Every lesson keeps what the attempt is judged by. */
static const struct lesson_text judged_by[] = {{.text = "lesson"},
                                               {.text = "expect"}};
static const struct lesson_texts always = {judged_by, 2};

static enum err attempt_read(struct attempt *t, const struct attempt_base *b)
{
    if (scenario_parse(&t->scenario, b->scenario->name, t->source,
                       &t->errors)) {
        t->outcome = ATTEMPT_REFUSED;
        return ERR_FORMAT;
    }
    network_draw(&t->scenario, b->scenario->lesson->seed);
    t->played = (struct lesson_verdict_case){
        .scenario = &t->scenario,
        .seed = b->scenario->lesson->seed,
        .runner = b->runner,
        .read_text = b->read_text,
        .context = b->context,
    };
    return ERR_OK;
}

static bool is_touched(struct attempt *t, const struct attempt_base *b)
{
    const struct lesson_texts *const lists[] = {&always,
                                                &b->scenario->lesson->keep};

    for (size_t i = 0; i < 2; i++) {
        const size_t path =
            kept_touched(&t->arena, b->scenario->source, t->source, lists[i]);
        if (path == SIZE_MAX) continue;
        t->touched = lists[i]->items[path].text;
        t->outcome = ATTEMPT_TOUCHED;
        return true;
    }
    return false;
}

enum err attempt_expectation(struct attempt *t, size_t i,
                             struct lesson_verdict *out, struct errmsg *e)
{
    assert(t->played.scenario && i < t->scenario.expect_count);
    const struct lesson_claim claim = {
        .kind = LESSON_CLAIM_SENTENCE,
        .text = t->scenario.expects[i].text,
        .sentence = t->scenario.expects[i],
    };

    return lesson_verdict_of(&t->played, &claim, &t->arena, out, e);
}

static enum err judge_claims(struct attempt *t, struct errmsg *e)
{
    const struct lesson *lesson = t->scenario.lesson;
    enum err rc = ERR_OK;

    t->verdicts =
        arena_array(&t->arena, lesson->claim_count, sizeof *t->verdicts);
    for (size_t i = 0; i < lesson->claim_count && !rc; i++) {
        rc = lesson_verdict_of(&t->played, &lesson->claims[i], &t->arena,
                               &t->verdicts[i], e);
        if (rc || t->verdicts[i].holds || t->outcome == ATTEMPT_BROKEN)
            continue;
        t->outcome = ATTEMPT_BROKEN;
        t->which = i;
    }
    return rc;
}

static enum err judge_expectations(struct attempt *t,
                                   const struct attempt_base *b,
                                   struct errmsg *e)
{
    struct lesson_verdict v;
    enum err rc = ERR_OK;

    for (size_t i = 0; i < b->scenario->expect_count && !rc; i++) {
        if (!b->expected || !b->expected[i]) continue;
        rc = attempt_expectation(t, i, &v, e);
        if (rc || v.holds) continue;
        t->outcome = ATTEMPT_HARMED;
        t->which = i;
        break;
    }
    return rc;
}

static enum err attempt_judge(struct attempt *t, const struct attempt_base *b,
                              struct errmsg *e)
{
    assert(b->scenario->lesson);
    if (is_touched(t, b) || attempt_read(t, b)) return ERR_OK;
    enum err rc = judge_claims(t, e);
    if (!rc && t->outcome == ATTEMPT_RIGHT) rc = judge_expectations(t, b, e);
    if (rc) attempt_fini(t);
    return rc;
}

static void attempt_init(struct attempt *t)
{
    *t = (struct attempt){.outcome = ATTEMPT_RIGHT};
    arena_init(&t->arena);
    scenario_errors_init(&t->errors);
}

void attempt_fini(struct attempt *t)
{
    if (t->played.scenario) {
        lesson_verdict_case_fini(&t->played);
        scenario_fini(&t->scenario);
    }
    scenario_errors_fini(&t->errors);
    arena_fini(&t->arena);
    *t = (struct attempt){0};
}

enum err attempt_text(struct attempt *t, const struct attempt_base *b,
                      struct bytes source, struct errmsg *e)
{
    attempt_init(t);
    t->source = arena_copy(&t->arena, source);
    return attempt_judge(t, b, e);
}

enum err attempt_changes(struct attempt *t, const struct attempt_base *b,
                         const char *const *changes, size_t count,
                         struct errmsg *e)
{
    attempt_init(t);
    t->source = b->scenario->source;
    for (size_t i = 0; i < count; i++) {
        if (!change_each_apply(&t->arena, t->source, changes[i], &t->source,
                               &t->refused))
            continue;
        t->outcome = ATTEMPT_REFUSED;
        return ERR_OK;
    }
    return attempt_judge(t, b, e);
}

enum err attempt_given(struct attempt *t, const struct attempt_base *b,
                       const struct lesson_texts *changes, struct errmsg *e)
{
    const char *texts[LESSON_TEXTS_MAX];

    assert(changes->count <= LESSON_TEXTS_MAX);
    for (size_t i = 0; i < changes->count; i++)
        texts[i] = changes->items[i].text;
    return attempt_changes(t, b, texts, changes->count, e);
}

enum err attempt_expected(const struct attempt_base *b, struct arena *a,
                          const bool **out, struct errmsg *e)
{
    const size_t count = b->scenario->expect_count;
    struct attempt_base free_of = *b;
    bool *holds = arena_array(a, count, sizeof *holds);
    struct lesson_verdict v;
    struct attempt t;

    free_of.expected = NULL;
    enum err rc =
        attempt_given(&t, &free_of, &b->scenario->lesson->fix.right.changes, e);
    if (rc) return rc;
    if (!t.played.scenario)
        rc = err_set(e, ERR_STATE,
                     "the lesson's own fix cannot be made; demarche check says "
                     "why");
    for (size_t i = 0; i < count && !rc; i++) {
        rc = attempt_expectation(&t, i, &v, e);
        holds[i] = !rc && v.holds;
    }
    attempt_fini(&t);
    *out = holds;
    return rc;
}
