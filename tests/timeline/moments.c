/* The end of a run that was cut short is the moment of the cut; who and show
 * say so where they are asked for a time outside the run. */
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "support/play.h"

static const char text[] = "demarche: 1\n"
                           "clock: {start: 2022-01-01, end: 2022-03-01}\n"
                           "parties: {a: {}, b: {}}\n"
                           "channels: {h: {between: [a, b], medium: hand}}\n"
                           "documents: {x: {author: a, portions: {p: One}}}\n"
                           "script:\n"
                           "  - {at: 2022-01-01T00:00Z, draft: x}\n"
                           "  - {at: 2022-02-27T00:00Z, send: x, to: b}\n";

static void assert_verb(struct play *p, const char *verb, const char *rest,
                        const char *says)
{
    static const char *const all[] = {"The run ends at", "was cut short at",
                                      "begins only at"};

    assert_int_equal(play_ask(p, verb, rest), 0);
    for (size_t i = 0; i < 3; i++) {
        const bool wanted = says && strcmp(all[i], says) == 0;
        if (play_count(p, all[i]) != wanted)
            fail_msg("%s %s:\n%s", verb, rest, p->end.out);
    }
}

static void assert_says(struct play *p, const char *rest, const char *says)
{
    assert_verb(p, "who", rest, says);
}

static void test_whole_run(void **state)
{
    struct play p;

    (void)state;
    assert_int_equal(play_run(&p, text, 1), 0);
    assert_says(&p, "", NULL);
    assert_says(&p, "--at 2022-02-28", NULL);
    assert_says(&p, "--at 2022-03-01", NULL);
    assert_says(&p, "--at 2022-03-01T00:00:01Z", "The run ends at");
    assert_says(&p, "--at 2030-01-01 --party a", "The run ends at");
    assert_says(&p, "--at 2030-01-01 --keys", "The run ends at");
    assert_says(&p, "--at 2021-12-31", "begins only at");
    assert_says(&p, "--since 2030-01-01", "The run ends at");
    assert_says(&p, "--since 2021-01-01", NULL);
    assert_says(&p, "--since 2022-01-02 --at 2030-01-01", "The run ends at");
    assert_verb(&p, "show", "", NULL);
    assert_verb(&p, "show", "--to 2022-03-01 --from 2022-01-01", NULL);
    assert_verb(&p, "show", "--to 2022-03-01T00:00:01Z", "The run ends at");
    assert_verb(&p, "show", "--to 2021-12-31", "begins only at");
    assert_verb(&p, "show", "--from 2030-01-01 --all", "The run ends at");
    assert_verb(&p, "show", "--from 2022-02-28 --to 2030-01-01 --tree",
                "The run ends at");
    play_fini(&p);
}

/* At more than a day a second. */
static void test_run_cut_short(void **state)
{
    char journal[2 * PROGRAM_PATH_SIZE];
    struct play p;

    (void)state;
    assert_int_equal(play_run(&p, text, 1), 0);
    program_remove(p.run);
    (void)snprintf(journal, sizeof journal, "%s/run.journal", p.run);
    const pid_t child =
        program_start(NULL, WORDS("demarche", "run", p.scenario, "--out", p.run,
                                  "--pace", "100000"));
    program_await(child, journal, 100);
    usleep(300 * 1000);
    assert_int_equal(kill(child, SIGINT), 0);
    (void)program_wait(child);
    assert_int_equal(play_ask(&p, "show", "--all"), 0);
    assert_int_equal(play_count(&p, "the run is stopped before its end"), 1);
    /* Later than the draft, by what had passed until the cut. */
    assert_int_equal(play_ask(&p, "export", "--to jsonl"), 0);
    assert_int_equal(
        play_count(&p, "\"time\":\"2022-01-01T00:00:00Z\",\"kind\":\"STOPPED"),
        0);
    assert_int_equal(play_count(&p, "\"kind\":\"STOPPED"), 1);
    assert_says(&p, "", NULL);
    assert_says(&p, "--at 2022-01-01T00:00:01Z", NULL);
    assert_says(&p, "--at 2022-02-26", "was cut short at");
    assert_says(&p, "--at 2025-01-01", "was cut short at");
    assert_says(&p, "--at 2025-01-01 --document x", "was cut short at");
    assert_verb(&p, "show", "--to 2022-02-26", "was cut short at");
    assert_verb(&p, "show", "--to 2022-01-01T00:00:00Z", NULL);
    play_fini(&p);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_whole_run),
        cmocka_unit_test(test_run_cut_short),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
