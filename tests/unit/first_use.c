/* Trust on first use over the ratchet and in groups: the key comes with the
 * request for prekeys and with its answer, whoever is there first is believed,
 * and nobody after. */
#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

#include "experiment/trial.h"
#include "support/play.h"
#include "support/stories.h"

/* Two parties, who trust as the story says, and two letters a day apart. */
#define HEAD(parties)                                               \
    "demarche: 1\n"                                                 \
    "clock: {start: 2022-02-01, end: 2022-02-20}\n"                 \
    "parties: {" parties "}\n"                                      \
    "channels:\n"                                                   \
    "  line: {between: [us, russia], delay: 40 ms}\n"               \
    "  bag: {between: [us, russia], medium: courier, delay: 6 h}\n" \
    "  room: {between: [us, russia], medium: hand}\n"               \
    "documents:\n"                                                  \
    "  memo: {author: us, portions: {door: It stays open.}}\n"      \
    "  note: {author: us, portions: {red: It is red.}}\n"           \
    "  word: {author: russia, portions: {nyet: It is shut.}}\n"     \
    "protection:\n"                                                 \
    "  ratchet: {session: ratchet}\n"                               \
    "  bare: {session: ratchet, bind: keys}\n"                      \
    "  open: {session: none}\n"                                     \
    "  signed: {session: ratchet, sign: ed25519, receipt: yes}\n"   \
    "  age: {session: ratchet, sign: ed25519, seal: age}\n"         \
    "  base: {session: ratchet, seal: hpke-base}\n"                 \
    "  auth: {session: ratchet, seal: hpke-auth, receipt: yes}\n"   \
    "  padded: {session: ratchet, seal: age, padding: padme}\n"     \
    "  around: {session: ratchet, sign: ed25519, seal: age,\n"      \
    "    order: seal-then-sign}\n"                                  \
    "  xx: {session: noise, pattern: XX, sign: ed25519}\n"          \
    "script:\n"                                                     \
    "  - {at: 2022-02-01, draft: memo}\n"                           \
    "  - {at: 2022-02-01, draft: note}\n"                           \
    "  - {at: 2022-02-01, draft: word}\n"

#define MEMO(over)                                                   \
    "  - {at: 2022-02-02, send: memo, to: russia, over: " over ",\n" \
    "     protect: ratchet}\n"
#define NOTE(over)                                                   \
    "  - {at: 2022-02-05, send: note, to: russia, over: " over ",\n" \
    "     protect: ratchet}\n"
#define WORD(over)                                               \
    "  - {at: 2022-02-03, send: word, to: us, over: " over ",\n" \
    "     protect: ratchet}\n"

#define BOTH   "us: {trust: first-use}, russia: {trust: first-use}"
#define ASKER  "us: {trust: first-use}, russia: {}"
#define KEEPER "us: {}, russia: {trust: first-use}"
#define PINNED "us: {}, russia: {}"

/* What a recipient reaches: over the ratchet it knows who wrote the text. */
static void test_letters_arrive(void **state)
{
    static const char *const stories[] = {
        HEAD(BOTH) MEMO("line") WORD("line"),
        HEAD(ASKER) MEMO("line") WORD("line"),
        HEAD(KEEPER) MEMO("line") WORD("line"),
        HEAD(BOTH) MEMO("bag") WORD("bag"),
        HEAD(ASKER) MEMO("bag") WORD("bag"),
        HEAD(KEEPER) MEMO("bag") WORD("bag"),
        /* With a directory, which shows no keys on first use. */
        HEAD(BOTH ", registry: {kind: directory}") MEMO("bag") WORD("bag"),
    };

    (void)state;
    for (size_t i = 0; i < sizeof stories / sizeof *stories; i++) {
        struct play p;
        char text[4096];
        (void)snprintf(text, sizeof text,
                       "%sexpect: [russia verified memo, us verified word]\n",
                       stories[i]);
        if (play_run(&p, text, 1) != 0) fail_msg("%zu: %s", i, p.end.out);
        assert_int_equal(play_file(&p, "check", ""), 0);
        assert_string_equal(p.end.err, "");
        play_fini(&p);
    }
}

