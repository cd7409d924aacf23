#include "study/causes.h"

#include <glob.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "support/program.h"
#include "support/stories.h"

static const char *const open_door[] = {"open-door"};

/* The author's paper goes to russia, which takes it off its desk and passes
 * one portion on. Two exchanges; the numbers are those of the lines. */
static const struct story_line story[] = {
    /* 1 */ {0,
             {.kind = RECORD_DRAFTED,
              .party = "us",
              .document = "us-response",
              .exchange = 1}},
    /* 2 */
    {1,
     {.kind = RECORD_SIGNED,
      .party = "us",
      .document = "us-response",
      .exchange = 2}},
    /* 3 */
    {2,
     {.kind = RECORD_SENT,
      .party = "us",
      .peer = "congress",
      .document = "us-response",
      .exchange = 3}},
    /* 4 */
    {2,
     {.kind = RECORD_SENT,
      .party = "us",
      .peer = "russia",
      .document = "us-response",
      .exchange = 3,
      .causes = {3},
      .cause_count = 1}},
    /* 5 */
    {2,
     {.kind = RECORD_FRAME_SENT,
      .party = "us",
      .peer = "russia",
      .exchange = 3,
      .causes = {4, 3},
      .cause_count = 2}},
    /* 6 */
    {5,
     {.kind = RECORD_FRAME_ARRIVED,
      .party = "russia",
      .peer = "us",
      .exchange = 3,
      .causes = {5},
      .cause_count = 1}},
    /* 7 */
    {5,
     {.kind = RECORD_ARRIVED,
      .party = "russia",
      .peer = "us",
      .document = "us-response",
      .exchange = 3,
      .causes = {6, 3},
      .cause_count = 2}},
    /* 8 */
    {9,
     {.kind = RECORD_RECEIVED,
      .party = "russia",
      .peer = "us",
      .document = "us-response",
      .exchange = 3,
      .causes = {6, 3},
      .cause_count = 2}},
    /* 9 */
    {9,
     {.kind = RECORD_CHECKED,
      .party = "russia",
      .peer = "us",
      .document = "us-response",
      .exchange = 3,
      .causes = {8, 3},
      .cause_count = 2}},
    /* 10 */
    {20,
     {.kind = RECORD_FORWARDED,
      .party = "russia",
      .peer = "press",
      .document = "us-response",
      .portions = open_door,
      .portion_count = 1,
      .exchange = 4,
      .causes = {6},
      .cause_count = 1}},
    /* 11 */
    {20,
     {.kind = RECORD_FRAME_SENT,
      .party = "russia",
      .peer = "press",
      .exchange = 4,
      .causes = {10},
      .cause_count = 1}},
    /* 12 */
    {20,
     {.kind = RECORD_FRAME_ARRIVED,
      .party = "press",
      .peer = "russia",
      .exchange = 4,
      .causes = {11},
      .cause_count = 1}},
    /* 13 */
    {20,
     {.kind = RECORD_RECEIVED,
      .party = "press",
      .peer = "russia",
      .document = "us-response",
      .portions = open_door,
      .portion_count = 1,
      .exchange = 4,
      .causes = {12, 10},
      .cause_count = 2}},
};

enum { STORY_SIZE = sizeof story / sizeof story[0] };

/* A journal, its ledger and its records. */
struct told {
    struct scenario sc;
    struct reader reader;
    struct ledger ledger;
    struct causes chain;
    struct arena arena;
};

static void tell(struct told *t, const struct story_line *lines, size_t count)
{
    stories_scenario(&t->sc);
    stories_journal(&t->reader, lines, count, true);
    ledger_init(&t->ledger, &t->sc);
    assert_int_equal(ledger_read(&t->ledger, &t->reader, INSTANT_MAX), ERR_OK);
    causes_init(&t->chain, &t->reader, &t->ledger);
    arena_init(&t->arena);
}

static void untell(struct told *t)
{
    arena_fini(&t->arena);
    causes_fini(&t->chain);
    ledger_fini(&t->ledger);
    reader_close(&t->reader);
    scenario_fini(&t->sc);
}

static void assert_links(const struct causes_answer *answer,
                         const uint64_t *expected, size_t count)
{
    assert_int_equal(answer->count, count);
    for (size_t i = 0; i < count; i++)
        assert_int_equal(answer->links[i].seq, expected[i]);
}

static void test_back_to_the_author(void **state)
{
    static const uint64_t held[] = {13, 12, 11, 10, 8, 7, 6, 5, 4, 1};
    static const uint64_t proof[] = {9, 8, 7, 6, 5, 4, 2, 1};
    struct causes_answer answer;
    struct told t;

    (void)state;
    tell(&t, story, STORY_SIZE);
    answer = causes_trace(&t.chain, &t.arena, 13, STORY_OPEN_DOOR, LEVEL_HOLDS);
    assert_links(&answer, held, sizeof held / sizeof held[0]);
    assert_int_equal(answer.end, CAUSES_AUTHORED);
    assert_int_equal(answer.links[0].way, CAUSES_ASKED);
    assert_int_equal(answer.links[1].way, CAUSES_ARRIVED);
    assert_int_equal(answer.links[4].way, CAUSES_HAD);
    assert_int_equal(answer.links[5].way, CAUSES_INBOX);
    /* The chain of a provable level begins with the author's signature. */
    answer = causes_trace(&t.chain, &t.arena, 9, SCENARIO_NONE, LEVEL_PROVABLE);
    assert_links(&answer, proof, sizeof proof / sizeof proof[0]);
    assert_int_equal(answer.end, CAUSES_AUTHORED);
    untell(&t);
}

