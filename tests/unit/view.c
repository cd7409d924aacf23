#define _GNU_SOURCE 1 /* open_memstream */

#include "view/view.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "support/stories.h"
#include "view/expectations.h"
#include "view/history.h"
#include "view/matrix.h"
#include "view/moment.h"
#include "view/phrase.h"
#include "view/text.h"
#include "view/timeline.h"
#include "view/verdict.h"

/* A stream into memory. */
struct page {
    char *text;
    size_t size;
    FILE *out;
};

static void page_open(struct page *p)
{
    p->out = open_memstream(&p->text, &p->size);
    assert_non_null(p->out);
}

/* Checks that exactly this was written. */
static void page_is(struct page *p, const char *expected)
{
    assert_int_equal(fclose(p->out), 0);
    assert_string_equal(p->text, expected);
    free(p->text);
}

static void test_no_control_character_passes(void **state)
{
    struct page p;

    (void)state;
    page_open(&p);
    text_put("a\x1b[2Jb\x07\xc2\x9b"
             "c\xff\xe2\x80\xae"
             "d\te\nf",
             p.out);
    page_is(&p, "a\xef\xbf\xbd[2Jb\xef\xbf\xbd\xef\xbf\xbd"
                "c\xef\xbf\xbd"
                "\xef\xbf\xbd"
                "d e f");
}

static void test_columns_are_not_bytes(void **state)
{
    (void)state;
    assert_int_equal(text_width(""), 0);
    assert_int_equal(text_width("d\xc3\xa9marche"), 8);
    assert_int_equal(text_width("de\xcc\x81marche"), 8);
    assert_int_equal(text_width("\xe6\x9d\xb1\xe4\xba\xac"), 4);
    assert_int_equal(text_width("\x1b"), 1);
}

static void test_a_cell_has_its_width(void **state)
{
    struct page p;

    (void)state;
    page_open(&p);
    text_put_cell("ab", 4, p.out);
    text_put_cell("abcde", 4, p.out);
    text_put_cell("\xe6\x9d\xb1\xe4\xba\xac\xe6\x9d\xb1", 4, p.out);
    text_put_cell("abcd", 4, p.out);
    text_put_cell("ab", 0, p.out);
    page_is(&p, "ab  abc\xe2\x80\xa6\xe6\x9d\xb1\xe2\x80\xa6 abcd");
}

static void test_lines_are_wrapped_at_words(void **state)
{
    char words[400] = "";
    char expected[400] = "";
    struct page p;

    (void)state;
    /* Nine letters and a space fit 7 times between columns 10 and 80. */
    for (int i = 0; i < 9; i++) {
        strcat(words, i > 0 ? " abcdefghi" : "abcdefghi");
        strcat(expected, i == 7 ? "\n          " : (i > 0 ? " " : ""));
        strcat(expected, "abcdefghi");
    }
    strcat(expected, "\n");
    page_open(&p);
    text_put_wrapped(words, 10, 10, p.out);
    page_is(&p, expected);
}

static void test_a_long_word_is_broken(void **state)
{
    char word[101];
    char expected[120];
    struct page p;

    (void)state;
    memset(word, 'x', 100);
    word[100] = '\0';
    snprintf(expected, sizeof expected, "%.78s\n  %.22s\n", word, word);
    page_open(&p);
    text_put_wrapped(word, 2, 2, p.out);
    page_is(&p, expected);
}

static void test_no_line_breaks_at_such_a_space(void **state)
{
    struct page p;

    (void)state;
    page_open(&p);
    text_put_wrapped("a (hand,\xc2\xa0#7)", 70, 4, p.out);
    page_is(&p, "a\n    (hand, #7)\n");
}

/* No space is left at the end of a line. */
static void test_a_long_name_stands_alone(void **state)
{
    const struct style plain = {.colour = false};
    char name[65], text[65], expected[240];
    struct page p;

    (void)state;
    memset(name, 'n', 64);
    memset(text, 't', 64);
    name[64] = text[64] = '\0';
    snprintf(expected, sizeof expected, "\n%s:\n  %s\n\nshort: %s\n", name,
             text, text);
    page_open(&p);
    style_named(&plain, name, text, 2, p.out);
    style_named(&plain, "short", text, 2, p.out);
    page_is(&p, expected);
}