static const char group[] =
    "demarche: 1\n"
    "clock: {start: 2022-02-01, end: 2022-02-20}\n"
    "parties:\n"
    "  us: {trust: first-use}\n"
    "  uk: {trust: first-use}\n"
    "  fr: {trust: first-use}\n"
    "channels: {line: {between: [us, uk, fr], delay: 40 ms}}\n"
    "groups: {allies: {members: [us, uk, fr], over: line}}\n"
    "documents:\n"
    "  memo: {author: us, portions: {door: It stays open.}}\n"
    "  note: {author: fr, portions: {red: It is red.}}\n"
    "script:\n"
    "  - {at: 2022-02-01, draft: memo}\n"
    "  - {at: 2022-02-01, draft: note}\n"
    "  - {at: 2022-02-02, send: memo, to: allies}\n"
    "  - {at: 2022-02-03, send: note, to: allies}\n"
    "expect: [uk verified memo, fr verified memo, us verified note,\n"
    "  uk verified note]\n";

/* In a group whose founder knows no keys the first contact is anybody's. */
#define GROUP(parties)                                           \
    "demarche: 1\n"                                              \
    "clock: {start: 2022-02-01, end: 2022-02-20}\n"              \
    "parties: {" parties "}\n"                                   \
    "channels:\n"                                                \
    "  line: {between: [us, russia], delay: 40 ms}\n"            \
    "  room: {between: [us, russia], medium: hand}\n"            \
    "groups: {both: {members: [us, russia], over: line}}\n"      \
    "documents: {memo: {author: us, portions: {door: Open.}}}\n" \
    "script:\n"                                                  \
    "  - {at: 2022-02-01, draft: memo}\n"                        \
    "  - {at: 2022-02-02, send: memo, to: both}\n"

static void test_groups_are_written_to(void **state)
{
    struct play p;

    (void)state;
    if (play_run(&p, group, 1) != 0) fail_msg("%s", p.end.out);
    play_fini(&p);
}

/* An initial message of somebody whose key has not come: its sender is asked
 * for it, and sends again. */
static void test_a_lost_introduction(void **state)
{
    /* The registry gives the bundle, and the first request never arrives. */
    static const char text[] =
        "demarche: 1\n"
        "clock: {start: 2022-02-01, end: 2022-02-20}\n"
        "parties: {us: {}, russia: {trust: first-use},\n"
        "  registry: {kind: directory}}\n"
        "channels:\n"
        "  line: {between: [us, russia], delay: 40 ms}\n"
        "  desk: {between: [us, registry], medium: hand}\n"
        "  door: {between: [russia, registry], medium: hand}\n"
        "documents: {memo: {author: us, portions: {door: Open.}}}\n"
        "protection: {ratchet: {session: ratchet}}\n"
        "script:\n"
        "  - {at: 2022-02-01, draft: memo}\n"
        "  - {at: 2022-02-02, send: memo, to: russia, over: line,\n"
        "     protect: ratchet}\n"
        "expect: [russia verified memo by 2022-02-02T00:01Z]\n";
    struct play p;

    (void)state;
    if (play_run(&p, text, 1) != 0) fail_msg("%s", p.end.out);
    assert_int_equal(play_ask(&p, "show", "--kind rejected"), 0);
    assert_int_equal(play_count(&p, "no key"), 1);
    play_fini(&p);
}

static struct trial_outcome attack(const char *story, const char *tactic,
                                   size_t paper)
{
    const struct tactic *t = tactic_find(tactic);
    struct trial_outcome out;
    struct scenario s;
    struct trial trial;
    struct errmsg e;

    stories_parse(&s, "story", bytes_of_text(story));
    if (trial_init(&trial, &s, SCENARIO_NONE, 1, 0, &e)) fail_msg("%s", e.text);
    assert_true(paper < trial.target_count);
    assert_true(t->applies(&trial.targets[paper]));
    if (trial_play(&trial, t, &trial.targets[paper], &out, &e))
        fail_msg("%s", e.text);
    trial_fini(&trial);
    scenario_fini(&s);
    return out;
}

enum { FIRST, SECOND_PAPER, LAST };