static void test_records_by_number(void **state)
{
    struct causes_record known;
    struct record r;
    struct told t;

    (void)state;
    tell(&t, story, STORY_SIZE);
    assert_false(causes_record(&t.chain, 0, &known));              /* header */
    assert_false(causes_record(&t.chain, STORY_SIZE + 1, &known)); /* close */
    assert_false(causes_record(&t.chain, UINT64_MAX, &known));
    assert_true(causes_record(&t.chain, 4, &known));
    assert_int_equal(known.peer, STORY_RUSSIA);
    assert_int_equal(causes_read(&t.chain, &t.arena, 10, &r), ERR_OK);
    assert_string_equal(r.portions[0], "open-door");
    assert_int_equal(causes_read(&t.chain, &t.arena, 99, &r), ERR_MISSING);
    untell(&t);
}

/* No journal, however it was made, leads on for ever. */
static void test_forged_causes(void **state)
{
    static const uint64_t causes[] = {2, 3, UINT64_MAX, 0};

    (void)state;
    for (size_t i = 0; i < sizeof causes / sizeof causes[0]; i++) {
        const struct story_line lines[] = {
            {0, {.kind = RECORD_STOPPED, .causes = {2}, .cause_count = 1}},
            {0,
             {.kind = RECORD_ADOPTED,
              .party = "us",
              .document = "memo",
              .exchange = UINT64_MAX,
              .causes = {causes[i]},
              .cause_count = 1}},
            {0,
             {.kind = RECORD_RECEIVED,
              .party = "press",
              .peer = "us",
              .document = "memo",
              .exchange = UINT64_MAX,
              .causes = {causes[i]},
              .cause_count = 1}},
        };
        struct causes_answer answer;
        struct told t;

        tell(&t, lines, 3);
        answer =
            causes_trace(&t.chain, &t.arena, 2, SCENARIO_NONE, LEVEL_HOLDS);
        assert_int_equal(answer.count, 1);
        answer =
            causes_trace(&t.chain, &t.arena, 3, SCENARIO_NONE, LEVEL_HOLDS);
        assert_int_equal(answer.count, 1);
        assert_int_equal(answer.end, CAUSES_BROKEN);
        answer =
            causes_trace(&t.chain, &t.arena, 9, SCENARIO_NONE, LEVEL_HOLDS);
        assert_int_equal(answer.count, 0);
        assert_int_equal(answer.end, CAUSES_BROKEN);
        untell(&t);
    }
}

/* Each row of the ledger goes back to where the document was written. */
static size_t trace_all(const char *folder, const char *scenario)
{
    struct ledger ledger;
    struct scenario sc;
    struct reader reader;
    struct causes chain;
    struct errmsg e;

    if (reader_open(&reader, folder, &e)) fail_msg("%s", e.text);
    stories_parse(&sc, "a", reader.header.scenario);
    ledger_init(&ledger, &sc);
    assert_int_equal(ledger_read(&ledger, &reader, INSTANT_MAX), ERR_OK);
    causes_init(&chain, &reader, &ledger);
    for (size_t i = 0; i < ledger.gain_count; i++) {
        const struct ledger_gain *g = &ledger.gains[i];
        struct arena a;

        arena_init(&a);
        const struct causes_answer answer =
            causes_trace(&chain, &a, g->mark.seq, g->portion, g->level);
        if (answer.end != CAUSES_AUTHORED)
            fail_msg("%s: record %llu ends after %zu links", scenario,
                     (unsigned long long)g->mark.seq, answer.count);
        arena_fini(&a);
    }

    const size_t count = ledger.gain_count;

    causes_fini(&chain);
    ledger_fini(&ledger);
    scenario_fini(&sc);
    reader_close(&reader);
    return count;
}

static void test_every_row_of_every_scenario(void **state)
{
    static const char *const patterns[] = {
        SOURCE_DIR "/scenarios/*.yaml",
        SOURCE_DIR "/scenarios/lessons/*.yaml",
        SOURCE_DIR "/tests/timeline/*.yaml",
        SOURCE_DIR "/tests/twin/*.yaml",
    };
    size_t rows = 0;
    glob_t files;

    (void)state;
    for (size_t i = 0; i < sizeof patterns / sizeof patterns[0]; i++)
        assert_int_equal(
            glob(patterns[i], i > 0 ? GLOB_APPEND : 0, NULL, &files), 0);
    for (size_t i = 0; i < files.gl_pathc; i++) {
        char folder[PROGRAM_PATH_SIZE];
        struct program_end end;

        program_folder(folder);
        program_run(&end, NULL,
                    WORDS("demarche", "run", files.gl_pathv[i], "--quiet",
                          "--out", folder));
        if (end.status != 0 && end.status != 2)
            fail_msg("%s: %s", files.gl_pathv[i], end.err);
        program_end_fini(&end);
        rows += trace_all(folder, files.gl_pathv[i]);
        program_remove(folder);
    }
    globfree(&files);
    assert_true(rows > 50);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_back_to_the_author),
        cmocka_unit_test(test_records_by_number),
        cmocka_unit_test(test_forged_causes),
        cmocka_unit_test(test_every_row_of_every_scenario),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
