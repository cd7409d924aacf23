/* No false alarms: where nobody attacks, or somebody only looks on, no party
 * rejects anything, whatever the network does; and looking on changes nothing
 * for those who are looked at. Over some hundred seeds. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "experiment/trial.h"
#include "support/stories.h"

enum { SEEDS = 200 };

/* Every way to protect a paper, over lines that lose, double and reorder. */
#define STORY                                                               \
    "demarche: 1\n"                                                         \
    "clock: {start: 2022-02-01, end: 2022-02-20}\n"                         \
    "parties: {us: , russia: , nato: }\n"                                   \
    "channels:\n"                                                           \
    "  post: {between: [us, russia, nato], medium: courier, delay: 10 min," \
    " duplicate: 20%, reorder: 20%}\n"                                      \
    "  xx: {between: [us, russia, nato],"                                   \
    " delay: {exponential: {mean: 800 ms}}, loss: 20%, duplicate: 10%,"     \
    " reorder: 20%}\n"                                                      \
    "  nn: {between: [us, russia], handshake: NN, delay: 40 ms, loss: 20%," \
    " reorder: 20%}\n"                                                      \
    "  ik: {between: [us, russia], handshake: IK, delay: 40 ms, loss: 20%," \
    " duplicate: 20%}\n"                                                    \
    "documents:\n"                                                          \
    "  memo: {author: us, portions: {door: Open., red: It is red.}}\n"      \
    "protection:\n"                                                         \
    "  formal: {sign: ed25519, seal: age, receipt: yes}\n"                  \
    "  auth: {seal: hpke-auth, receipt: yes}\n"                             \
    "  base: {sign: ed25519, seal: hpke-base}\n"

#define SCRIPT                                                           \
    "script:\n"                                                          \
    "  - {at: 2022-02-02, draft: memo}\n"                                \
    "  - {at: 2022-02-03, send: memo, to: [russia, nato], over: xx,"     \
    " protect: formal}\n"                                                \
    "  - {at: 2022-02-03T00:00:01Z, send: memo, to: russia, over: post," \
    " protect: base}\n"                                                  \
    "  - {at: 2022-02-03T00:00:02Z, send: memo, to: russia, over: nn}\n" \
    "  - {at: 2022-02-03T00:00:03Z, send: memo, to: russia, over: ik,"   \
    " protect: auth}\n"                                                  \
    "  - {when: russia receives memo, acknowledge: memo, from: russia,"  \
    " over: xx}\n"

#define ONLOOKERS                                                     \
    "adversary:\n"                                                    \
    "  tap: {on: [post, xx, nn, ik], can: [observe]}\n"               \
    "  thief: {on: [post, xx], can: [observe], steals: russia state," \
    " at: 2022-02-04}\n"

static void parse(struct scenario *s, const char *text)
{
    stories_parse(s, "story", bytes_of_text(text));
}

static void run(struct trial_run *r, const struct scenario *s, uint64_t seed)
{
    struct errmsg e;

    if (trial_run_init(r, s, seed, 0, NULL, NULL, &e)) fail_msg("%s", e.text);
}

static void assert_calm(const struct trial_run *r, uint64_t seed)
{
    for (size_t i = 0; i < r->count; i++)
        if (r->records[i].kind == RECORD_REJECTED)
            fail_msg("seed %llu: %s, record %llu", (unsigned long long)seed,
                     record_reason_text(r->records[i].reason),
                     (unsigned long long)r->records[i].seq);
}

/* The next record that is not an adversary's; NULL at the end. */
static const struct trial_record *next(const struct trial_run *r,
                                       const struct scenario *s, size_t *at)
{
    for (; *at < r->count; (*at)++) {
        const uint32_t party = r->records[*at].party;
        if (party == SCENARIO_NONE || party < s->party_count)
            return &r->records[(*at)++];
    }
    return NULL;
}

/* DEMARCHE_ALARMS asks for more of them than every run of the tests needs. */
static uint64_t seeds(void)
{
    const char *text = getenv("DEMARCHE_ALARMS");

    return text ? strtoull(text, NULL, 10) : SEEDS;
}

static void test_no_false_alarms(void **state)
{
    const uint64_t most = seeds();
    struct scenario alone, watched;

    (void)state;
    parse(&alone, STORY SCRIPT);
    parse(&watched, STORY ONLOOKERS SCRIPT);
    for (uint64_t seed = 1; seed <= most; seed++) {
        struct trial_run x, y;
        size_t a = 0, b = 0;
        const struct trial_record *p, *q;
        run(&x, &alone, seed);
        run(&y, &watched, seed);
        assert_calm(&x, seed);
        assert_calm(&y, seed);
        assert_true(y.count > x.count);
        do {
            p = next(&x, &alone, &a);
            q = next(&y, &watched, &b);
            assert_true(!p == !q);
            if (!p) break;
            assert_int_equal(p->kind, q->kind);
            assert_int_equal(p->time, q->time);
            assert_int_equal(p->party, q->party);
        } while (p);
        trial_run_fini(&x);
        trial_run_fini(&y);
    }
    scenario_fini(&alone);
    scenario_fini(&watched);
}

/* Nothing is noticed of one who only looks on, and what all profiles claim
 * holds, whatever is tried. */
static void test_claims_hold(void **state)
{
    enum { TRIALS = 4 };
    struct scenario s;

    (void)state;
    parse(&s, STORY SCRIPT);
    for (uint64_t seed = 1; seed <= TRIALS; seed++) {
        struct trial_result *results;
        struct trial t;
        struct errmsg e;
        struct arena a;
        size_t count = 0;
        arena_init(&a);
        if (trial_init(&t, &s, SCENARIO_NONE, seed, 0, &e) ||
            trial_play_all(&t, NULL, NULL, &a, &results, &count, &e))
            fail_msg("%s", e.text);
        assert_true(count > 0);
        for (size_t i = 0; i < count; i++) {
            const struct trial_outcome *o = &results[i].outcome;
            if (o->broken)
                fail_msg("seed %llu: %s broke %x", (unsigned long long)seed,
                         results[i].tactic->name, o->broken);
            if (!results[i].tactic->play && o->noticed)
                fail_msg("seed %llu: %s was noticed", (unsigned long long)seed,
                         results[i].tactic->name);
        }
        trial_fini(&t);
        arena_fini(&a);
    }
    scenario_fini(&s);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_no_false_alarms),
        cmocka_unit_test(test_claims_hold),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