static void test_numbers_are_grouped(void **state)
{
    char text[TEXT_NUMBER_SIZE];

    (void)state;
    text_number(text, 0);
    assert_string_equal(text, "0");
    text_number(text, 999);
    assert_string_equal(text, "999");
    text_number(text, 1234567);
    assert_string_equal(text, "1,234,567");
    text_number(text, UINT64_MAX);
    assert_string_equal(text, "18,446,744,073,709,551,615");
}

static void test_moments(void **state)
{
    const instant t = stories_time(55) + 40 * MILLISECOND;
    char text[MOMENT_SIZE];

    (void)state;
    moment_day(text, t);
    assert_string_equal(text, "Wednesday, 26 January 2022");
    moment_day(text, 0);
    assert_string_equal(text, "Thursday, 1 January 1970");
    moment_day(text, -1);
    assert_string_equal(text, "Wednesday, 31 December 1969");
    moment_clock(text, t, false);
    assert_string_equal(text, "16:55:00");
    moment_clock(text, t, true);
    assert_string_equal(text, "16:55:00.040");
    moment_full(text, t);
    assert_string_equal(text, "2022-01-26 16:55:00");
    moment_short(text, t, false);
    assert_string_equal(text, "26 Jan 16:55");
    moment_short(text, t, true);
    assert_string_equal(text, "26 Jan 2022");
    assert_true(moment_same_day(stories_time(0), stories_time(479)));
    assert_false(moment_same_day(stories_time(0), stories_time(480)));
    assert_false(moment_same_day(-1, 0));
}

static void test_every_sentence_can_be_told(void **state)
{
    const struct record full = {.party = "us",
                                .peer = "russia",
                                .document = "memo",
                                .channel = "embassy",
                                .words = "so",
                                .group = "allies",
                                .serial = 2};
    struct scenario sc;
    struct arena a;

    (void)state;
    arena_init(&a);
    stories_scenario(&sc);
    for (int k = 0; k < RECORD_KIND_COUNT; k++) {
        struct record r = full;
        struct record bare = {.kind = (enum record_kind)k};

        r.kind = (enum record_kind)k;
        assert_null(strpbrk(phrase_of(&a, &sc, &r).predicate, "{}[]|"));
        assert_null(strpbrk(phrase_of(&a, &sc, &bare).predicate, "{}[]|"));
        assert_true(strlen(phrase_of(&a, &sc, &bare).predicate) > 0);
    }
    arena_fini(&a);
    scenario_fini(&sc);
}

static const uint8_t fingerprint[] = {0x3f, 0x9a, 0x12, 0xcd, 0x88,
                                      0xe0, 0x41, 0xb7, 0xff};
