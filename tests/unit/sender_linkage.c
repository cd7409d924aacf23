/* The author of a copy, found from the bytes that it sent over a channel for
 * the copy, or to begin the copy's session. */
#include "experiment/sender_linkage.h"

#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

#define STORY                                                       \
    "demarche: 1\n"                                                 \
    "clock: {start: 2022-02-01, end: 2022-02-20}\n"                 \
    "parties: {us: , russia: }\n"                                   \
    "channels:\n"                                                   \
    "  way: {between: [us, russia], handshake: %s, delay: 40 ms}\n" \
    "documents:\n"                                                  \
    "  memo: {author: us, portions: {door: It stays open.}}\n"      \
    "  note: {author: russia, portions: {door: It does not.}}\n"    \
    "protection:\n"                                                 \
    "  plain: {}\n"                                                 \
    "  ratchet: {session: ratchet}\n"                               \
    "script:\n"                                                     \
    "  - {at: 2022-02-01, draft: memo}\n"                           \
    "  - {at: 2022-02-01, draft: note}\n"                           \
    "%s"                                                            \
    "  - {at: 2022-02-03, send: memo, to: russia, protect: %s}\n"   \
    "  - {at: 2022-02-04, send: note, to: us, protect: %s}\n"       \
    "  - {at: 2022-02-05, send: memo, to: russia, protect: %s}\n"

#define ROTATES "  - {at: 2022-02-02, rotate: us}\n"

/* The start of the finding for each of the three copies; NULL: none. */
static const struct {
    const char *pattern, *before, *protect;
    const char *found[3];
} rows[] = {
    /* The responder's static key is never in the clear, the initiator's is in
     * one message that all later papers go back to. */
    {"IN",
     "",
     "plain",
     {"the key to agree of us stands in a frame (handshake)", NULL,
      "the key to agree of us stands in a frame (handshake)"}},
    /* A key that not all know from the start. */
    {"IN",
     ROTATES,
     "plain",
     {"the key to agree of us stands in a frame (handshake)", NULL,
      "the key to agree of us stands in a frame (handshake)"}},
    {"XX", "", "plain", {NULL, NULL, NULL}},
    {"XX", ROTATES, "plain", {NULL, NULL, NULL}},
    /* One side shows its key in the initial message, the other its name with
     * its prekeys. */
    {"XX",
     "",
     "ratchet",
     {"the key to agree of us stands in a frame (initial)",
      "the name of russia stands in a frame (plain)",
      "the key to agree of us stands in a frame (initial)"}},
};

static void play(const char *pattern, const char *before, const char *protect,
                 const char *const found[3])
{
    struct scenario_errors errors;
    struct scenario s;
    struct capture c;
    struct arena a;
    struct errmsg e;
    size_t papers = 0;

    arena_init(&a);
    scenario_errors_init(&errors);
    if (scenario_parse(&s, "story",
                       bytes_of_text(arena_format(&a, STORY, pattern, before,
                                                  protect, protect, protect)),
                       &errors))
        fail_msg("%s", errors.items[0].text);
    scenario_errors_fini(&errors);
    if (capture_init(&c, &s, 1, 0, &e)) fail_msg("%s", e.text);
    for (size_t i = 0; i < c.copy_count; i++) {
        if (c.copies[i].level < LEVEL_HOLDS) continue;
        const char *is = sender_linkage_evidence(&a, &c, &c.copies[i]);
        assert_true(papers < 3);
        const char *want = found[papers++];
        if ((is == NULL) != (want == NULL) || (is && strcmp(is, want) != 0))
            fail_msg("%s, %s, paper %zu: %s", pattern, protect, papers,
                     is ? is : "nothing");
    }
    assert_int_equal(papers, 3);
    capture_fini(&c);
    scenario_fini(&s);
    arena_fini(&a);
}

static void test_sender(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++)
        play(rows[i].pattern, rows[i].before, rows[i].protect, rows[i].found);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_sender),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
