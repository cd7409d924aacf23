/* Marks that a recipient shares in, in real runs: who is named by a copy that
 * its holder leaked, or that its author made to frame the holder; and what is
 * taken for a commitment. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "document/mark.h"
#include "experiment/trial_run.h"
#include "opener/copies.h"
#include "scenario/scenario_query.h"
#include "study/attribution_case.h"
#include "support/stories.h"

enum { US, RUSSIA, NATO, PRESS, PLACES = 24, SEEDS = 24 };

#define STORY                                                               \
    "demarche: 1\n"                                                         \
    "clock: {start: 2022-02-01, end: 2022-02-05}\n"                         \
    "parties: {us: , russia: , nato: , press: {kind: public}}\n"            \
    "channels: {line: {between: [us, russia, nato]}}\n"                     \
    "protection: {formal: {sign: ed25519, seal: age, mark: %s}}\n"          \
    "documents: {memo: {author: us, portions: {a: \"{{%s\", b: \"%s\"}}}\n" \
    "script:\n"                                                             \
    "  - {at: 2022-02-01, draft: memo}\n"                                   \
    "  - {at: 2022-02-02, send: memo, to: [russia, nato], protect: "        \
    "formal}\n"                                                             \
    "  - {at: 2022-02-04, leak: memo, from: russia, to: press}\n"           \
    "%s"

struct desk {
    struct arena arena;
    struct scenario scenario;
    struct trial_run run;
    struct ledger ledger;
};

static void begin(struct desk *d, const char *mark, uint64_t seed,
                  const char *more)
{
    const char *words[PLACES];
    struct errmsg e;

    arena_init(&d->arena);
    for (size_t i = 0; i < PLACES; i++)
        words[i] = arena_format(&d->arena, "{a%zu|b%zu}", i, i);
    const char *half = arena_join(&d->arena, words, PLACES / 2 - 1, " ");
    const char *rest = arena_join(&d->arena, words + PLACES / 2 - 1,
                                  PLACES - PLACES / 2 + 1, " ");
    stories_parse(
        &d->scenario, "story",
        bytes_of_text(arena_format(&d->arena, STORY, mark, half, rest, more)));
    if (trial_run_init(&d->run, &d->scenario, seed, 0, NULL, NULL, &e))
        fail_msg("%s", e.text);
    ledger_init(&d->ledger, &d->scenario);
    assert_int_equal(ledger_read(&d->ledger, &d->run.reader, INSTANT_MAX),
                     ERR_OK);
}

static void end(struct desk *d)
{
    ledger_fini(&d->ledger);
    trial_run_fini(&d->run);
    scenario_fini(&d->scenario);
    arena_fini(&d->arena);
}

/* The suspicion that others have of a party, by a copy that came to light: the
 * public's, or this text. */
static double suspicion(struct desk *d, const char *surfaced, uint32_t party)
{
    struct attribution_case c;
    struct errmsg e;
    double found = -1;

    if (attribution_case_init(&c, &d->run.reader, &d->ledger, 0, surfaced, &e))
        fail_msg("%s", e.text);
    for (size_t i = 0; i < c.found.holder_count; i++)
        if (c.found.holders[i].party == party)
            found = c.found.holders[i].to_others;
    attribution_case_fini(&c);
    return found;
}

/* The best that the author can print to look like the holder's copy: what it
 * sent, and where that leaves choices, a guess. */
static const char *framed(struct desk *d, uint32_t holder, uint64_t seed)
{
    const struct scenario_document *doc = &d->scenario.documents[0];
    const char **texts =
        arena_array(&d->arena, doc->portion_count, sizeof *texts);
    struct rng_root root;
    const char *out = "";
    struct rng rng;
    uint32_t left;

    rng_root_init(&root, seed, 0);
    rng_init(&rng, &root, "us", "guess");
    copies_read(&d->run.reader, &d->scenario,
                &(struct copies_wanted){holder, 0, INSTANT_MAX}, &d->arena,
                texts, &left);
    for (size_t i = 0; i < doc->portion_count; i++) {
        uint8_t bits[PLACES];

        for (size_t k = 0; k < PLACES; k++)
            bits[k] = (uint8_t)rng_below(&rng, 2);
        out = arena_format(&d->arena, "%s%s\n", out,
                           left > 0 ? mark_apply(&d->arena, texts[i], bits)
                                    : texts[i]);
    }
    rng_fini(&rng);
    rng_root_fini(&root);
    return out;
}

/* Under the author's marks a frame-up is as good as a leak; where the holder
 * shares in them it falls back on the author. */