/* Plays the tactic against one document, for the records of the attacked
 * run. */
static void attack_run(const char *story, const char *tactic, size_t paper,
                       struct trial_attack *x, struct trial *t,
                       struct scenario *s)
{
    struct errmsg e;

    stories_parse(s, "story", bytes_of_text(story));
    if (trial_init(t, s, SCENARIO_NONE, 1, 0, &e)) fail_msg("%s", e.text);
    if (trial_attack_init(x, t, tactic_find(tactic), &t->targets[paper], &e))
        fail_msg("%s", e.text);
}

static size_t count(const struct trial_attack *x, enum record_kind kind)
{
    size_t n = 0;

    for (size_t i = 0; i < x->run.count; i++)
        n += x->run.records[i].kind == kind;
    return n;
}

#define MEET "  - {at: 2022-02-10, compare: us, to: russia, over: room}\n"

/* If the two who were taken in meet, they see that they have not each other's
 * keys; and a true key that comes another way is not taken. */
static void test_the_true_key_comes_later(void **state)
{
    static const char *const stories[] = {
        HEAD(BOTH) MEMO("line") WORD("bag") MEET,
        HEAD(BOTH) MEMO("line") WORD("line") MEET,
        GROUP(BOTH) MEET,
    };

    (void)state;
    for (size_t i = 0; i < sizeof stories / sizeof *stories; i++) {
        struct trial_attack x;
        struct scenario s;
        struct trial t;
        size_t refused = 0;
        attack_run(stories[i], "mitm", FIRST, &x, &t, &s);
        for (size_t n = 0; n < x.run.count; n++) {
            const struct trial_record *r = &x.run.records[n];
            refused += r->kind == RECORD_KEY_NOT_TAKEN && r->party == 0 &&
                       r->reason == REASON_UNKNOWN_PEER;
        }
        assert_int_equal(count(&x, RECORD_NUMBERS_MATCH), 0);
        assert_int_equal(count(&x, RECORD_NUMBERS_DIFFER), 2);
        assert_int_equal(refused > 0, i == 0);
        trial_attack_fini(&x);
        trial_fini(&t);
        scenario_fini(&s);
    }
}

/* A flood signs its requests with a key of its own. Where the sender's is known
 * they get no one-time prekey; where the first key is believed, each gets one,
 * and the sender is kept out. */
static void test_requests_under_a_made_up_key(void **state)
{
    static const struct {
        const char *story;
        enum record_reason given;
        size_t received;
    } told[] = {
        {HEAD(PINNED) MEMO("line"), REASON_BAD_SIGNATURE, 1},
        {HEAD(ASKER) MEMO("line"), REASON_BAD_SIGNATURE, 1},
        {HEAD(BOTH) MEMO("line"), REASON_NONE, 0},
    };

    (void)state;
    for (size_t i = 0; i < sizeof told / sizeof *told; i++) {
        struct trial_attack x;
        struct scenario s;
        struct trial t;
        size_t given = 0;
        attack_run(told[i].story, "flood", FIRST, &x, &t, &s);
        for (size_t n = 0; n < x.run.count; n++)
            given += x.run.records[n].kind == RECORD_BUNDLE_GIVEN &&
                     x.run.records[n].reason == told[i].given;
        assert_int_equal(given, 64);
        assert_int_equal(count(&x, RECORD_RECEIVED), told[i].received);
        trial_attack_fini(&x);
        trial_fini(&t);
        scenario_fini(&s);
    }
}

/* Who seals needs a key to seal to, so the two have written before. */
#define LETTERS(protect)                                         \
    HEAD(BOTH)                                                   \
    "  - {at: 2022-02-02, send: memo, to: russia, over: line,\n" \
    "     protect: open}\n"                                      \
    "  - {at: 2022-02-03, send: word, to: us, over: line,\n"     \
    "     protect: " protect "}\n"                               \
    "  - {at: 2022-02-04, send: note, to: russia, over: line,\n" \
    "     protect: " protect "}\n"

