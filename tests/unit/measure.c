/* The properties of protections, each beside one that lacks it: the attack that
 * breaks a property without the protection fails with it. */
#include "experiment/measure.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "export/costs.h"
#include "scenario/stock.h"
#include "support/program.h"
#include "support/stories.h"

#define LETTERS SOURCE_DIR "/scenarios/lessons/one-letter-many-ways.yaml"

/* A scenario, with the stock's protections, and what was measured so far. */
struct fixture {
    struct arena arena;
    struct scenario own, stocked;
    const struct measure **measured; /* by protection */
};

static void parse(struct fixture *f, struct bytes text)
{
    stories_parse(&f->own, "letters", text);
    f->stocked = f->own;
    stock_add(&f->stocked, &f->arena);
    f->measured = arena_array(&f->arena, f->stocked.protection_count,
                              sizeof(const struct measure *));
}

static int set_up(void **state)
{
    static struct fixture f;
    size_t size;
    char *text = program_read(LETTERS, &size);

    assert_non_null(text);
    arena_init(&f.arena);
    parse(&f, bytes_of(text, size));
    free(text);
    *state = &f;
    return 0;
}

static int tear_down(void **state)
{
    struct fixture *f = *state;

    scenario_fini(&f->own);
    arena_fini(&f->arena);
    return 0;
}

/* Each protection is measured once, for that takes seconds. */
static struct measure measure(struct fixture *f, const char *name)
{
    struct errmsg e;

    for (uint32_t i = 0; i < f->stocked.protection_count; i++) {
        if (strcmp(f->stocked.protections[i].name, name) != 0) continue;
        if (!f->measured[i]) {
            struct measure *m = arena_alloc(&f->arena, sizeof *m);
            if (measure_protection(m, &f->arena, &f->stocked, i, 1, 0, &e))
                fail_msg("%s: %s", name, e.text);
            f->measured[i] = m;
        }
        return *f->measured[i];
    }
    fail_msg("no protection is named %s", name);
    return (struct measure){0};
}

static void each_property_with_and_without(void **state)
{
    static const struct {
        enum measure_property property;
        const char *without, *by, *with; /* by: how the reason begins */
    } rows[] = {
        {MEASURE_CONFIDENTIAL, "open", "tap:", "age"},
        {MEASURE_CONFIDENTIAL, "signed", "tap:", "noise-XX"},
        {MEASURE_CONFIDENTIAL, "noise-NN", "mitm:", "noise-IK"},
        {MEASURE_CONFIDENTIAL, "open", "tap:", "ratchet"},
        {MEASURE_ORIGIN, "age", "brussels only holds", "hpke-auth"},
        {MEASURE_ORIGIN, "noise-NN", "brussels only holds", "noise-KK"},
        {MEASURE_PROVABLE, "hpke-auth", "brussels only verified", "signed-age"},
        {MEASURE_PROVABLE, "age-signed", "brussels only verified", "signed"},
        {MEASURE_FORWARD, "signed-age", "harvest:", "noise-XX"},
        {MEASURE_FORWARD, "hpke-base", "harvest:", "ratchet"},
        {MEASURE_POST_COMPROMISE, "noise-XX", "", "ratchet"},
        {MEASURE_POST_COMPROMISE, "formal", "age in Noise XX: stolen memory",
         "ratchet"},
        {MEASURE_HIDES_SENDER, "signed", "the name of", "signed-age"},
        {MEASURE_HIDES_SENDER, "ratchet", "the key to agree of", "noise-KK"},
        {MEASURE_HIDES_SENDER, "noise-XX", "probe: washington", "noise-IK"},
        {MEASURE_HIDES_SENDER, "noise-NN", "mitm: whose", "noise-IK"},
        {MEASURE_HIDES_LENGTH, "signed-age", "of 15 texts", "padded"},
    };
    struct fixture *f = *state;

    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        const struct measure without = measure(f, rows[i].without);
        const struct measure with = measure(f, rows[i].with);
        const struct measure_answer *no = &without.answers[rows[i].property];
        const struct measure_answer *yes = &with.answers[rows[i].property];
        if (no->verdict != MEASURE_LACKS ||
            strncmp(no->because, rows[i].by, strlen(rows[i].by)) != 0)
            fail_msg("row %zu: %s: %s", i, rows[i].without, no->because);
        if (yes->verdict != MEASURE_HAS)
            fail_msg("row %zu: %s: %s", i, rows[i].with, yes->because);
    }
}

/* Without a copy sent there is no evidence; nor does one letter alone show that
 * a session is post-compromise secure, nor a lost one whom its recipient takes
 * it from. */
