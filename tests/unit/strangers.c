/* Strangers and thieves who act: each where it succeeds, and where a protection
 * or a party's own doing stops it. */
#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

#include "experiment/trial.h"
#include "support/stories.h"

/* Whoever begins a session, the other side answers in it; a friend of both is
 * there to be misled, or to mislead. */
#define HEAD                                                                 \
    "demarche: 1\n"                                                          \
    "clock: {start: 2022-02-01, end: 2022-02-20}\n"                          \
    "parties: {alice: , bob: , carol: }\n"                                   \
    "channels:\n"                                                            \
    "  line: {between: [alice, bob], delay: 60 ms}\n"                        \
    "  bag: {between: [alice, bob, carol], medium: courier, delay: 1 min}\n" \
    "documents:\n"                                                           \
    "  letter: {author: alice, portions: {body: A letter.}}\n"               \
    "  answer: {author: bob, portions: {body: An answer.}}\n"                \
    "  more: {author: alice, portions: {body: A second letter.}}\n"          \
    "  last: {author: alice, portions: {body: The last word.}}\n"            \
    "protection:\n"                                                          \
    "  open: {}\n"                                                           \
    "  clear: {session: none}\n"                                             \
    "  signed: {sign: ed25519}\n"                                            \
    "  age: {seal: age}\n"                                                   \
    "  formal: {sign: ed25519, seal: age, receipt: yes}\n"                   \
    "  ratchet: {session: ratchet}\n"                                        \
    "  unbound: {session: ratchet, bind: keys}\n"                            \
    "  within: {session: ratchet, sign: ed25519}\n"                          \
    "  around: {session: ratchet, sign: ed25519, seal: age,\n"               \
    "    order: seal-then-sign}\n"                                           \
    "  sealed: {session: ratchet, seal: age}\n"                              \
    "  nn: {session: noise, pattern: NN}\n"                                  \
    "  nk: {session: noise, pattern: NK}\n"                                  \
    "  nx: {session: noise, pattern: NX}\n"                                  \
    "  kk: {session: noise, pattern: KK}\n"                                  \
    "  kn: {session: noise, pattern: KN}\n"                                  \
    "  in: {session: noise, pattern: IN}\n"                                  \
    "  ix: {session: noise, pattern: IX}\n"                                  \
    "  kx: {session: noise, pattern: KX}\n"                                  \
    "  xx: {session: noise, pattern: XX}\n"                                  \
    "  ik: {session: noise, pattern: IK}\n"                                  \
    "script:\n"                                                              \
    "  - {at: 2022-02-01, draft: letter}\n"                                  \
    "  - {at: 2022-02-01, draft: answer}\n"                                  \
    "  - {at: 2022-02-01, draft: more}\n"                                    \
    "  - {at: 2022-02-01, draft: last}\n"

#define THERE  "  - {at: 2022-02-02, send: letter, to: bob, over: line}\n"
#define BAGGED "  - {at: 2022-02-02, send: letter, to: bob, over: bag}\n"
#define BACK   "  - {at: 2022-02-03, send: answer, to: alice, over: line}\n"
#define MORE   "  - {at: 2022-02-03, send: more, to: bob, over: line}\n"
#define LAST   "  - {at: 2022-02-04, send: last, to: bob, over: line}\n"

enum { FIRST, SECOND_PAPER, THIRD_PAPER };

static uint32_t protection(const struct scenario *s, const char *name)
{
    for (uint32_t i = 0; i < s->protection_count; i++)
        if (strcmp(s->protections[i].name, name) == 0) return i;
    fail_msg("no protection %s", name);
    return 0;
}

/* One tactic against one paper of a story; with a protection, of all in it. */
static struct trial_outcome play(const char *story, const char *tactic,
                                 const char *protect, size_t paper)
{
    const struct tactic *t = tactic_find(tactic);
    struct trial_outcome out;
    struct scenario s;
    struct trial trial;
    struct errmsg e;

    stories_parse(&s, "story", bytes_of_text(story));
    if (trial_init(&trial, &s,
                   protect ? protection(&s, protect) : SCENARIO_NONE, 1, 0, &e))
        fail_msg("%s", e.text);
    assert_true(paper < trial.target_count);
    if (!t->applies(&trial.targets[paper]))
        fail_msg("%s does not apply under %s", tactic, protect);
    if (trial_play(&trial, t, &trial.targets[paper], &out, &e))
        fail_msg("%s", e.text);
    trial_fini(&trial);
    scenario_fini(&s);
    return out;
}

