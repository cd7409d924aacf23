#include "lesson/critique.h"

#include "lesson/wording.h"

/* The lesson is played without a change, with its own, and with each of its
 * wrong ones, which are tried as a learner's would be. */

static enum err critique_before(const struct attempt_base *b,
                                struct scenario_errors *findings,
                                struct errmsg *e)
{
    const struct lesson *l = b->scenario->lesson;
    struct attempt t;

    enum err rc = attempt_changes(&t, b, NULL, 0, e);
    if (rc) return rc;
    for (size_t i = 0; i < l->claim_count; i++)
        if (t.verdicts[i].holds)
            scenario_errors_add(findings, ERR_FORMAT, l->claims[i].position,
                                "the claim holds without the fix, expected it "
                                "to be broken: %s",
                                t.verdicts[i].words);
    attempt_fini(&t);
    return ERR_OK;
}

/* The reason for which a change is refused. */
static const char *refusal(const struct attempt *t)
{
    return t->errors.count > 0 ? t->errors.items[0].text : t->refused.text;
}

static void note_refused(const struct attempt *t,
                         struct scenario_position position,
                         struct scenario_errors *findings)
{
    scenario_errors_add(findings, ERR_FORMAT, position,
                        "the change cannot be made: %s", refusal(t));
}

static enum err critique_fix(const struct attempt_base *b,
                             struct scenario_errors *findings, struct errmsg *e)
{
    const struct lesson *l = b->scenario->lesson;
    const struct lesson_texts *changes = &l->fix.right.changes;
    const struct scenario_position position =
        changes->count > 0 ? changes->items[0].position : l->position;
    struct attempt t;

    enum err rc = attempt_given(&t, b, changes, e);
    if (rc) return rc;
    if (t.outcome == ATTEMPT_REFUSED) note_refused(&t, position, findings);
    if (t.outcome == ATTEMPT_TOUCHED)
        scenario_errors_add(findings, ERR_FORMAT, position,
                            "the fix touches %.64s, which the lesson keeps, "
                            "expected a list under \"keep\" without it",
                            t.touched);
    for (size_t i = 0; t.verdicts && i < l->claim_count; i++)
        if (!t.verdicts[i].holds)
            scenario_errors_add(findings, ERR_FORMAT, l->claims[i].position,
                                "the claim is broken with the fix, expected it "
                                "to hold: %s",
                                t.verdicts[i].words);
    attempt_fini(&t);
    return ERR_OK;
}

static enum err critique_wrong(const struct attempt_base *b,
                               const struct lesson_change *wrong,
                               struct scenario_errors *findings,
                               struct errmsg *e)
{
    struct attempt t;

    if (wrong->changes.count == 0) return ERR_OK;
    const struct scenario_position position = wrong->changes.items[0].position;

    enum err rc = attempt_given(&t, b, &wrong->changes, e);
    if (rc) return rc;
    if (t.outcome == ATTEMPT_REFUSED)
        note_refused(&t, position, findings);
    else if (t.outcome == ATTEMPT_RIGHT)
        scenario_errors_add(findings, ERR_FORMAT, position,
                            "a wrong fix that helps: every claim holds under "
                            "it, expected one to be broken");
    attempt_fini(&t);
    return ERR_OK;
}

enum err critique_find(const struct attempt_base *b,
                       struct scenario_errors *findings, struct errmsg *e)
{
    const struct lesson *l = b->scenario->lesson;

    wording_check(b->scenario, findings);
    enum err rc = critique_before(b, findings, e);
    if (!rc) rc = critique_fix(b, findings, e);
    for (size_t i = 0; i < l->fix.wrong_count && !rc; i++)
        rc = critique_wrong(b, &l->fix.wrong[i], findings, e);
    scenario_errors_sort(findings);
    return rc;
}