/* Two of three, in the middle of whom somebody is from the start. */
static const char three[] =
    "demarche: 1\n"
    "clock: {start: 2022-02-01, end: 2022-02-20}\n"
    "parties: {us: {trust: first-use}, russia: {trust: first-use},\n"
    "  fr: {trust: first-use}}\n"
    "channels: {line: {between: [us, russia, fr], delay: 40 ms}}\n"
    "groups: {all: {members: [us, russia, fr], over: line}}\n"
    "documents:\n"
    "  memo: {author: us, portions: {door: It stays open.}}\n"
    "  note: {author: us, portions: {red: It is red.}}\n"
    "  word: {author: russia, portions: {nyet: It is shut.}}\n"
    "protection: {signed: {sign: ed25519, receipt: yes}}\n"
    "script:\n"
    "  - {at: 2022-02-01, draft: memo}\n"
    "  - {at: 2022-02-01, draft: note}\n"
    "  - {at: 2022-02-01, draft: word}\n"
    "  - {at: 2022-02-02, send: memo, to: all}\n"
    "  - {at: 2022-02-03, send: word, to: all, protect: signed}\n"
    "  - {at: 2022-02-04, remove: fr, group: all}\n"
    "  - {at: 2022-02-05, send: note, to: all}\n";

/* Whoever took over the first contact reads on in both directions, and nobody
 * sees anything: all that comes is what was sent, as it was. */
static void test_all_is_passed_on(void **state)
{
    static const struct {
        const char *story;
        enum record_kind reached;
        size_t receipts;
    } told[] = {
        {LETTERS("ratchet"), RECORD_AUTHENTICATED, 0},
        {LETTERS("bare"), RECORD_AUTHENTICATED, 0},
        {LETTERS("signed"), RECORD_CHECKED, 2},
        {LETTERS("age"), RECORD_CHECKED, 0},
        {LETTERS("base"), RECORD_AUTHENTICATED, 0},
        {LETTERS("auth"), RECORD_AUTHENTICATED, 2},
        {LETTERS("padded"), RECORD_AUTHENTICATED, 0},
        {LETTERS("around"), RECORD_AUTHENTICATED, 0},
        {LETTERS("xx"), RECORD_CHECKED, 0},
    };

    (void)state;
    for (size_t i = 0; i < sizeof told / sizeof *told; i++) {
        struct trial_attack x;
        struct scenario s;
        struct trial t;
        const struct trial_outcome o = attack(told[i].story, "mitm", LAST);
        attack_run(told[i].story, "mitm", LAST, &x, &t, &s);
        if (o.verdict != TRIAL_SUCCEEDED || o.noticed)
            fail_msg("%zu: %s, noticed by kind %d", i,
                     trial_verdict_word(o.verdict), o.noticed_kind);
        assert_int_equal(count(&x, RECORD_RECEIVED), 3);
        assert_int_equal(count(&x, told[i].reached), 2);
        assert_int_equal(count(&x, RECORD_RECEIPT_HELD), told[i].receipts);
        assert_int_equal(count(&x, RECORD_REJECTED), 0);
        assert_int_equal(count(&x, RECORD_KEY_NOT_TAKEN), 0);
        trial_attack_fini(&x);
        trial_fini(&t);
        scenario_fini(&s);
    }
}

/* A stranger is believed at the first contact, and at no later one: then its
 * key is another than the one that was taken. */