static void nothing_tried_is_no_yes(void **state)
{
    static const char story[] =
        "demarche: 1\n"
        "clock: {start: 2022-02-01, end: 2022-02-20}\n"
        "parties: {us: , russia: }\n"
        "channels:\n"
        "  way: {between: [us, russia], medium: %s}\n"
        "documents: {memo: {author: us, portions: {door: Open.}}}\n"
        "script:\n"
        "  - {at: 2022-02-02, draft: memo}\n"
        "  - {at: 2022-02-03, send: memo, to: russia}\n";
    static const struct {
        const char *channel, *protection;
        enum measure_property property;
        enum measure_verdict verdict;
    } rows[] = {
        {"hand", "noise-XX", MEASURE_CONFIDENTIAL, MEASURE_UNTRIED},
        {"hand", "noise-XX", MEASURE_ORIGIN, MEASURE_UNTRIED},
        {"hand", "noise-XX", MEASURE_PROVABLE, MEASURE_UNTRIED},
        {"hand", "noise-XX", MEASURE_FORWARD, MEASURE_UNTRIED},
        {"hand", "noise-XX", MEASURE_POST_COMPROMISE, MEASURE_UNTRIED},
        {"hand", "noise-XX", MEASURE_HIDES_SENDER, MEASURE_UNTRIED},
        {"hand", "noise-XX", MEASURE_HIDES_LENGTH, MEASURE_UNTRIED},
        {"hand", "ratchet", MEASURE_FORWARD, MEASURE_HAS},
        {"hand", "ratchet", MEASURE_POST_COMPROMISE, MEASURE_UNTRIED},
        {"network, loss: 100%", "signed", MEASURE_ORIGIN, MEASURE_UNTRIED},
        {"network, loss: 100%", "signed", MEASURE_PROVABLE, MEASURE_UNTRIED},
        {"network, loss: 100%", "signed", MEASURE_CONFIDENTIAL, MEASURE_LACKS},
        {"network, loss: 100%", "open", MEASURE_ORIGIN, MEASURE_UNTRIED},
    };

    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct fixture f;
        arena_init(&f.arena);
        parse(&f,
              bytes_of_text(arena_format(&f.arena, story, rows[i].channel)));
        const struct measure m = measure(&f, rows[i].protection);
        if (m.answers[rows[i].property].verdict != rows[i].verdict)
            fail_msg("row %zu: %s", i, m.answers[rows[i].property].because);
        tear_down(&(void *){&f});
    }
}

/* An announcement in the clear is not counted as a copy, nor is a briefing. */
static void only_papers_count(void **state)
{
    static const char story[] =
        "demarche: 1\n"
        "clock: {start: 2022-02-01, end: 2022-02-20}\n"
        "parties: {us: , russia: , press: {kind: public}}\n"
        "channels: {way: {between: [us, russia], medium: hand}}\n"
        "documents: {memo: {author: us, portions: {door: Open.}}}\n"
        "script:\n"
        "  - {at: 2022-02-02, draft: memo}\n"
        "  - {at: 2022-02-03, send: memo, to: russia}\n"
        "  - {at: 2022-02-04, brief: memo, to: russia}\n"
        "  - {at: 2022-02-05, leak: memo, from: russia, to: press}\n";
    struct fixture f;

    (void)state;
    arena_init(&f.arena);
    parse(&f, bytes_of_text(story));
    const struct measure m = measure(&f, "age");
    assert_int_equal(m.documents, 1);
    assert_int_equal(m.answers[MEASURE_HIDES_SENDER].verdict, MEASURE_HAS);
    assert_string_equal(m.answers[MEASURE_POST_COMPROMISE].because,
                        "age: memory opens it, however early it was stolen");
    tear_down(&(void *){&f});
}

static void costs_add_up(void **state)
{
    struct fixture *f = *state;
    const struct measure open = measure(f, "open");
    const struct measure signed_one = measure(f, "signed");
    const struct measure noise = measure(f, "noise-XX");
    const struct measure ratchet = measure(f, "ratchet");

    assert_int_equal(open.documents, 5);
    assert_int_equal(open.frames, 5);
    assert_int_equal(open.trips, 0);
    /* A signature is 64 bytes, and five papers have one each. */
    assert_int_equal(signed_one.bytes, open.bytes + 5 * 64);
    assert_string_equal(signed_one.primitives, "Ed25519");
    assert_string_equal(open.primitives, "none");
    /* XX: its second message has to come back before the first paper. */
    assert_int_equal(noise.trips, 1);
    assert_int_equal(noise.latency - open.latency, 2 * 60 * MILLISECOND / 5);
    assert_int_equal(ratchet.trips, 1);
}

static void the_table(void **state)
{
    const struct measure open = measure(*state, "open");
    const uint64_t cpu = 7;
    size_t size;
    char *text;

    FILE *f = open_memstream(&text, &size);
    costs_write(&open, 1, &cpu, f);
    assert_int_equal(fclose(f), 0);
    assert_string_equal(
        text,
        "protection,papers,bytes,frames,trips,latency,primitives,"
        "confidential,confidential-because,origin,origin-because,"
        "provable,provable-because,forward-secret,forward-secret-because,"
        "heals,heals-because,hides-sender,hides-sender-because,"
        "hides-length,hides-length-because,cpu\r\n"
        "\"open\",5,1233,5,0,60000000,\"none\","
        "\"no\",\"tap: question on its way from washington to brussels\","
        "\"no\",\"brussels only holds question\","
        "\"no\",\"brussels only holds question\","
        "\"no\",\"harvest: question on its way from washington to brussels\","
        "\"no\",\"it takes no key to read it\","
        "\"no\",\"the name of washington stands in a frame (plain)\","
        "\"no\",\"of 15 texts, each a byte longer, 15 look longer\",7\r\n");
    free(text);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_property_with_and_without),
        cmocka_unit_test(nothing_tried_is_no_yes),
        cmocka_unit_test(only_papers_count),
        cmocka_unit_test(costs_add_up),
        cmocka_unit_test(the_table),
    };

    return cmocka_run_group_tests(tests, set_up, tear_down);
}