static const char *const allies[] = {"us", "russia"};
/* Records, and how they are told. */
static const struct {
    struct record r;
    const char *told;
} tellings[] = {
    {{.kind = RECORD_FRAME_DROPPED,
      .party = "us",
      .peer = "russia",
      .reason = REASON_DUPLICATE_FRAME},
     "us ignores a duplicate frame from russia"},
    {{.kind = RECORD_FRAME_DROPPED, .party = "us", .peer = "russia"},
     "us ignores a frame from russia"},
    {{.kind = RECORD_KEY_REFUSED,
      .party = "us",
      .verb = RECORD_VERB_REVOKE,
      .serial = 2,
      .reason = REASON_NO_SUCH_KEY},
     "us cannot revoke key 2: it has no such key"},
    {{.kind = RECORD_KEY_REFUSED,
      .party = "us",
      .verb = RECORD_VERB_REVOKE,
      .reason = REASON_REVOKED},
     "us cannot revoke its key: the key is revoked"},
    {{.kind = RECORD_GROUP_REFUSED,
      .party = "us",
      .peer = "nato",
      .verb = RECORD_VERB_ADD,
      .group = "allies",
      .reason = REASON_IS_MEMBER},
     "us cannot add nato to the group allies: the group has that member "
     "already"},
    {{.kind = RECORD_GROUP_FOUNDED,
      .party = "us",
      .group = "allies",
      .members = allies,
      .member_count = 2},
     "us founds the group allies of us, russia"},
    {{.kind = RECORD_GROUP_KEY_GIVEN,
      .party = "us",
      .peer = "nato",
      .group = "allies",
      .serial = 2},
     "us gives nato its sender key for the group allies, number 2 from "
     "message 0"},
    {{.kind = RECORD_KEY_TAKEN,
      .party = "us",
      .peer = "nato",
      .serial = 2,
      .fingerprint = {fingerprint, sizeof fingerprint},
      .trust = RECORD_TRUST_DIRECTORY},
     "us learns nato's key: key 2, 3f9a 12cd 88e0 41b7, from the "
     "directory"},
    {{.kind = RECORD_SESSION_OPENED,
      .party = "us",
      .peer = "nato",
      .channel = "wire",
      .protocol = "Noise_XX",
      .fingerprint = {fingerprint, sizeof fingerprint}},
     "us has a session with nato over wire: Noise_XX, hash "
     "3f9a12cd88e041b7..."},
    {{.kind = RECORD_INTERFERED,
      .party = "vandal",
      .peer = "us",
      .channel = "wire",
      .act = RECORD_ACT_MODIFY},
     "vandal tampers with a frame from us on wire"},
    {{.kind = RECORD_MARKED,
      .party = "us",
      .peer = "nato",
      .document = "memo",
      .count = 1},
     "us marks nato's copy of memo: 1 bit"},
    {{.kind = RECORD_BY_CHANCE_NOT, .entry = 99}, "did not happen (chance)"},
    {{.kind = RECORD_COMMENTED,
      .party = "us",
      .document = "memo",
      .words = "[{party}|no] {peer}"},
     "us comments on memo: [{party}|no] {peer}"},
    {{.kind = RECORD_COMMENTED, .party = "us", .document = "memo"},
     "us comments on memo"},
};

/* What is in brackets goes where its first name has no value; what a journal
 * says is never taken for a sentence of ours. */
static void test_sentences_leave_out_what_is_not_there(void **state)
{
    struct scenario sc;
    struct arena a;

    (void)state;
    arena_init(&a);
    stories_scenario(&sc);
    for (size_t i = 0; i < sizeof tellings / sizeof tellings[0]; i++)
        assert_string_equal(phrase_whole(&a, &sc, &tellings[i].r),
                            tellings[i].told);
    arena_fini(&a);
    scenario_fini(&sc);
}

static const char *const open_door[] = {"open-door"};

static const struct story_line story[] = {
    {0, {.kind = RECORD_DRAFTED, .party = "us", .document = "us-response"}},
    {30,
     {.kind = RECORD_SENT,
      .party = "us",
      .peer = "russia",
      .document = "us-response",
      .exchange = 7,
      .channel = "embassy"}},
    {55,
     {.kind = RECORD_RECEIVED,
      .party = "russia",
      .peer = "us",
      .document = "us-response",
      .exchange = 7,
      .channel = "embassy"}},
    {55,
     {.kind = RECORD_ARRIVED, .party = "russia", .document = "us-response"}},
    {56,
     {.kind = RECORD_CHECKED, .party = "russia", .document = "us-response"}},
    {500,
     {.kind = RECORD_VIOLATED,
      .party = "russia",
      .peer = "press",
      .document = "us-response",
      .portions = open_door,
      .portion_count = 1,
      .reason = REASON_RELEASABLE_TO}},
    {510,
     {.kind = RECORD_RECEIVED,
      .party = "press",
      .peer = "russia",
      .document = "us-response",
      .portions = open_door,
      .portion_count = 1}},
};

enum { STORY_SIZE = sizeof story / sizeof story[0] };

/* All that a view may draw of the story. */
struct told {
    struct scenario sc;
    struct reader reader;
    struct ledger ledger;
    struct view view;
};

