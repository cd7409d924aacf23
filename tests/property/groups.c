/* Groups over bad lines: whatever is lost, doubled or overtaken, each member
 * gets each message once; who is removed holds nothing that was said after,
 * and who is added nothing of before. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "support/parties.h"

enum { SEEDS = 40, PAPERS = 4, TICKS_MAX = 4000 };

/* Delivers what is on its way in any order, once, twice or not at all. */
static void carry(struct parties *w, struct rng *rng)
{
    size_t tries = 4 * w->frame_count;

    while (tries-- > 0 && parties_pending(w) < w->frame_count) {
        const size_t first = parties_pending(w);
        const size_t i = first + rng_below(rng, w->frame_count - first);
        const uint64_t fate = rng_below(rng, 10);
        if (w->frames[i].gone && fate > 0) continue;
        if (fate < 2)
            w->frames[i].gone = true;
        else
            parties_deliver(w, i);
        if (fate == 2) parties_deliver(w, i);
    }
}

/* Until nobody waits for anything. */
static void calm(struct parties *w, struct rng *rng)
{
    unsigned ticks = 0;

    carry(w, rng);
    while (parties_tick(w)) {
        carry(w, rng);
        assert_true(++ticks < TICKS_MAX);
    }
    parties_settle(w);
}

static void change(struct parties *w, enum record_verb kind, const uint32_t *to,
                   size_t count)
{
    static const uint32_t over[] = {BY_WIRE, BY_WIRE};
    const struct event_command c = {.kind = kind,
                                    .group = "allies",
                                    .to = to,
                                    .over = over,
                                    .to_count = count};

    parties_do(w, US, &c);
}

/* Each of those in the group says its papers of a chapter. */
static void chapter(struct parties *w, struct rng *rng, const char *name,
                    const bool in[PARTIES_COUNT])
{
    for (uint32_t p = 0; p < PARTIES_COUNT; p++) {
        for (unsigned i = 0; i < PAPERS && in[p]; i++) {
            const char *paper =
                arena_format(&w->arena, "%s-%s-%u", name, w->peers[p].name, i);
            parties_draft(w, p, paper, 1, 40);
            const struct event_command c = {
                .kind = RECORD_VERB_SEND, .document = paper, .group = "allies"};
            parties_do(w, p, &c);
            carry(w, rng);
        }
    }
}

/* Counts how often the party has received each document of a chapter that
 * others wrote: the same for all of them, or the test fails. */
static void assert_received(const struct parties *w, uint32_t party,
                            const char *name, const bool in[PARTIES_COUNT],
                            size_t times)
{
    for (uint32_t p = 0; p < PARTIES_COUNT; p++) {
        for (unsigned i = 0; i < PAPERS && in[p] && p != party; i++) {
            char paper[64];
            size_t count = 0;
            snprintf(paper, sizeof paper, "%s-%s-%u", name, w->peers[p].name,
                     i);
            for (size_t k = 0; k < w->record_count; k++) {
                const struct record *r = &w->records[k].record;
                count += w->records[k].party == party &&
                         r->kind == RECORD_RECEIVED &&
                         strcmp(r->document, paper) == 0;
            }
            if (count != times)
                fail_msg("%s has %s %zu times, not %zu", w->peers[party].name,
                         paper, count, times);
        }
    }
}

static void play(uint64_t seed)
{
    static const bool two[] = {[US] = true, [RUSSIA] = true, [NATO] = false};
    static const bool all[] = {true, true, true};
    static const bool rest[] = {[US] = true, [RUSSIA] = false, [NATO] = true};
    const uint32_t russia = RUSSIA, nato = NATO;
    struct rng_root root;
    struct parties w;
    struct rng rng;

    rng_root_init(&root, seed, 0);
    rng_init(&rng, &root, "groups", "fate");
    parties_init_seed(&w, "XX", seed);
    change(&w, RECORD_VERB_FOUND, &russia, 1);
    calm(&w, &rng);
    chapter(&w, &rng, "first", two);
    if (seed % 2) calm(&w, &rng); /* else what was said is still under way */
    change(&w, RECORD_VERB_ADD, &nato, 1);
    calm(&w, &rng);
    chapter(&w, &rng, "second", all);
    calm(&w, &rng);
    change(&w, RECORD_VERB_REMOVE, &russia, 1);
    calm(&w, &rng);
    chapter(&w, &rng, "third", rest);
    calm(&w, &rng);
    assert_received(&w, RUSSIA, "first", two, 1);
    assert_received(&w, US, "first", two, 1);
    assert_received(&w, NATO, "first", two, 0);
    for (uint32_t p = 0; p < PARTIES_COUNT; p++)
        assert_received(&w, p, "second", all, 1);
    assert_received(&w, US, "third", rest, 1);
    assert_received(&w, NATO, "third", rest, 1);
    assert_received(&w, RUSSIA, "third", rest, 0);
    parties_fini(&w);
    rng_fini(&rng);
    rng_root_fini(&root);
}

static void test_each_message_once(void **state)
{
    (void)state;
    for (uint64_t seed = 0; seed < SEEDS; seed++)
        play(seed);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_each_message_once),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