static const struct {
    const char *story, *tactic, *protect;
    size_t paper;
    enum trial_verdict verdict;
    enum record_level level;
    unsigned broken;
} rows[] = {
    /* There is room for such first messages, whatever the letter's pattern;
     * sessions in use have less. */
    {HEAD THERE, "flood", "nn", FIRST, TRIAL_HARMLESS, 0, 0},
    {HEAD THERE, "flood", "nk", FIRST, TRIAL_HARMLESS, 0, 0},
    {HEAD THERE, "flood", "nx", FIRST, TRIAL_HARMLESS, 0, 0},
    {HEAD THERE, "flood", "xx", FIRST, TRIAL_HARMLESS, 0, 0},
    {HEAD THERE, "flood", "kk", FIRST, TRIAL_HARMLESS, 0, 0},
    {HEAD THERE, "flood", "ratchet", FIRST, TRIAL_HARMLESS, 0, 0},
    {HEAD THERE, "crowd", "nn", FIRST, TRIAL_SUCCEEDED, 0, 0},
    {HEAD THERE, "crowd", "xx", FIRST, TRIAL_HARMLESS, 0, 0},
    {HEAD THERE, "crowd", "ratchet", FIRST, TRIAL_HARMLESS, 0, 0},
    {HEAD BAGGED, "crowd", "ratchet", FIRST, TRIAL_IDLE, 0, 0},
    /* Nobody authenticates the initiator of NN, NK and NX. */
    {HEAD THERE, "pose", "nn", FIRST, TRIAL_SUCCEEDED, LEVEL_HOLDS, 0},
    {HEAD THERE, "pose", "nk", FIRST, TRIAL_SUCCEEDED, LEVEL_HOLDS, 0},
    {HEAD THERE, "pose", "nx", FIRST, TRIAL_SUCCEEDED, LEVEL_HOLDS, 0},
    {HEAD THERE, "pose", "kk", FIRST, TRIAL_DETECTED, 0, 0},
    {HEAD THERE, "pose", "in", FIRST, TRIAL_DETECTED, 0, 0},
    {HEAD THERE, "pose", "xx", FIRST, TRIAL_DETECTED, 0, 0},
    {HEAD THERE, "pose", "ratchet", FIRST, TRIAL_DETECTED, 0, 0},
    {HEAD THERE, "stolen-key", "kk", FIRST, TRIAL_SUCCEEDED, LEVEL_PROVABLE, 0},
    {HEAD THERE, "stolen-key", "ik", FIRST, TRIAL_SUCCEEDED, LEVEL_PROVABLE, 0},
    {HEAD THERE, "prekey", "ratchet", FIRST, TRIAL_SUCCEEDED, LEVEL_VERIFIED,
     0},
    {HEAD THERE, "prekey", "within", FIRST, TRIAL_DETECTED, 0, 0},
    {HEAD THERE, "prekey", "around", FIRST, TRIAL_DETECTED, 0, 0},
    /* And so a party writes to whoever opened a session in its peer's name:
     * destination 1 of section 7.7. */
    {HEAD THERE, "lure", "nn", FIRST, TRIAL_SUCCEEDED, LEVEL_HOLDS, 0},
    {HEAD THERE, "lure", "nk", FIRST, TRIAL_SUCCEEDED, LEVEL_HOLDS, 0},
    {HEAD THERE BACK, "lure", "nk", SECOND_PAPER, TRIAL_SUCCEEDED, LEVEL_HOLDS,
     0},
    {HEAD THERE BACK, "lure", "nx", SECOND_PAPER, TRIAL_SUCCEEDED, LEVEL_HOLDS,
     0},
    {HEAD THERE BACK, "lure", "kk", SECOND_PAPER, TRIAL_DETECTED, 0, 0},
    {HEAD THERE BACK, "lure", "ix", SECOND_PAPER, TRIAL_DETECTED, 0, 0},
    /* No responder authenticates itself under NN, KN, XN and IN. */
    {HEAD THERE BACK, "answer", "nn", SECOND_PAPER, TRIAL_SUCCEEDED,
     LEVEL_HOLDS, 0},
    {HEAD THERE BACK, "answer", "kn", SECOND_PAPER, TRIAL_SUCCEEDED,
     LEVEL_HOLDS, 0},
    {HEAD THERE BACK, "answer", "nk", SECOND_PAPER, TRIAL_DETECTED, 0, 0},
    {HEAD THERE BACK, "answer", "xx", SECOND_PAPER, TRIAL_DETECTED, 0, 0},
    {HEAD THERE BACK, "answer", "kk", SECOND_PAPER, TRIAL_DETECTED, 0, 0},
    /* Section 7.8: identities of responders. */
    {HEAD THERE, "probe", "nx", FIRST, TRIAL_SUCCEEDED, 0, 0},
    {HEAD THERE, "probe", "xx", FIRST, TRIAL_SUCCEEDED, 0, 0},
    {HEAD THERE, "probe", "ix", FIRST, TRIAL_HARMLESS, 0, 0},
    {HEAD THERE, "probe", "kx", FIRST, TRIAL_HARMLESS, 0, 0},
    {HEAD THERE, "probe", "nk", FIRST, TRIAL_HARMLESS, 0, 0},
    {HEAD THERE, "probe", "ik", FIRST, TRIAL_DETECTED, 0, 0},
    /* Steps heal where the thief only listens. */
    {HEAD THERE MORE LAST, "sleeper", "ratchet", THIRD_PAPER, TRIAL_HARMLESS, 0,
     0},
    {HEAD THERE MORE LAST, "stay", "ratchet", THIRD_PAPER, TRIAL_SUCCEEDED,
     LEVEL_HOLDS, 0},
    {HEAD THERE MORE LAST, "stay", "sealed", THIRD_PAPER, TRIAL_HARMLESS, 0, 0},
    /* A copy names its sender, and its recipients; in an unsigned one anybody
     * can exchange them. */
    {HEAD THERE, "reflect", "clear", FIRST, TRIAL_SUCCEEDED, LEVEL_HOLDS, 0},
    {HEAD BAGGED, "reflect", "signed", FIRST, TRIAL_DETECTED, 0, 0},
    {HEAD BAGGED, "reflect", "age", FIRST, TRIAL_DETECTED, 0, 0},
    {HEAD THERE, "reflect", "kk", FIRST, TRIAL_DETECTED, 0, 0},
};