static void test_framing(void **state)
{
    static const char *const marks[] = {"per-copy", "shared"};
    unsigned held[2] = {0}, leaked[2] = {0};

    (void)state;
    for (uint64_t seed = 1; seed <= SEEDS; seed++)
        for (size_t i = 0; i < 2; i++) {
            struct desk d;

            begin(&d, marks[i], seed, "");
            const char *text = framed(&d, RUSSIA, seed);
            held[i] += suspicion(&d, text, RUSSIA) >= 0.3;
            leaked[i] += suspicion(&d, NULL, RUSSIA) >= 0.9;
            end(&d);
        }
    assert_int_equal(held[0], SEEDS);
    assert_int_equal(held[1], 0);
    /* To others the author's marks prove no leak, and shared ones do. */
    assert_int_equal(leaked[0], 0);
    assert_int_equal(leaked[1], SEEDS);
}

/* The commitment is in the journal before the copy is sent, and is the opening
 * of the holder's own marks. */
static void test_journal(void **state)
{
    static const enum record_kind order[] = {
        RECORD_MARKS_ASKED, RECORD_MARKS_CHOSEN, RECORD_MARKS_COMMITTED,
        RECORD_MARKED,      RECORD_SENT,         RECORD_RECEIVED};
    struct reader_frame f;
    struct rng_root root;
    struct mark_own own;
    uint8_t hash[MARK_SALT_SIZE];
    size_t next = 0;
    struct desk d;

    (void)state;
    begin(&d, "shared", 1, "");
    rng_root_init(&root, 1, 0);
    mark_choose(&d.arena, &root, "russia", "us", "memo", PLACES / 2, &own);
    rng_root_fini(&root);
    mark_commit(&own, hash);
    reader_rewind(&d.run.reader);
    while (!reader_next(&d.run.reader, &f)) {
        struct record r;

        if (f.kind != JOURNAL_EVENT) continue;
        assert_int_equal(record_decode(&d.arena, f.body, &r), ERR_OK);
        if (r.kind == RECORD_MARKS_CHOSEN || r.kind == RECORD_MARKS_COMMITTED) {
            const bool russias = record_names(
                r.kind == RECORD_MARKS_CHOSEN ? r.party : r.peer, "russia");
            assert_int_equal(r.count, PLACES / 2);
            assert_int_equal(
                bytes_equal(r.fingerprint, bytes_of(hash, sizeof hash)),
                russias);
        }
        if (next < sizeof order / sizeof *order && r.kind == order[next] &&
            (record_names(r.party, "russia") || record_names(r.peer, "russia")))
            next++;
    }
    assert_int_equal(next, sizeof order / sizeof *order);
    end(&d);
}

/* What the public has is worded, all choices made, and the brace of the text
 * itself is a brace again; a copy in which the author's signature is shown
 * leaves them open. */
static void test_wording(void **state)
{
    const char **texts;
    struct desk d;
    uint32_t left;

    (void)state;
    begin(&d, "shared", 3,
          "  - {at: 2022-02-04T02:00Z, forward: memo, from: russia, to: nato, "
          "protect: formal}\n");
    texts = arena_array(&d.arena, 2, sizeof *texts);
    copies_read(&d.run.reader, &d.scenario,
                &(struct copies_wanted){PRESS, 0, INSTANT_MAX}, &d.arena, texts,
                &left);
    assert_int_equal(left, 0);
    assert_int_equal(texts[0][0], '{');
    assert_null(strchr(texts[0] + 1, '{'));
    assert_null(strchr(texts[1], '|'));
    copies_read(&d.run.reader, &d.scenario,
                &(struct copies_wanted){RUSSIA, 0, INSTANT_MAX}, &d.arena,
                texts, &left);
    assert_int_equal(left, PLACES / 2);
    assert_int_equal(choices_count(bytes_of_text(texts[0])) +
                         choices_count(bytes_of_text(texts[1])),
                     PLACES / 2);
    assert_int_equal(ledger_level(&d.ledger, RUSSIA, 0, SCENARIO_NONE),
                     LEVEL_PROVABLE);
    assert_int_equal(ledger_level(&d.ledger, NATO, 0, SCENARIO_NONE),
                     LEVEL_PROVABLE);
    end(&d);
}

/* A copy of one portion is its author's alone. */
static void test_what_is_not_shared(void **state)
{
    struct desk d;
    size_t asked = 0;

    (void)state;
    begin(&d, "shared", 1,
          "  - {at: 2022-02-04T01:00Z, send: memo, to: nato, portions: a, "
          "protect: formal}\n");
    for (size_t i = 0; i < d.run.count; i++)
        asked += d.run.records[i].kind == RECORD_MARKS_ASKED;
    assert_int_equal(asked, 2);
    end(&d);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_framing),
        cmocka_unit_test(test_journal),
        cmocka_unit_test(test_wording),
        cmocka_unit_test(test_what_is_not_shared),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