static const struct {
    const char *story, *tactic;
    size_t paper;
    enum trial_verdict verdict;
    enum record_level level;
    bool noticed;
} rows[] = {
    {HEAD(BOTH) MEMO("line"), "mitm", FIRST, TRIAL_SUCCEEDED, LEVEL_HOLDS,
     false},
    {HEAD(ASKER) MEMO("line"), "mitm", FIRST, TRIAL_SUCCEEDED, LEVEL_HOLDS,
     true},
    {HEAD(KEEPER) MEMO("line"), "mitm", FIRST, TRIAL_DETECTED, 0, true},
    {HEAD(PINNED) MEMO("line"), "mitm", FIRST, TRIAL_DETECTED, 0, true},
    {HEAD(BOTH) MEMO("line") NOTE("bag"), "mitm", SECOND_PAPER, TRIAL_DETECTED,
     0, true},
    {GROUP(BOTH), "mitm", FIRST, TRIAL_SUCCEEDED, LEVEL_HOLDS, false},
    {GROUP(ASKER), "mitm", FIRST, TRIAL_SUCCEEDED, LEVEL_HOLDS, true},
    {GROUP(PINNED), "mitm", FIRST, TRIAL_DETECTED, 0, true},
    {HEAD(BOTH) MEMO("line"), "pose", FIRST, TRIAL_SUCCEEDED, LEVEL_VERIFIED,
     true},
    {HEAD(KEEPER) MEMO("line"), "pose", FIRST, TRIAL_SUCCEEDED, LEVEL_VERIFIED,
     true},
    {HEAD(ASKER) MEMO("line"), "pose", FIRST, TRIAL_DETECTED, 0, true},
    {HEAD(BOTH) MEMO("line") NOTE("bag"), "pose", SECOND_PAPER, TRIAL_DETECTED,
     0, true},
    /* Signed requests spend no prekey but of whoever shows the first key. */
    {HEAD(BOTH) MEMO("line"), "flood", FIRST, TRIAL_SUCCEEDED, 0, true},
    {HEAD(KEEPER) MEMO("line"), "flood", FIRST, TRIAL_SUCCEEDED, 0, true},
    {HEAD(ASKER) MEMO("line"), "flood", FIRST, TRIAL_DETECTED, 0, true},
    {HEAD(PINNED) MEMO("line"), "flood", FIRST, TRIAL_HARMLESS, 0, false},
    {HEAD(BOTH) MEMO("line") NOTE("bag"), "flood", SECOND_PAPER, TRIAL_DETECTED,
     0, true},
    /* The request for prekeys was the first contact, and showed the key. */
    {HEAD(BOTH) MEMO("line"), "inject", FIRST, TRIAL_SUCCEEDED, LEVEL_HOLDS,
     true},
    {HEAD(BOTH) MEMO("line") NOTE("bag"), "inject", SECOND_PAPER,
     TRIAL_SUCCEEDED, LEVEL_HOLDS, true},
};

static void test_the_first_is_believed(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        const struct trial_outcome o =
            attack(rows[i].story, rows[i].tactic, rows[i].paper);
        if (o.verdict != rows[i].verdict || o.level != rows[i].level ||
            o.noticed != rows[i].noticed)
            fail_msg("row %zu: %s, %s, noticed %d by kind %d", i,
                     trial_verdict_word(o.verdict), record_level_text(o.level),
                     o.noticed, o.noticed_kind);
    }
}

/* In a group, too: each member has the other's sender key as the adversary gave
 * it, and a removal changes the keys. */
static void test_all_is_passed_on_in_a_group(void **state)
{
    struct trial_attack x;
    struct scenario s;
    struct trial t;
    const struct trial_outcome o = attack(three, "mitm", FIRST);

    (void)state;
    assert_int_equal(o.verdict, TRIAL_SUCCEEDED);
    assert_false(o.noticed);
    attack_run(three, "mitm", FIRST, &x, &t, &s);
    assert_int_equal(t.targets[0].to, 1);
    assert_int_equal(count(&x, RECORD_RECEIVED), 5);
    assert_int_equal(count(&x, RECORD_AUTHENTICATED), 3);
    assert_int_equal(count(&x, RECORD_CHECKED), 2);
    assert_int_equal(count(&x, RECORD_RECEIPT_HELD), 2);
    assert_int_equal(count(&x, RECORD_REJECTED), 0);
    assert_int_equal(count(&x, RECORD_KEY_NOT_TAKEN), 0);
    trial_attack_fini(&x);
    trial_fini(&t);
    scenario_fini(&s);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_letters_arrive),
        cmocka_unit_test(test_groups_are_written_to),
        cmocka_unit_test(test_a_lost_introduction),
        cmocka_unit_test(test_the_first_is_believed),
        cmocka_unit_test(test_requests_under_a_made_up_key),
        cmocka_unit_test(test_all_is_passed_on),
        cmocka_unit_test(test_all_is_passed_on_in_a_group),
        cmocka_unit_test(test_the_true_key_comes_later),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
