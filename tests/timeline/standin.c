/* The journal of a run under the stand-in says wherever it is read that it
 * proves nothing, is sealed as any other, and opens and plays again under the
 * stand-in by itself. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "support/program.h"

#define STORY SOURCE_DIR "/scenarios/written-responses.yaml"
#define SAYS  "stand-in: proves nothing"

/* A folder with two runs, r under the curve and s under the stand-in. */
struct runs {
    char folder[PROGRAM_PATH_SIZE];
};

static int setup(void **state)
{
    struct runs *r = test_calloc(1, sizeof *r);

    program_folder(r->folder);
    program_ends(0, r->folder,
                 WORDS("demarche", "run", STORY, "--quiet", "--out", "r"));
    program_ends(0, r->folder,
                 WORDS("demarche", "run", STORY, "--quiet", "--out", "s",
                       "--crypto", "stand-in"));
    *state = r;
    return 0;
}

static int teardown(void **state)
{
    program_remove(((struct runs *)*state)->folder);
    test_free(*state);
    return 0;
}

static void run_in(const struct runs *r, struct program_end *end,
                   const char *const *words)
{
    const struct program_gift gift = {.folder = r->folder};

    program_run(end, &gift, words);
}

/* Says it in its output or beside it, of the stand-in's run alone. */
static void assert_says(const struct runs *r, const char *const *words)
{
    struct program_end end;

    run_in(r, &end, words);
    if (end.status != 0) program_fail(&end, words);
    if (!strstr(end.out, SAYS) && !strstr(end.err, SAYS))
        program_fail(&end, words);
    program_end_fini(&end);
}

static void assert_is_silent(const struct runs *r, const char *const *words)
{
    struct program_end end;

    run_in(r, &end, words);
    if (end.status != 0 || strstr(end.out, "stand-in") ||
        strstr(end.err, "stand-in"))
        program_fail(&end, words);
    program_end_fini(&end);
}

static void every_reader_says_it(void **state)
{
    static const char *const readers[][5] = {
        {"verify"},
        {"verify", "--rerun"},
        {"prove", "--record", "4", "--out=p", "--force"},
        {"prove", "--state"},
        {"show"},
        {"show", "--exchange", "3", "--extract=x", "--force"},
        {"show", "--record", "0"},
        {"who", "--keys"},
        {"report", "-o", "page.html", "--force"},
        {"export", "--to", "jsonl"},
        {"exposure"},
    };

    for (size_t i = 0; i < sizeof readers / sizeof *readers; i++) {
        const char *const *w = readers[i];
        for (int real = 0; real < 2; real++) {
            const char *run = real ? "r/run.journal" : "s/run.journal";
            const char *const words[] = {"demarche", w[0], run,  w[1],
                                         w[2],       w[3], w[4], NULL};
            (real ? assert_is_silent : assert_says)(*state, words);
        }
        if (strcmp(w[0], "prove") == 0 && w[3])
            assert_is_silent(*state,
                             WORDS("demarche", "verify", "--proof", "p"));
    }
    program_ends(0, ((struct runs *)*state)->folder,
                 WORDS("demarche", "prove", "s", "--record", "4", "--out", "p",
                       "--force"));
    assert_says(*state, WORDS("demarche", "verify", "--proof", "p"));
}

/* The verdict itself; the page is held to it by property/pages. */
static void verdict_says_it(void **state)
{
    struct program_end end;

    run_in(*state, &end, WORDS("demarche", "verify", "s", "--rerun"));
    assert_int_equal(end.status, 0);
    assert_ptr_equal(strstr(end.out, "OK: closed and sealed"), end.out);
    assert_non_null(strstr(end.out, "\n" SAYS));
    assert_non_null(strstr(end.out, "\nSAME: "));
    program_end_fini(&end);
}

/* What is derived from the header of a run is derived under its own curve: the
 * copies open, and a theft finds what it found in the run. */
static void opens_under_its_own_curve(void **state)
{
    static const char *const verbs[][4] = {
        {"show", "--exchange", "3"},
        {"exposure", "--csv", "-"},
    };
    const struct runs *r = *state;

    for (size_t i = 0; i < 2; i++) {
        struct program_end ends[2];
        for (int k = 0; k < 2; k++)
            run_in(r, &ends[k],
                   WORDS("demarche", verbs[i][0], k ? "s" : "r", verbs[i][1],
                         verbs[i][2], verbs[i][3]));
        assert_int_equal(ends[0].status, 0);
        assert_int_equal(ends[1].status, 0);
        if (i == 1)
            assert_string_equal(ends[0].out, ends[1].out);
        else
            assert_non_null(
                strstr(ends[1].out, "Ed25519, by russia; it holds"));
        program_end_fini(&ends[0]);
        program_end_fini(&ends[1]);
    }
}

static void options_are_refused(void **state)
{
    struct program_end end;

    run_in(*state, &end, WORDS("demarche", "run", STORY, "--crypto", "none"));
    assert_int_equal(end.status, 64);
    assert_non_null(strstr(end.err, "real or stand-in"));
    program_end_fini(&end);
    run_in(*state, &end,
           WORDS("demarche", "exposure", "s", "--crypto", "stand-in"));
    assert_int_equal(end.status, 64);
    assert_non_null(strstr(end.err, "--crypto need a SCENARIO"));
    program_end_fini(&end);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_reader_says_it),
        cmocka_unit_test(verdict_says_it),
        cmocka_unit_test(opens_under_its_own_curve),
        cmocka_unit_test(options_are_refused),
    };

    return cmocka_run_group_tests(tests, setup, teardown);
}