static void test_strangers(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        const struct trial_outcome o =
            play(rows[i].story, rows[i].tactic, rows[i].protect, rows[i].paper);
        if (o.verdict != rows[i].verdict || o.level != rows[i].level ||
            o.broken != rows[i].broken)
            fail_msg("row %zu: %s, %s: %s, %s, broken %x", i, rows[i].tactic,
                     rows[i].protect, trial_verdict_word(o.verdict),
                     record_level_text(o.level), o.broken);
    }
}

/* A stolen key serves until its revocation is heard of. */
static void test_revoked(void **state)
{
    static const char story[] =
        HEAD "  - {at: 2022-02-02T10:00Z, send: letter, to: bob, over: bag,\n"
             "     protect: formal}\n"
             "  - {at: 2022-02-03, rotate: alice, over: bag}\n"
             "  - {at: 2022-02-04, revoke: alice, serial: 1, over: bag}\n"
             "  - {at: 2022-02-05, send: last, to: bob, over: bag,\n"
             "     protect: formal}\n";

    (void)state;
    struct trial_outcome o = play(story, "stolen-key", NULL, FIRST);
    assert_int_equal(o.verdict, TRIAL_SUCCEEDED);
    assert_int_equal(o.level, LEVEL_PROVABLE);
    o = play(story, "stolen-key", NULL, SECOND_PAPER);
    assert_int_equal(o.verdict, TRIAL_DETECTED);
    assert_int_equal(o.reason, REASON_REVOKED);
}

/* Requests in the sender's name leave no one-time prekey for the sender. */
static void test_drained(void **state)
{
    static const char story[] =
        HEAD "  - {at: 2022-02-02T10:00Z, send: letter, to: bob, over: line,\n"
             "     protect: clear}\n"
             "  - {at: 2022-02-04T10:00Z, send: last, to: bob, over: line,\n"
             "     protect: ratchet}\n";
    static const char many[] =
        "demarche: 1\n"
        "clock: {start: 2022-02-01, end: 2022-02-20}\n"
        "parties: {alice: , bob: {one_time_prekeys: 65}}\n"
        "channels: {bag: {between: [alice, bob], medium: courier,\n"
        "  delay: 1 min}}\n"
        "documents: {letter: {author: alice, portions: {body: A letter.}}}\n"
        "protection: {ratchet: {session: ratchet}}\n"
        "script:\n"
        "  - {at: 2022-02-01, draft: letter}\n"
        "  - {at: 2022-02-04, send: letter, to: bob, protect: ratchet}\n";

    static const char kept[] =
        "demarche: 1\n"
        "clock: {start: 2022-02-01, end: 2022-02-20}\n"
        "parties: {alice: , bob: , desk: {kind: directory}}\n"
        "channels:\n"
        "  bag: {between: [alice, bob], medium: courier, delay: 2 d}\n"
        "  office: {between: [alice, bob, desk], delay: 30 ms}\n"
        "documents: {letter: {author: alice, portions: {body: A letter.}}}\n"
        "protection: {ratchet: {session: ratchet}}\n"
        "script:\n"
        "  - {at: 2022-02-01, draft: letter}\n"
        "  - {at: 2022-02-06, send: letter, to: bob, over: bag,\n"
        "     protect: ratchet}\n";

    (void)state;
    struct trial_outcome o = play(story, "flood", NULL, SECOND_PAPER);
    assert_int_equal(o.verdict, TRIAL_HARMLESS);
    /* Those that lie with a directory as well: it is the one that is asked. */
    o = play(kept, "flood", NULL, FIRST);
    assert_int_equal(o.verdict, TRIAL_HARMLESS);
    o = play(many, "flood", NULL, FIRST);
    assert_int_equal(o.verdict, TRIAL_HARMLESS);
}