static void tell(struct told *t)
{
    stories_scenario(&t->sc);
    stories_journal(&t->reader, story, STORY_SIZE, true);
    ledger_init(&t->ledger, &t->sc);
    assert_int_equal(ledger_read(&t->ledger, &t->reader, INSTANT_MAX), ERR_OK);
    t->view = (struct view){.path = "run.journal",
                            .reader = &t->reader,
                            .header = &t->reader.header,
                            .scenario = &t->sc,
                            .ledger = &t->ledger,
                            .select = selection_usual(),
                            .at = INSTANT_MAX};
}

static void told_fini(struct told *t)
{
    ledger_fini(&t->ledger);
    reader_close(&t->reader);
    scenario_fini(&t->sc);
}

#define LEGEND                                                           \
    " of 7 records. At the right: the channel, the exchange. Channels: " \
    "embassy"

static void test_timeline(void **state)
{
    struct told t;
    struct page p;

    (void)state;
    tell(&t);
    page_open(&p);
    timeline_draw(&t.view, p.out);
    page_is(
        &p,
        "\n"
        "Wednesday, 26 January 2022\n"
        "  1  16:00:00  us      drafts us-response\n"
        "  2  16:30:00  us      sends us-response to russia                    "
        "embassy  7\n"
        "  3  16:55:00  russia  receives us-response from us                   "
        "embassy  7\n"
        "  5  16:56:00  russia  checks the author's signature on us-response\n"
        "\n"
        "Thursday, 27 January 2022\n"
        "! 6  00:20:00  russia  violates the releasability marking: "
        "us-response\n"
        "                       [open-door] to press\n"
        "  7  00:30:00  press   receives us-response [open-door] from russia\n"
        "\n"
        "6" LEGEND "\n(hand)\n");
    told_fini(&t);
}

static void test_timeline_of_a_party(void **state)
{
    struct told t;
    struct page p;

    (void)state;
    tell(&t);
    t.view.select.party = STORY_PRESS;
    page_open(&p);
    timeline_draw(&t.view, p.out);
    page_is(
        &p,
        "\n"
        "Thursday, 27 January 2022\n"
        "! 6  00:20:00  russia  violates the releasability marking: "
        "us-response\n"
        "                       [open-door] to press\n"
        "  7  00:30:00  press   receives us-response [open-door] from russia\n"
        "\n"
        "2 of 7 records.\n");
    told_fini(&t);
}

static void test_a_record_is_told_as_it_happens(void **state)
{
    struct told t;
    struct timeline timeline;
    struct page p;

    (void)state;
    tell(&t);
    page_open(&p);
    timeline_init(&timeline, &t.view);
    for (size_t i = 2; i < STORY_SIZE; i++) {
        timeline_tell(&timeline, stories_time(story[i].minutes), i + 1,
                      &story[i].record, p.out);
    }
    page_is(
        &p,
        "\n"
        "Wednesday, 26 January 2022\n"
        "      3  16:55:00  russia    receives us-response from us          "
        "embassy     7\n"
        "      5  16:56:00  russia    checks the author's signature "
        "on\n"
        "                             us-response\n"
        "\n"
        "Thursday, 27 January 2022\n"
        "!     6  00:20:00  russia    violates the releasability marking:\n"
        "                             us-response [open-door] to press\n"
        "      7  00:30:00  press     receives us-response [open-door] "
        "from\n"
        "                             russia\n");
    told_fini(&t);
}

/* What is told cannot wait for what happens next: any time that is not at a
 * whole second has its thousandths, and the column stays as wide from there. */
static void test_a_time_between_seconds_is_told_in_full(void **state)
{
    static const duration after[] = {0, 40 * MILLISECOND, SECOND};
    struct told t;
    struct timeline timeline;
    struct page p;

    (void)state;
    tell(&t);
    page_open(&p);
    timeline_init(&timeline, &t.view);
    for (size_t i = 0; i < 3; i++)
        timeline_tell(&timeline,
                      instant_add(stories_time(story[2].minutes), after[i]),
                      i + 3, &story[2].record, p.out);
    page_is(&p, "\n"
                "Wednesday, 26 January 2022\n"
                "      3  16:55:00  russia    receives us-response from us"
                "          embassy     7\n"
                "      4  16:55:00.040  russia    receives us-response from us"
                "      embassy     7\n"
                "      5  16:55:01      russia    receives us-response from us"
                "      embassy     7\n");
    told_fini(&t);
}

