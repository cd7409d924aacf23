/* Generated networks through the program: a run of one, verified by playing it
 * again, asked about, and written out as an ordinary scenario. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "support/play.h"

#define NETWORK SOURCE_DIR "/tests/twin/network.yaml"

static char *read_story(void)
{
    size_t size;
    char *text = program_read(NETWORK, &size);

    assert_non_null(text);
    return text;
}

static char *keep(const char *text)
{
    char *kept = strdup(text);

    assert_non_null(kept);
    return kept;
}

static void assert_asks(struct play *p, const char *verb, const char *rest,
                        const char *answer)
{
    assert_int_equal(play_ask(p, verb, rest), 0);
    if (!strstr(p->end.out, answer))
        fail_msg("%s %s:\n%s", verb, rest, p->end.out);
}

static void test_readers_draw_the_same_world(void **state)
{
    char *text = read_story();
    struct play p;

    (void)state;
    assert_int_equal(play_run(&p, text, 5), 0);
    assert_asks(&p, "verify", "--rerun", "SAME");
    assert_asks(&p, "why", "p2 holds note", "p2 receives note from p1");
    assert_asks(&p, "who", "--document d1", "d1");
    assert_asks(&p, "show", "--party p3", "p3");
    assert_asks(&p, "stats", "", "priority");
    play_fini(&p);
    free(text);
}

/* A run of the scenario as written out has the same records, which another seed
 * has not. */
static void test_written_out(void **state)
{
    char *text = read_story();
    struct play generated, written;

    (void)state;
    assert_int_equal(play_run(&generated, text, 5), 0);
    assert_int_equal(play_file(&generated, "check", "--print --seed 5"), 0);
    char *whole = keep(generated.end.out);
    assert_null(strstr(whole, "generate:"));
    assert_int_equal(play_ask(&generated, "export", "--to jsonl"), 0);
    char *records = keep(generated.end.out);

    assert_int_equal(play_run(&written, whole, 5), 0);
    assert_int_equal(play_ask(&written, "export", "--to jsonl"), 0);
    assert_true(play_count(&written, "\n") > 1000);
    assert_string_equal(written.end.out, records);
    play_fini(&written);

    assert_int_equal(play_file(&generated, "check", "--print --seed 6"), 0);
    assert_string_not_equal(generated.end.out, whole);
    play_fini(&generated);
    free(records);
    free(whole);
    free(text);
}

static void test_wrong_usage(void **state)
{
    char *text = read_story();
    struct play p;

    (void)state;
    assert_int_equal(play_run(&p, text, 1), 0);
    assert_int_equal(play_file(&p, "check", "--seed 2"), 64);
    assert_int_equal(
        play_file(&p, "check",
                  "--print --change generate.network.messages=15000"),
        1);
    assert_non_null(strstr(p.end.err, "more than 1 MiB"));
    assert_int_equal(
        play_file(&p, "check", "--change generate.network.parties=1"), 1);
    play_fini(&p);
    free(text);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_readers_draw_the_same_world),
        cmocka_unit_test(test_written_out),
        cmocka_unit_test(test_wrong_usage),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
