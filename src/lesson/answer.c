#include "lesson/answer.h"

#include <assert.h>
#include <string.h>
#include <strings.h>

#include "scenario/value.h"

const char *answer_form(const struct lesson_question *q, struct arena *a)
{
    switch (q->answer) {
    case LESSON_CHOICE:
        return arena_format(a, "a letter from %s to %s", q->choices[0].letter,
                            q->choices[q->choice_count - 1].letter);
    case LESSON_NUMBER:
        return q->unit ? arena_format(a, "a number (%s)", q->unit) : "a number";
    case LESSON_SENTENCE:
        break;
    }
    return "a sentence as in expect, such as \"press never holds a-document\"";
}

static enum err judge_choice(struct answer *out,
                             const struct lesson_question *q, const char *typed,
                             struct arena *a)
{
    for (size_t i = 0; i < q->choice_count; i++) {
        const struct lesson_choice *c = &q->choices[i];
        if (strcasecmp(c->letter, typed) != 0) continue;
        *out = (struct answer){
            .right = c->right,
            .said = arena_format(a, "%s: %s", c->letter, c->say.text),
            .because = c->because.text};
        return ERR_OK;
    }
    return ERR_FORMAT;
}

static enum err judge_number(struct answer *out,
                             const struct lesson_question *q, const char *typed,
                             struct arena *a)
{
    const char *end;
    double number;

    if (!value_number(&number, typed, &end) || end[strspn(end, " %")])
        return ERR_FORMAT;
    const double off = number - q->is;

    *out = (struct answer){
        .right = off <= q->within && -off <= q->within,
        .said = q->unit ? arena_format(a, "%s %s", typed, q->unit) : typed,
    };
    out->because = (out->right ? q->because
                    : off < 0  ? q->below
                               : q->above)
                       .text;
    return ERR_OK;
}

static enum err judge_in(struct attempt *t, const char *typed, struct arena *a,
                         bool *holds, struct errmsg *e)
{
    struct scenario_errors errors;
    struct lesson_claim claim;
    struct lesson_verdict v;

    scenario_errors_init(&errors);
    enum err rc = lesson_claim_parse(&claim, a, &t->scenario, typed, &errors);
    if (!rc && claim.kind != LESSON_CLAIM_SENTENCE)
        rc = err_set(e, ERR_FORMAT, "expected a sentence");
    else if (rc)
        rc = err_set(e, ERR_FORMAT, "%s",
                     errors.count > 0 ? errors.items[0].text : "no sentence");
    scenario_errors_fini(&errors);
    if (rc) return rc;
    rc = lesson_verdict_of(&t->played, &claim, a, &v, e);
    *holds = !rc && v.holds;
    return rc;
}

static enum err judge_sentence(struct answer *out,
                               const struct lesson_question *q,
                               const char *typed,
                               const struct answer_runs *runs, struct arena *a,
                               struct errmsg *e)
{
    bool before, after;

    assert(runs && runs->before && runs->after);
    enum err rc = judge_in(runs->before, typed, a, &before, e);
    if (!rc) rc = judge_in(runs->after, typed, a, &after, e);
    if (rc) return rc;
    *out = (struct answer){
        .right = q->run == 1 ? before && !after : after && !before,
        .said = arena_text(a, typed),
        .because = q->because.text,
        .holds_before = before,
        .holds_after = after,
    };
    return ERR_OK;
}

enum err answer_judge(struct answer *out, const struct lesson_question *q,
                      const char *typed, const struct answer_runs *runs,
                      struct arena *a, struct errmsg *e)
{
    enum err rc = ERR_FORMAT;

    switch (q->answer) {
    case LESSON_CHOICE:
        rc = judge_choice(out, q, typed, a);
        break;
    case LESSON_NUMBER:
        rc = judge_number(out, q, arena_text(a, typed), a);
        break;
    case LESSON_SENTENCE:
        return judge_sentence(out, q, typed, runs, a, e);
    }
    return rc ? err_set(e, rc, "expected %s", answer_form(q, a)) : ERR_OK;
}