/* Numbers that no run reaches leave no room for a sentence: it goes first. */
static void test_no_number_crowds_out_the_sentence(void **state)
{
    struct told t;
    struct timeline timeline;
    struct record r = story[1].record;
    struct page p;

    (void)state;
    tell(&t);
    page_open(&p);
    timeline_init(&timeline, &t.view);
    r.exchange = UINT64_MAX;
    r.channel = "a-channel-whose-name-is-as-long-as-a-name-may-be";
    timeline_tell(&timeline, stories_time(0), UINT64_MAX, &r, p.out);
    assert_int_equal(fclose(p.out), 0);
    for (const char *line = strtok(p.text, "\n"); line;
         line = strtok(NULL, "\n"))
        assert_true(text_width(line) <= TEXT_COLUMNS);
    free(p.text);
    told_fini(&t);
}

static void test_matrix_splits_what_is_known_in_part(void **state)
{
    struct told t;
    struct page p;

    (void)state;
    tell(&t);
    page_open(&p);
    matrix_draw(&t.view, p.out);
    page_is(&p, "\n"
                "Who knows what at the end, 2022-01-27 00:30:00\n"
                "\n"
                "          us-response\n"
                "  us      verified 26 Jan 16:00\n"
                "  russia  provable 26 Jan 16:56\n"
                "  press   holds*   27 Jan 00:30\n"
                "\n"
                "* in part:\n"
                "  press, us-response\n"
                "    holds    27 Jan 00:30  open-door\n"
                "    aware    27 Jan 00:30  arms-control\n"
                "\n"
                "Unaware of any document: congress\n"
                "Unknown to everybody: memo\n"
                "\n"
                "Each level includes those before it. aware: knows that it "
                "exists; told: knows\n"
                "what it says, at second hand; holds: has the text; "
                "verified: has checked who\n"
                "wrote it; provable: can prove that to others. A dash, or no "
                "row: unaware.\n");
    told_fini(&t);
}

/* Portions that all know alike share a column, and parties beyond number are
 * counted. */
static void test_matrix_of_a_crowd(void **state)
{
    static const char *const two[] = {"open-door", "offices"};
    const struct record r = {.kind = RECORD_RECEIVED,
                             .party = "p7",
                             .document = "us-response",
                             .portions = two,
                             .portion_count = 2};
    struct scenario sc;
    struct ledger l;
    struct view v = {.scenario = &sc,
                     .ledger = &l,
                     .select = selection_usual(),
                     .at = INSTANT_MAX};
    struct page p;

    (void)state;
    stories_crowd(&sc, SCENARIO_PARTIES_MAX);
    ledger_init(&l, &sc);
    ledger_add(&l, stories_time(5), 1, &r);
    l.closed = true;
    ledger_finish(&l);
    page_open(&p);
    matrix_draw(&v, p.out);
    page_is(&p,
            "\n"
            "Who knows what at the end, 2022-01-26 16:05:00\n"
            "\n"
            "      us-response\n"
            "  p7  holds*   26 Jan 16:05\n"
            "\n"
            "* in part:\n"
            "  p7, us-response\n"
            "    holds    26 Jan 16:05  open-door, offices\n"
            "    aware    26 Jan 16:05  hotline\n"
            "\n"
            "Unaware of any document: 9,999\n"
            "\n"
            "Each level includes those before it. aware: knows that it exists; "
            "told: knows\n"
            "what it says, at second hand; holds: has the text; verified: has "
            "checked who\n"
            "wrote it; provable: can prove that to others. A dash, or no row: "
            "unaware.\n");
    ledger_fini(&l);
    scenario_fini(&sc);
}

