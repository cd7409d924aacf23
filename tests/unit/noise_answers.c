/* Noise's grades in whole runs: copies that ride in a first message fall to the
 * tactics that section 7.7 names, and to no others; and what a responder says
 * goes to whoever opened the session. */
#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

#include "experiment/grades.h"
#include "experiment/measure.h"
#include "experiment/trial.h"
#include "experiment/trial_verdict.h"
#include "support/stories.h"

/* A letter, and an answer in the session that the letter opened. */
#define STORY                                                       \
    "demarche: 1\n"                                                 \
    "clock: {start: 2022-02-01, end: 2022-02-04}\n"                 \
    "parties: {alice: , bob: }\n"                                   \
    "channels: {line: {between: [alice, bob], delay: 60 ms}}\n"     \
    "documents:\n"                                                  \
    "  letter: {author: alice, portions: {body: It stays open.}}\n" \
    "  answer: {author: bob, portions: {body: It is shut.}}\n"      \
    "protection:\n"                                                 \
    "  early: {session: noise, pattern: %s, payload: early}\n"      \
    "  later: {session: noise, pattern: %s}\n"                      \
    "  sealed: {session: noise, pattern: %s, seal: age}\n"          \
    "script:\n"                                                     \
    "  - {at: 2022-02-01T09:00Z, draft: letter}\n"                  \
    "  - {at: 2022-02-01T10:00Z, send: letter, to: bob}\n"          \
    "  - {at: 2022-02-01T15:00Z, draft: answer}\n"                  \
    "  - {at: 2022-02-01T16:00Z, send: answer, to: alice}\n"

enum { EARLY, LATER, SEALED };

static void parse(struct scenario *s, struct arena *a, const char *pattern)
{
    stories_parse(
        s, "story",
        bytes_of_text(arena_format(a, STORY, pattern, pattern, pattern)));
}

static struct trial_outcome play(const struct trial *t, const char *tactic)
{
    struct trial_outcome out;
    struct errmsg e;

    if (trial_play(t, tactic_find(tactic), &t->targets[0], &out, &e))
        fail_msg("%s", e.text);
    return out;
}

static bool succeeds(const struct trial *t, const char *tactic)
{
    return play(t, tactic).verdict == TRIAL_SUCCEEDED;
}

static void test_first_messages(void **state)
{
    (void)state;
    for (size_t i = 0; i < GRADES_PATTERNS; i++) {
        const struct noise_grade grade =
            noise_grade_find(grades_patterns[i])->rows[0];
        struct scenario s;
        struct trial t;
        struct arena a;
        struct errmsg e;

        arena_init(&a);
        parse(&s, &a, grades_patterns[i]);
        assert_int_equal(trial_init(&t, &s, EARLY, 1, 0, &e), ERR_OK);
        assert_true(t.targets[0].profile.early);
        assert_int_equal(trial_verdict_level(&t.clean, &t.targets[0]),
                         grade.source > 0 ? LEVEL_VERIFIED : LEVEL_HOLDS);
        assert_int_equal(succeeds(&t, "tap"), grade.destination == 0);
        /* The recipient's static key, stolen at the end. */
        assert_int_equal(succeeds(&t, "harvest"), grade.destination <= 2);
        assert_false(succeeds(&t, "replay"));
        const struct trial_outcome kci = play(&t, "kci");
        assert_int_equal(kci.verdict, TRIAL_SUCCEEDED);
        assert_int_equal(kci.level,
                         grade.source == 1 ? LEVEL_VERIFIED : LEVEL_HOLDS);
        trial_fini(&t);
        scenario_fini(&s);
        arena_fini(&a);
    }
}

static enum measure_verdict measured(const struct measure *m,
                                     enum measure_property property)
{
    return m->answers[property].verdict;
}

/* Whoever opens a session in alice's name has what bob answers under NK and NX;
 * whoever opens one at all has bob's key under NX and XX. */
static void test_answers(void **state)
{
    static const struct {
        const char *pattern;
        enum measure_verdict confidential, hides;
    } rows[] = {
        {"NK", MEASURE_LACKS, MEASURE_HAS},
        {"NX", MEASURE_LACKS, MEASURE_LACKS},
        {"XX", MEASURE_HAS, MEASURE_LACKS},
        {"XK", MEASURE_HAS, MEASURE_HAS},
        {"KX", MEASURE_HAS, MEASURE_HAS},
        {"IK", MEASURE_HAS, MEASURE_HAS},
        {"KK", MEASURE_HAS, MEASURE_HAS},
    };

    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct measure later, sealed;
        struct scenario s;
        struct arena a;
        struct errmsg e;

        arena_init(&a);
        parse(&s, &a, rows[i].pattern);
        assert_int_equal(measure_protection(&later, &a, &s, LATER, 1, 0, &e),
                         ERR_OK);
        assert_int_equal(measure_protection(&sealed, &a, &s, SEALED, 1, 0, &e),
                         ERR_OK);
        assert_int_equal(measured(&later, MEASURE_CONFIDENTIAL),
                         rows[i].confidential);
        /* Who reads the text reads its author in it. */
        assert_int_equal(measured(&later, MEASURE_HIDES_SENDER),
                         rows[i].confidential == MEASURE_LACKS ? MEASURE_LACKS
                                                               : rows[i].hides);
        /* A seal keeps the text, and hides no key of the session. */
        assert_int_equal(measured(&sealed, MEASURE_CONFIDENTIAL), MEASURE_HAS);
        assert_int_equal(measured(&sealed, MEASURE_HIDES_SENDER),
                         rows[i].hides);
        scenario_fini(&s);
        arena_fini(&a);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_first_messages),
        cmocka_unit_test(test_answers),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
