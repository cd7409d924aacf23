/* Marks against colluders, in real runs: mixed copies accuse somebody innocent
 * where the marks are fair bits, nobody where the places do not suffice for a
 * code, and one of those who mixed them where they do. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "base/tardos_length.h"
#include "document/mark.h"
#include "experiment/trial_run.h"
#include "opener/copies.h"
#include "study/attribution_case.h"
#include "support/stories.h"

enum { PORTIONS = 3, HOLDERS = 4, SEEDS = 6 };

/* A document of so many places, sent to four under that protection. */
static const char *story(struct arena *a, const char *protection, size_t places)
{
    const char *text = arena_format(
        a,
        "demarche: 1\n"
        "clock: {start: 2022-02-01, end: 2022-02-03}\n"
        "parties: {us: , eve: , mallory: , carol: , dave: }\n"
        "channels: {line: {between: [us, eve, mallory, carol, dave]}}\n"
        "protection: {formal: {sign: ed25519, %s}}\n"
        "script:\n"
        "  - {at: 2022-02-01, draft: memo}\n"
        "  - {at: 2022-02-02, send: memo, to: [eve, mallory, carol, dave],\n"
        "     protect: formal}\n"
        "documents:\n  memo:\n    author: us\n    portions:\n",
        protection);
    const char **words = arena_array(a, places, sizeof *words);

    for (size_t i = 0; i < PORTIONS; i++) {
        const size_t count = places / PORTIONS + (i < places % PORTIONS);

        for (size_t k = 0; k < count; k++)
            words[k] = arena_format(a, "{a%zu|b%zu}", k, k);
        text = arena_format(a, "%s      p%zu: \"P%zu %s.\"\n", text, i, i,
                            arena_join(a, words, count, " "));
    }
    return text;
}

/* What is said of a copy in which so many have taken, place by place, what the
 * fewest of them have, or that of one after the other. */
struct outcome {
    bool innocent, guilty; /* has a posterior of 90 % or more, for the author */
    bool enough;           /* places for a code */
};

static const char *mix(struct trial_run *r, const struct scenario *s,
                       struct arena *a, size_t colluders)
{
    const struct scenario_document *d = &s->documents[0];
    const char *mixed = "";

    for (size_t p = 0; p < d->portion_count; p++) {
        const size_t count = choices_count(bytes_of_text(d->portions[p].text));
        uint8_t *ones = arena_alloc(a, count);
        uint8_t *bits = arena_alloc(a, count);

        memset(ones, 0, count);
        for (size_t i = 0; i < colluders; i++) {
            const char **texts =
                arena_array(a, d->portion_count, sizeof *texts);
            int8_t *read = arena_array(a, count, sizeof *read);
            uint32_t left;

            copies_read(
                &r->reader, s,
                &(struct copies_wanted){(uint32_t)i + 1, 0, INSTANT_MAX}, a,
                texts, &left);
            assert_int_equal(mark_read(d->portions[p].text, texts[p], read),
                             ERR_OK);
            for (size_t k = 0; k < count; k++) {
                assert_true(read[k] != MARK_UNKNOWN);
                ones[k] += (uint8_t)read[k];
                if (k % colluders == i) bits[k] = (uint8_t)read[k];
            }
        }
        for (size_t k = 0; k < count; k++)
            if (2 * ones[k] != colluders)
                bits[k] = ones[k] == 0           ? 0
                          : ones[k] == colluders ? 1
                                                 : 2 * ones[k] < colluders;
        mixed = arena_format(a, "%s%s\n", mixed,
                             mark_apply(a, d->portions[p].text, bits));
    }
    return mixed;
}

static struct outcome accuse(const char *protection, size_t places,
                             size_t colluders, uint64_t seed)
{
    struct attribution_case c;
    struct outcome out = {0};
    struct trial_run r;
    struct scenario s;
    struct arena a;
    struct errmsg e;

    arena_init(&a);
    stories_parse(&s, "story", bytes_of_text(story(&a, protection, places)));
    if (trial_run_init(&r, &s, seed, 0, NULL, NULL, &e)) fail_msg("%s", e.text);
    const char *mixed = mix(&r, &s, &a, colluders);
    struct ledger ledger;
    ledger_init(&ledger, &s);
    assert_int_equal(ledger_read(&ledger, &r.reader, INSTANT_MAX), ERR_OK);
    if (attribution_case_init(&c, &r.reader, &ledger, 0, mixed, &e))
        fail_msg("%s", e.text);
    for (size_t i = 0; i < c.found.holder_count; i++) {
        const struct attribution_holder *h = &c.found.holders[i];

        if (h->party == 0 || h->to_author < 0.9) continue;
        out.guilty = out.guilty || h->party <= colluders;
        out.innocent = out.innocent || h->party > colluders;
    }
    out.enough = c.found.bias != NULL;
    attribution_case_fini(&c);
    ledger_fini(&ledger);
    trial_run_fini(&r);
    scenario_fini(&s);
    arena_fini(&a);
    return out;
}

/* Three take what one of them alone has: the fourth fits as well as they. */
static void test_fair_bits_accuse_an_innocent(void **state)
{
    unsigned innocent = 0;

    (void)state;
    for (uint64_t seed = 1; seed <= 4 * SEEDS; seed++)
        innocent += accuse("mark: per-copy", 40, 3, seed).innocent;
    print_message("an innocent accused in %u of %d runs\n", innocent,
                  4 * SEEDS);
    assert_true(innocent > 0);
}

static void test_too_few_places_name_nobody(void **state)
{
    (void)state;
    for (uint64_t seed = 1; seed <= SEEDS; seed++) {
        const struct outcome o =
            accuse("mark: per-copy, colluders: 3", 40, 3, seed);

        assert_false(o.enough || o.innocent || o.guilty);
    }
}

static void test_a_code_finds_one_of_them(void **state)
{
    const size_t one = tardos_length(HOLDERS, 1, MARK_CODE_ERROR);
    const size_t two = tardos_length(HOLDERS, 2, MARK_CODE_ERROR);

    (void)state;
    assert_false(accuse("mark: per-copy, colluders: 1", one - 1, 1, 1).enough);
    for (uint64_t seed = 1; seed <= SEEDS; seed++) {
        const struct outcome alone =
            accuse("mark: per-copy, colluders: 1", one, 1, seed);
        const struct outcome both =
            accuse("mark: per-copy, colluders: 2", two, 2, seed);

        assert_true(alone.enough && alone.guilty && !alone.innocent);
        assert_true(both.enough && both.guilty && !both.innocent);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_fair_bits_accuse_an_innocent),
        cmocka_unit_test(test_too_few_places_name_nobody),
        cmocka_unit_test(test_a_code_finds_one_of_them),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