static void test_history_of_a_document(void **state)
{
    struct told t;
    struct page p;

    (void)state;
    tell(&t);
    t.view.select.document = STORY_RESPONSE;
    page_open(&p);
    history_draw(&t.view, p.out);
    page_is(&p,
            "\n"
            "us-response: Written response\n"
            "  us      verified  2022-01-26 16:00:00  1  drafts us-response\n"
            "  russia  holds     2022-01-26 16:55:00  3  receives us-response "
            "from us\n"
            "          provable  2022-01-26 16:56:00  5  checks the author's "
            "signature on\n"
            "                                            us-response\n"
            "  press   holds     2022-01-27 00:30:00  7  receives us-response "
            "[open-door]\n"
            "                                            from russia\n");
    told_fini(&t);
}

static void test_expectations(void **state)
{
    struct told t;
    struct page p;
    struct judge j;

    (void)state;
    tell(&t);
    judge_init(&j, &t.ledger);
    t.view.judge = &j;
    page_open(&p);
    expectations_draw(&t.view, p.out);
    page_is(&p, "\nExpectations: 1 ok, 1 BROKEN\n"
                "\n"
                "  ok      russia holds us-response\n"
                "          since 2022-01-26T16:55:00Z, record 3\n"
                "  BROKEN  press never holds us-response\n"
                "          since 2022-01-27T00:30:00Z, record 7\n");
    judge_fini(&j);
    told_fini(&t);
}

static void test_verdict(void **state)
{
    struct verify_result result;
    struct told t;
    struct page p;

    (void)state;
    tell(&t);
    assert_int_equal(verify_reader(&t.reader, &result, NULL), ERR_OK);
    memset(&result.root, 0xab, sizeof result.root);
    result.bytes = 1125;
    memset(t.reader.header.first_key, 0xcd, sizeof t.reader.header.first_key);
    memset(t.reader.header.scenario_hash, 0xef,
           sizeof t.reader.header.scenario_hash);
    t.view.verified = &result;
    page_open(&p);
    verdict_draw(&t.view, p.out);
    page_is(&p,
            "OK: closed and sealed; every record holds\n"
            "\n"
            "  journal   run.journal\n"
            "  scenario  responses, seed 7, run 0\n"
            "  SHA-256   "
            "efefefefefefefefefefefefefefefefefefefefefefefefefefefefefefefef\n"
            "  frames    9 verified, with 1 seal; 1,125 bytes\n"
            "  root      "
            "abababababababababababababababababababababababababababababababab\n"
            "  first key "
            "cdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcd\n"
            "            whose key this is was not checked\n"
            "            from a public seed: the seals show accidents, not "
            "tampering;\n"
            "            demarche verify --rerun shows both\n");
    told_fini(&t);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_no_control_character_passes),
        cmocka_unit_test(test_columns_are_not_bytes),
        cmocka_unit_test(test_a_cell_has_its_width),
        cmocka_unit_test(test_lines_are_wrapped_at_words),
        cmocka_unit_test(test_a_long_word_is_broken),
        cmocka_unit_test(test_no_line_breaks_at_such_a_space),
        cmocka_unit_test(test_a_long_name_stands_alone),
        cmocka_unit_test(test_numbers_are_grouped),
        cmocka_unit_test(test_moments),
        cmocka_unit_test(test_every_sentence_can_be_told),
        cmocka_unit_test(test_sentences_leave_out_what_is_not_there),
        cmocka_unit_test(test_timeline),
        cmocka_unit_test(test_timeline_of_a_party),
        cmocka_unit_test(test_a_record_is_told_as_it_happens),
        cmocka_unit_test(test_a_time_between_seconds_is_told_in_full),
        cmocka_unit_test(test_no_number_crowds_out_the_sentence),
        cmocka_unit_test(test_matrix_splits_what_is_known_in_part),
        cmocka_unit_test(test_matrix_of_a_crowd),
        cmocka_unit_test(test_history_of_a_document),
        cmocka_unit_test(test_expectations),
        cmocka_unit_test(test_verdict),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