/* Both sides of the agreement see it, and disagree on who the other is. */
static void test_misbound(void **state)
{
    static const char story[] =
        HEAD "  - {at: 2022-02-02, send: letter, to: bob, over: bag}\n";

    (void)state;
    const struct trial_outcome bound = play(story, "misbind", "ratchet", FIRST);
    assert_int_equal(bound.verdict, TRIAL_DETECTED);
    const struct trial_outcome o = play(story, "misbind", "unbound", FIRST);
    assert_int_equal(o.verdict, TRIAL_SUCCEEDED);
    assert_int_equal(o.who, 1);
    assert_true(o.seq > 0);
    /* The copy within names its sender. */
    assert_true(o.noticed);
    assert_int_equal(o.noticed_kind, RECORD_REJECTED);
}

/* And a first message that binds no channel is not claimed to be fresh:
 * unit/ratchet_attacks carries it to another one. */
static void test_bare_is_not_fresh(void **state)
{
    static const char story[] =
        HEAD "  - {at: 2022-02-02, send: letter, to: bob, over: bag}\n";
    static const char *const names[] = {"ratchet", "unbound"};

    (void)state;
    for (size_t i = 0; i < 2; i++) {
        struct scenario s;
        struct trial trial;
        struct errmsg e;
        stories_parse(&s, "story", bytes_of_text(story));
        assert_int_equal(
            trial_init(&trial, &s, protection(&s, names[i]), 1, 0, &e), 0);
        const unsigned claims = claim_of(&trial.targets[0].profile);
        assert_int_equal((claims & CLAIM_BIT(CLAIM_FRESH)) != 0, i == 0);
        assert_true(claims & CLAIM_BIT(CLAIM_POST_COMPROMISE));
        trial_fini(&trial);
        scenario_fini(&s);
    }
}

/* Whoever is taken for somebody else still knows its own key. */
static void test_misbound_revokes(void **state)
{
    static const char story[] =
        HEAD "  - {at: 2022-02-02, send: letter, to: bob, over: bag}\n"
             "  - {at: 2022-02-03, revoke: carol}\n";

    (void)state;
    const struct trial_outcome o = play(story, "misbind", "unbound", FIRST);
    assert_int_equal(o.verdict, TRIAL_SUCCEEDED);
}

/* A receipt names the one that it is for, and its exchange. */
static void test_receipt_of_another(void **state)
{
    static const char story[] = HEAD
        "  - {at: 2022-02-02T10:00Z, send: letter, to: carol, over: bag,\n"
        "     protect: formal}\n"
        "  - {at: 2022-02-02T11:00Z, forward: letter, from: carol, to: bob,\n"
        "     over: bag, protect: formal}\n"
        "  - {at: 2022-02-02T12:00Z, send: letter, to: bob, over: bag,\n"
        "     protect: formal}\n";

    (void)state;
    const struct trial_outcome o = play(story, "pass-on", NULL, SECOND_PAPER);
    assert_int_equal(o.verdict, TRIAL_DETECTED);
    assert_int_equal(o.noticed_kind, RECORD_REJECTED);
    assert_int_equal(o.reason, REASON_NOT_FOR_US);
    assert_int_equal(o.noticed_by, 2);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_strangers),
        cmocka_unit_test(test_revoked),
        cmocka_unit_test(test_drained),
        cmocka_unit_test(test_misbound),
        cmocka_unit_test(test_bare_is_not_fresh),
        cmocka_unit_test(test_misbound_revokes),
        cmocka_unit_test(test_receipt_of_another),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
