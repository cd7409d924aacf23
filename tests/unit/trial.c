/* Every tactic, with real bytes: where the protection is off it succeeds, and
 * where it is on it is stopped. */
#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

#include "scenario/stock.h"
#include "experiment/trial.h"
#include "support/stories.h"
#include "wire/record_field.h"

/* Two papers in the same way, half an hour apart, and somebody else. */
#define STORY                                                                 \
    "demarche: 1\n"                                                           \
    "clock: {start: 2022-02-01, end: 2022-02-20}\n"                           \
    "parties: {us: , russia: , nato: }\n"                                     \
    "channels:\n"                                                             \
    "  hand: {between: [us, russia, nato], medium: courier, delay: 10 min}\n" \
    "  xx: {between: [us, russia, nato], delay: 40 ms}\n"                     \
    "  nn: {between: [us, russia], handshake: NN, delay: 40 ms}\n"            \
    "documents:\n"                                                            \
    "  memo: {author: us, portions: {door: It stays open.}}\n"                \
    "  note: {author: us, portions: {red: It is red., blue: And blue.}}\n"    \
    "protection:\n"                                                           \
    "  plain: {}\n"                                                           \
    "  age: {seal: age}\n"                                                    \
    "  auth: {seal: hpke-auth}\n"                                             \
    "  signed: {sign: ed25519}\n"                                             \
    "  formal: {sign: ed25519, seal: age, receipt: yes}\n"                    \
    "  ratchet: {session: ratchet}\n"                                         \
    "script:\n"                                                               \
    "  - {at: 2022-02-01, draft: memo}\n"                                     \
    "  - {at: 2022-02-01, draft: note}\n"

static void parse(struct scenario *s, const char *text)
{
    stories_parse(s, "story", bytes_of_text(text));
}

/* Both papers from us to russia over that channel. */
static const char *way_text(struct arena *a, const char *channel)
{
    return arena_format(a,
                        STORY
                        "  - {at: 2022-02-02T10:00Z, send: memo, to: russia, "
                        "over: %s}\n"
                        "  - {at: 2022-02-02T10:30Z, send: note, to: russia, "
                        "over: %s}\n",
                        channel, channel);
}

static void parse_way(struct scenario *s, struct arena *a, const char *channel)
{
    parse(s, way_text(a, channel));
}

static uint32_t protection(const struct scenario *s, const char *name)
{
    for (uint32_t i = 0; i < s->protection_count; i++)
        if (strcmp(s->protections[i].name, name) == 0) return i;
    fail_msg("no protection %s", name);
    return 0;
}

static struct trial_outcome play(const struct scenario *s, const char *tactic,
                                 const char *protect, size_t paper,
                                 uint64_t seed)
{
    const struct tactic *t = tactic_find(tactic);
    struct trial_outcome out;
    struct trial trial;
    struct errmsg e;

    assert_non_null(t);
    if (trial_init(&trial, s, protection(s, protect), seed, 0, &e))
        fail_msg("%s", e.text);
    assert_true(paper < trial.target_count);
    const struct tactic_target *target = &trial.targets[paper];
    assert_true(t->applies(target));
    if (trial_play(&trial, t, target, &out, &e)) fail_msg("%s", e.text);
    trial_fini(&trial);
    return out;
}

enum { FIRST, SECOND_PAPER };

static const struct {
    const char *tactic, *channel, *protect;
    size_t paper;
    enum trial_verdict verdict;
    enum record_level level; /* reached by success */
    bool noticed;
} rows[] = {
    {"tap", "hand", "plain", FIRST, TRIAL_SUCCEEDED, LEVEL_HOLDS, false},
    {"tap", "hand", "signed", FIRST, TRIAL_SUCCEEDED, LEVEL_PROVABLE, false},
    {"tap", "hand", "age", FIRST, TRIAL_HARMLESS, 0, false},
    {"tap", "xx", "plain", FIRST, TRIAL_HARMLESS, 0, false},
    {"tap", "nn", "plain", FIRST, TRIAL_HARMLESS, 0, false},
    {"drop", "hand", "plain", FIRST, TRIAL_SUCCEEDED, 0, false},
    {"drop", "hand", "formal", FIRST, TRIAL_SUCCEEDED, 0, true},
    {"drop", "xx", "plain", FIRST, TRIAL_SUCCEEDED, 0, true},
    {"delay", "hand", "plain", FIRST, TRIAL_SUCCEEDED, LEVEL_HOLDS, false},
    {"reorder", "hand", "plain", FIRST, TRIAL_SUCCEEDED, 0, false},
    {"reorder", "hand", "plain", SECOND_PAPER, TRIAL_HARMLESS, 0, false},
    {"replay", "hand", "plain", FIRST, TRIAL_SUCCEEDED, LEVEL_HOLDS, false},
    {"replay", "hand", "formal", FIRST, TRIAL_SUCCEEDED, LEVEL_PROVABLE, false},
    {"replay", "xx", "plain", FIRST, TRIAL_DETECTED, 0, true},
    {"tamper", "hand", "formal", FIRST, TRIAL_DETECTED, 0, true},
    {"tamper", "xx", "plain", FIRST, TRIAL_DETECTED, 0, true},
    {"tamper", "hand", "plain", FIRST, TRIAL_SUCCEEDED, LEVEL_HOLDS, false},
    {"splice", "hand", "plain", SECOND_PAPER, TRIAL_SUCCEEDED, LEVEL_HOLDS,
     false},
    {"splice", "hand", "formal", SECOND_PAPER, TRIAL_DETECTED, 0, true},
    {"splice", "xx", "plain", SECOND_PAPER, TRIAL_DETECTED, 0, true},
    {"inject", "hand", "plain", FIRST, TRIAL_SUCCEEDED, LEVEL_HOLDS, true},
    {"inject", "hand", "age", FIRST, TRIAL_SUCCEEDED, LEVEL_HOLDS, true},
    {"inject", "hand", "auth", FIRST, TRIAL_SUCCEEDED, LEVEL_HOLDS, true},
    {"mitm", "nn", "plain", FIRST, TRIAL_SUCCEEDED, LEVEL_HOLDS, false},
    {"mitm", "nn", "signed", FIRST, TRIAL_SUCCEEDED, LEVEL_PROVABLE, false},
    {"mitm", "nn", "age", FIRST, TRIAL_HARMLESS, 0, false},
    {"mitm", "xx", "plain", FIRST, TRIAL_DETECTED, 0, true},
    {"kci", "hand", "auth", FIRST, TRIAL_SUCCEEDED, LEVEL_VERIFIED, true},
    {"kci", "nn", "auth", FIRST, TRIAL_SUCCEEDED, LEVEL_VERIFIED, true},
    {"kci", "hand", "signed", FIRST, TRIAL_DETECTED, 0, true},
    {"kci", "xx", "auth", FIRST, TRIAL_DETECTED, 0, true},
    {"key-share", "hand", "plain", FIRST, TRIAL_SUCCEEDED, LEVEL_HOLDS, false},
    {"key-share", "hand", "signed", FIRST, TRIAL_DETECTED, 0, true},
    {"key-share", "hand", "age", FIRST, TRIAL_DETECTED, 0, true},
    {"key-share", "hand", "auth", FIRST, TRIAL_DETECTED, 0, true},
    {"key-share", "xx", "plain", FIRST, TRIAL_IDLE, 0, false},
    {"downgrade", "hand", "signed", FIRST, TRIAL_SUCCEEDED, LEVEL_HOLDS, false},
    {"downgrade", "hand", "formal", FIRST, TRIAL_IDLE, 0, false},
    {"downgrade", "xx", "signed", FIRST, TRIAL_IDLE, 0, false},
    {"forwarding", "hand", "age", FIRST, TRIAL_SUCCEEDED, LEVEL_HOLDS, false},
    {"forwarding", "xx", "plain", FIRST, TRIAL_SUCCEEDED, LEVEL_HOLDS, false},
    {"forwarding", "hand", "auth", FIRST, TRIAL_DETECTED, 0, true},
    {"forwarding", "hand", "formal", FIRST, TRIAL_DETECTED, 0, true},
    {"harvest", "hand", "age", FIRST, TRIAL_SUCCEEDED, LEVEL_HOLDS, false},
    {"harvest", "hand", "formal", FIRST, TRIAL_SUCCEEDED, LEVEL_PROVABLE,
     false},
    {"harvest", "xx", "age", FIRST, TRIAL_HARMLESS, 0, false},
    {"burglary", "xx", "plain", SECOND_PAPER, TRIAL_SUCCEEDED, LEVEL_HOLDS,
     false},
    {"burglary", "xx", "age", SECOND_PAPER, TRIAL_HARMLESS, 0, false},
    {"burglary", "xx", "ratchet", SECOND_PAPER, TRIAL_SUCCEEDED, LEVEL_HOLDS,
     false},
    {"sleeper", "xx", "plain", SECOND_PAPER, TRIAL_SUCCEEDED, LEVEL_HOLDS,
     false},
    {"sleeper", "xx", "age", SECOND_PAPER, TRIAL_HARMLESS, 0, false},
    {"leak", "xx", "formal", FIRST, TRIAL_SUCCEEDED, LEVEL_PROVABLE, false},
    {"leak", "hand", "age", FIRST, TRIAL_SUCCEEDED, LEVEL_HOLDS, false},
    {"framing", "hand", "formal", FIRST, TRIAL_DETECTED, 0, true},
    {"framing", "xx", "formal", FIRST, TRIAL_DETECTED, 0, true},
    {"collude", "hand", "formal", SECOND_PAPER, TRIAL_HARMLESS, 0, false},
    {"tap", "hand", "ratchet", FIRST, TRIAL_HARMLESS, 0, false},
    {"drop", "xx", "ratchet", FIRST, TRIAL_SUCCEEDED, 0, true},
    {"delay", "hand", "ratchet", FIRST, TRIAL_SUCCEEDED, LEVEL_VERIFIED, false},
    {"replay", "hand", "ratchet", FIRST, TRIAL_DETECTED, 0, true},
    {"tamper", "hand", "ratchet", FIRST, TRIAL_DETECTED, 0, true},
    {"splice", "hand", "ratchet", SECOND_PAPER, TRIAL_DETECTED, 0, true},
    {"inject", "hand", "ratchet", FIRST, TRIAL_SUCCEEDED, LEVEL_HOLDS, true},
    {"harvest", "hand", "ratchet", FIRST, TRIAL_HARMLESS, 0, false},
    {"mitm", "hand", "ratchet", FIRST, TRIAL_DETECTED, 0, true},
    {"mitm", "nn", "ratchet", FIRST, TRIAL_DETECTED, 0, true},
    {"kci", "hand", "ratchet", FIRST, TRIAL_DETECTED, 0, true},
    {"kci", "nn", "ratchet", FIRST, TRIAL_DETECTED, 0, true},
    {"kci", "nn", "ratchet", SECOND_PAPER, TRIAL_DETECTED, 0, true},
    {"leak", "hand", "ratchet", FIRST, TRIAL_SUCCEEDED, LEVEL_HOLDS, false},
    {"detour", "hand", "signed", FIRST, TRIAL_SUCCEEDED, LEVEL_VERIFIED, true},
    {"detour", "xx", "plain", FIRST, TRIAL_SUCCEEDED, LEVEL_VERIFIED, true},
    {"detour", "xx", "ratchet", FIRST, TRIAL_SUCCEEDED, LEVEL_VERIFIED, true},
    {"flood", "nn", "plain", FIRST, TRIAL_HARMLESS, 0, false},
    {"flood", "xx", "plain", FIRST, TRIAL_HARMLESS, 0, false},
    {"flood", "hand", "ratchet", FIRST, TRIAL_HARMLESS, 0, false},
    {"pose", "nn", "plain", FIRST, TRIAL_SUCCEEDED, LEVEL_HOLDS, true},
    {"pose", "nn", "auth", FIRST, TRIAL_DETECTED, 0, true},
    {"pose", "xx", "plain", FIRST, TRIAL_DETECTED, 0, true},
    {"pose", "hand", "ratchet", FIRST, TRIAL_DETECTED, 0, true},
    {"stolen-key", "hand", "plain", FIRST, TRIAL_SUCCEEDED, LEVEL_PROVABLE,
     true},
    {"stolen-key", "hand", "formal", FIRST, TRIAL_SUCCEEDED, LEVEL_PROVABLE,
     true},
    {"stolen-key", "xx", "plain", FIRST, TRIAL_SUCCEEDED, LEVEL_PROVABLE, true},
    {"stolen-key", "hand", "ratchet", FIRST, TRIAL_SUCCEEDED, LEVEL_PROVABLE,
     true},
    {"stolen-key", "xx", "ratchet", SECOND_PAPER, TRIAL_SUCCEEDED,
     LEVEL_PROVABLE, true},
    {"prekey", "hand", "ratchet", FIRST, TRIAL_SUCCEEDED, LEVEL_VERIFIED, true},
    {"prekey", "xx", "ratchet", SECOND_PAPER, TRIAL_SUCCEEDED, LEVEL_VERIFIED,
     true},
    {"lure", "nn", "plain", FIRST, TRIAL_SUCCEEDED, LEVEL_HOLDS, false},
    {"lure", "nn", "age", FIRST, TRIAL_HARMLESS, 0, false},
    {"lure", "xx", "plain", FIRST, TRIAL_DETECTED, 0, true},
    {"probe", "xx", "plain", FIRST, TRIAL_SUCCEEDED, 0, false},
    {"probe", "nn", "plain", FIRST, TRIAL_HARMLESS, 0, false},
    {"misbind", "xx", "ratchet", FIRST, TRIAL_DETECTED, 0, true},
    {"pass-on", "hand", "formal", FIRST, TRIAL_DETECTED, 0, true},
    {"reflect", "hand", "plain", FIRST, TRIAL_SUCCEEDED, LEVEL_HOLDS, false},
    {"reflect", "xx", "plain", FIRST, TRIAL_DETECTED, 0, true},
};

static void test_tactics(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct scenario s;
        struct arena a;
        arena_init(&a);
        parse_way(&s, &a, rows[i].channel);
        const struct trial_outcome o =
            play(&s, rows[i].tactic, rows[i].protect, rows[i].paper, 1);
        if (o.verdict != rows[i].verdict || o.level != rows[i].level ||
            o.noticed != rows[i].noticed || o.broken)
            fail_msg("row %zu: %s, %s, %s: %s, %s, noticed %d, broken %x", i,
                     rows[i].tactic, rows[i].channel, rows[i].protect,
                     trial_verdict_word(o.verdict), record_level_text(o.level),
                     o.noticed, o.broken);
        scenario_fini(&s);
        arena_fini(&a);
    }
}

/* Keys come from a registry, or are known from the start. */
static const char directory_story[] =
    "demarche: 1\n"
    "clock: {start: 2022-02-01, end: 2022-02-20}\n"
    "parties: {us: {trust: %s}, russia: , registry: {kind: directory}}\n"
    "channels:\n"
    "  hand: {between: [us, russia], medium: courier, delay: 10 min}\n"
    "  desk: {between: [us, russia, registry], medium: hand}\n"
    "documents: {memo: {author: us, portions: {door: Open.}}}\n"
    "protection: {formal: {sign: ed25519, seal: age}}\n"
    "script:\n"
    "  - {at: 2022-02-02, draft: memo}\n"
    "  - {at: 2022-02-03, send: memo, to: russia, over: hand}\n";

/* What goes on from each act: how often without and with a made-up text. */
typedef size_t acts_seen[RECORD_ACT_COUNT][2];

static void note_acts(const struct trial *t, const char *tactic, size_t paper,
                      acts_seen seen)
{
    struct trial_attack x;
    struct reader_frame f;
    struct record r;
    struct errmsg e;
    struct arena a;

    if (trial_attack_init(&x, t, tactic_find(tactic), &t->targets[paper], &e))
        fail_msg("%s", e.text);
    arena_init(&a);
    reader_rewind(&x.run.reader);
    while (!reader_next(&x.run.reader, &f)) {
        arena_reset(&a);
        if (f.kind != JOURNAL_EVENT) continue;
        assert_int_equal(record_decode(&a, f.body, &r), ERR_OK);
        assert_int_equal(r.act != RECORD_ACT_NONE, r.kind == RECORD_INTERFERED);
        if (r.kind == RECORD_INTERFERED) seen[r.act][r.forged]++;
    }
    arena_fini(&a);
    trial_attack_fini(&x);
}

/* Who changes or makes up a text says so, and nobody else: a text that is held
 * back, passed on, stripped, claimed or sealed again is its author's own, and
 * so is one that is spliced in where it does not pass for another document's.
 * What poses in a session begins with a handshake, and the text goes out with
 * an answer. */
static void test_what_is_forged(void **state)
{
    enum { NEVER = 1, ALWAYS = 2 };
    static const int expected[RECORD_ACT_COUNT] = {
        [RECORD_ACT_DROP] = NEVER,
        [RECORD_ACT_DELAY] = NEVER,
        [RECORD_ACT_REORDER] = NEVER,
        [RECORD_ACT_REPLAY] = NEVER,
        [RECORD_ACT_MODIFY] = NEVER | ALWAYS,
        [RECORD_ACT_INJECT] = ALWAYS,
        [RECORD_ACT_SPLICE] = NEVER | ALWAYS,
        [RECORD_ACT_STRIP] = NEVER,
        [RECORD_ACT_ANSWER] = NEVER | ALWAYS,
        [RECORD_ACT_RELAY] = NEVER,
        [RECORD_ACT_ACCEPT] = 0, /* nobody is taken in: unit/decoy.c */
        [RECORD_ACT_IMPERSONATE] = NEVER | ALWAYS,
        [RECORD_ACT_READDRESS] = NEVER,
        [RECORD_ACT_CLAIM] = NEVER,
        [RECORD_ACT_RESEAL] = NEVER,
        [RECORD_ACT_FORGE_RECEIPT] = NEVER,
        [RECORD_ACT_REPLACE_PREKEYS] = NEVER,
        [RECORD_ACT_VOUCH] = NEVER,
        [RECORD_ACT_FLOOD] = NEVER,
        [RECORD_ACT_PROBE] = NEVER,
        [RECORD_ACT_IDENTIFY] = NEVER,
        [RECORD_ACT_MISBIND] = NEVER,
        [RECORD_ACT_HAND_ON] = 0, /* a receipt of another: see below */
        [RECORD_ACT_REFLECT] = NEVER,
    };
    acts_seen seen = {0};
    struct scenario s;
    struct trial t;
    struct errmsg e;
    struct arena a;

    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        arena_init(&a);
        parse_way(&s, &a, rows[i].channel);
        if (trial_init(&t, &s, protection(&s, rows[i].protect), 1, 0, &e))
            fail_msg("%s", e.text);
        note_acts(&t, rows[i].tactic, rows[i].paper, seen);
        trial_fini(&t);
        scenario_fini(&s);
        arena_fini(&a);
    }
    arena_init(&a);
    parse(&s, arena_format(&a, directory_story, "directory"));
    if (trial_init(&t, &s, protection(&s, "formal"), 1, 0, &e))
        fail_msg("%s", e.text);
    note_acts(&t, "directory", FIRST, seen);
    trial_fini(&t);
    scenario_fini(&s);
    arena_fini(&a);
    for (unsigned act = RECORD_ACT_NONE + 1; act < RECORD_ACT_COUNT; act++)
        if ((seen[act][0] > 0) != ((expected[act] & NEVER) > 0) ||
            (seen[act][1] > 0) != ((expected[act] & ALWAYS) > 0))
            fail_msg("%s: %zu and %zu forged", record_field_word("act", act),
                     seen[act][0], seen[act][1]);
}

/* There is no tactic that the table above leaves out, and each has words. */
static void test_table(void **state)
{
    (void)state;
    assert_int_equal(tactic_count, 33);
    for (size_t i = 0; i < tactic_count; i++) {
        assert_ptr_equal(tactic_find(tactic_rows[i].name), &tactic_rows[i]);
        assert_true(strlen(tactic_rows[i].attack) > 0);
    }
    assert_null(tactic_find("persuade"));
}

/* A bit turned over in an unsigned text passes, for the root is stated anew; in
 * a signed or sealed one it never does. */
static void test_tampering_by_seed(void **state)
{
    enum { SEEDS = 40 };
    static const char *const stopped[] = {"age", "auth", "signed", "formal"};
    struct scenario s;
    struct arena a;

    (void)state;
    arena_init(&a);
    parse_way(&s, &a, "hand");
    for (uint64_t seed = 1; seed <= SEEDS; seed++) {
        assert_int_equal(play(&s, "tamper", "plain", FIRST, seed).verdict,
                         TRIAL_SUCCEEDED);
        for (size_t i = 0; i < sizeof stopped / sizeof stopped[0]; i++)
            assert_int_equal(
                play(&s, "tamper", stopped[i], FIRST, seed).verdict,
                TRIAL_DETECTED);
    }
    scenario_fini(&s);
    arena_fini(&a);
}

/* What a recipient takes without being told how it was to come, it refuses once
 * it asks for a signature; then the sender's own paper is all that it takes. */
static void test_policies(void **state)
{
    static const char parties[] = "parties: {us: , russia: , nato: }\n";
    static const char *const policies[] = {
        "parties: {us: , russia: {accepts: [{signed: yes}]}, nato: }\n",
        "parties: {us: , russia: {accepts: [{session: authenticated}]},\n"
        "  nato: }\n",
    };
    static const struct {
        const char *tactic, *channel, *protect;
        enum trial_verdict with[2]; /* under each policy */
    } tried[] = {
        {"inject", "hand", "plain", {TRIAL_DETECTED, TRIAL_DETECTED}},
        {"inject", "hand", "age", {TRIAL_DETECTED, TRIAL_DETECTED}},
        {"inject", "hand", "auth", {TRIAL_DETECTED, TRIAL_DETECTED}},
        {"inject", "hand", "signed", {TRIAL_DETECTED, TRIAL_DETECTED}},
        {"inject", "hand", "formal", {TRIAL_DETECTED, TRIAL_DETECTED}},
        {"inject", "hand", "ratchet", {TRIAL_DETECTED, TRIAL_DETECTED}},
        {"inject", "xx", "formal", {TRIAL_DETECTED, TRIAL_DETECTED}},
        {"inject", "nn", "plain", {TRIAL_DETECTED, TRIAL_DETECTED}},
        {"downgrade", "hand", "signed", {TRIAL_DETECTED, TRIAL_DETECTED}},
        {"detour", "hand", "signed", {TRIAL_DETECTED, TRIAL_DETECTED}},
        {"detour", "xx", "plain", {TRIAL_DETECTED, TRIAL_DETECTED}},
        {"kci", "hand", "auth", {TRIAL_DETECTED, TRIAL_DETECTED}},
        {"tamper", "hand", "plain", {TRIAL_DETECTED, TRIAL_DETECTED}},
        {"key-share", "hand", "plain", {TRIAL_DETECTED, TRIAL_DETECTED}},
        {"replay", "hand", "formal", {TRIAL_SUCCEEDED, TRIAL_DETECTED}},
    };

    (void)state;
    for (size_t i = 0; i < sizeof tried / sizeof *tried; i++)
        for (size_t k = 0; k < 3; k++) {
            struct scenario s;
            struct arena a;
            arena_init(&a);
            const char *text = way_text(&a, tried[i].channel);
            const char *at = strstr(text, parties);
            assert_non_null(at);
            if (k > 0)
                text = arena_format(&a, "%.*s%s%s", (int)(at - text), text,
                                    policies[k - 1], at + sizeof parties - 1);
            parse(&s, text);
            const enum trial_verdict v =
                play(&s, tried[i].tactic, tried[i].protect, FIRST, 1).verdict;
            const enum trial_verdict expected =
                k == 0 ? TRIAL_SUCCEEDED : tried[i].with[k - 1];
            if (v != expected)
                fail_msg("row %zu, policy %zu: %s", i, k,
                         trial_verdict_word(v));
            scenario_fini(&s);
            arena_fini(&a);
        }
}

/* Two who were given a part each have more together than one of them. */
static void test_collusion(void **state)
{
    struct scenario s;

    (void)state;
    parse(&s, STORY "  - {at: 2022-02-02, send: note, to: russia, over: hand,\n"
                    "     portions: red}\n"
                    "  - {at: 2022-02-03, send: note, to: nato, over: hand,\n"
                    "     portions: blue}\n");
    const struct trial_outcome o = play(&s, "collude", "formal", FIRST, 1);
    assert_int_equal(o.verdict, TRIAL_SUCCEEDED);
    assert_int_equal(o.level, LEVEL_HOLDS);
    scenario_fini(&s);
}

/* A session of the ratchet outgrows a theft by a turn of both sides; one from
 * after the turn it does not, and would be held against the claim. */
static void test_healed(void **state)
{
    struct scenario s;
    struct trial trial;
    struct trial_outcome o;
    struct errmsg e;

    (void)state;
    parse(&s, STORY "  - {at: 2022-02-02, send: memo, to: russia, over: nn}\n"
                    "  - {at: 2022-02-03, send: note, to: russia, over: nn,\n"
                    "     portions: red}\n"
                    "  - {at: 2022-02-04, send: note, to: russia, over: nn,\n"
                    "     portions: blue}\n");
    assert_int_equal(
        trial_init(&trial, &s, protection(&s, "ratchet"), 1, 0, &e), ERR_OK);
    assert_int_equal(trial.target_count, 3);
    assert_false(trial.targets[0].healed);
    assert_false(trial.targets[1].healed);
    assert_true(trial.targets[2].healed);
    /* Just before the paper that the answer belonged to. */
    assert_int_equal(trial.targets[2].healed_since, trial.targets[1].time - 1);
    struct tactic sleeper = *tactic_find("sleeper");
    assert_int_equal(trial_play(&trial, &sleeper, &trial.targets[2], &o, &e),
                     ERR_OK);
    assert_int_equal(o.verdict, TRIAL_HARMLESS);
    assert_int_equal(o.broken, 0);
    sleeper.theft = TACTIC_STEALS_STATE;
    assert_int_equal(trial_play(&trial, &sleeper, &trial.targets[2], &o, &e),
                     ERR_OK);
    assert_int_equal(o.verdict, TRIAL_SUCCEEDED);
    assert_int_equal(o.broken, CLAIM_BIT(CLAIM_POST_COMPROMISE));
    trial_fini(&trial);
    scenario_fini(&s);
}

/* Insiders give away what they have, with the keys that they take later, and
 * with what reached them over other channels. */
static void test_insider_with_new_keys(void **state)
{
    static const char text[] =
        "demarche: 1\n"
        "clock: {start: 2022-02-01, end: 2022-02-20}\n"
        "parties: {us: , russia: {prekeys: 1}, registry: {kind: directory}}\n"
        "channels:\n"
        "  hand: {between: [us, russia], medium: courier, delay: 10 min}\n"
        "  desk: {between: [us, russia, registry], medium: hand}\n"
        "documents: {memo: {author: us, portions: {door: Open.}}}\n"
        "protection: {age: {seal: age}, ratchet: {session: ratchet}}\n"
        "script:\n"
        "  - {at: 2022-02-02, draft: memo}\n"
        "  - {at: 2022-02-03, rotate: russia, over: desk}\n"
        "  - {at: 2022-02-04, send: memo, to: russia, over: hand}\n"
        "  - {at: 2022-02-05, forward: memo, from: russia, to: us,\n"
        "     over: hand}\n";
    static const char *const protections[] = {"age", "ratchet"};
    struct scenario s;

    (void)state;
    parse(&s, text);
    for (size_t i = 0; i < sizeof protections / sizeof protections[0]; i++)
        for (size_t paper = FIRST; paper <= SECOND_PAPER; paper++)
            assert_int_equal(play(&s, "leak", protections[i], paper, 1).verdict,
                             TRIAL_SUCCEEDED);
    scenario_fini(&s);
}

/* A message to a group goes to each member in the same bytes, and its key may
 * come after them. */
static void test_in_a_group(void **state)
{
    static const struct {
        const char *tactic;
        enum trial_verdict verdict;
        enum record_level level;
    } said[] = {
        {"tap", TRIAL_HARMLESS, 0},
        {"mitm", TRIAL_DETECTED, 0},
        {"drop", TRIAL_SUCCEEDED, 0},
        {"delay", TRIAL_SUCCEEDED, LEVEL_VERIFIED},
        {"replay", TRIAL_DETECTED, 0},
        {"tamper", TRIAL_DETECTED, 0},
        {"harvest", TRIAL_HARMLESS, 0},
        {"leak", TRIAL_SUCCEEDED, LEVEL_HOLDS},
    };
    struct scenario s;

    (void)state;
    parse(&s,
          STORY "  - {at: 2022-02-02T10:00Z, send: memo, to: allies}\n"
                "  - {at: 2022-02-02T10:30Z, send: note, to: allies}\n"
                "groups: {allies: {members: [russia, us, nato], over: xx}}\n");
    for (size_t i = 0; i < sizeof said / sizeof said[0]; i++)
        for (size_t paper = 0; paper < 4; paper++) {
            const struct trial_outcome o =
                play(&s, said[i].tactic, "plain", paper, 1);
            if (o.verdict != said[i].verdict || o.level != said[i].level)
                fail_msg("%s, paper %zu: %s, %s", said[i].tactic, paper,
                         trial_verdict_word(o.verdict),
                         record_level_text(o.level));
        }
    scenario_fini(&s);
}

/* A retransmission of a lost frame comes once. */
static void test_replay_of_the_lost(void **state)
{
    struct scenario s;

    (void)state;
    parse(&s, STORY
          "  - {at: 2022-02-02T09:59Z, outage: hand}\n"
          "  - {at: 2022-02-02T10:00Z, send: memo, to: russia, over: hand}\n"
          "  - {at: 2022-02-02T10:01Z, restore: hand}\n");
    const struct trial_outcome o = play(&s, "replay", "plain", FIRST, 1);
    assert_int_equal(o.verdict, TRIAL_HARMLESS);
    scenario_fini(&s);
}

/* A party that takes keys from a directory has only its word for them; one that
 * knows the key already is not concerned. */
static void test_lying_directory(void **state)
{
    struct scenario s;
    struct trial trial;
    struct errmsg e;
    struct arena a;

    (void)state;
    arena_init(&a);
    parse(&s, arena_format(&a, directory_story, "directory"));
    const struct trial_outcome o = play(&s, "directory", "formal", FIRST, 1);
    assert_int_equal(o.verdict, TRIAL_SUCCEEDED);
    assert_int_equal(o.level, LEVEL_PROVABLE);
    assert_false(o.noticed);
    scenario_fini(&s);
    parse(&s, arena_format(&a, directory_story, "pinned"));
    assert_int_equal(trial_init(&trial, &s, SCENARIO_NONE, 1, 0, &e), ERR_OK);
    assert_false(tactic_find("directory")->applies(&trial.targets[0]));
    trial_fini(&trial);
    scenario_fini(&s);
    arena_fini(&a);
}

/* The claims of a profile, and those that success breaks. */
static void test_broken_claims(void **state)
{
    struct scenario s;
    struct arena a;
    struct trial trial;
    struct trial_outcome o;
    struct errmsg e;

    (void)state;
    arena_init(&a);
    parse_way(&s, &a, "hand");
    assert_int_equal(trial_init(&trial, &s, protection(&s, "age"), 1, 0, &e),
                     ERR_OK);
    /* An insider does what no seal prevents; held against the seal's claim,
     * it would be broken. */
    struct tactic leak = *tactic_find("leak");
    leak.tests = CLAIM_BIT(CLAIM_CONFIDENTIAL) | CLAIM_BIT(CLAIM_FRESH);
    leak.breaks = LEVEL_HOLDS;
    assert_int_equal(trial_play(&trial, &leak, &trial.targets[0], &o, &e),
                     ERR_OK);
    assert_int_equal(o.broken, CLAIM_BIT(CLAIM_CONFIDENTIAL));
    leak.breaks = LEVEL_VERIFIED;
    assert_int_equal(trial_play(&trial, &leak, &trial.targets[0], &o, &e),
                     ERR_OK);
    assert_int_equal(o.broken, 0);
    trial_fini(&trial);
    scenario_fini(&s);
    arena_fini(&a);
}

/* The scenario's own adversaries watch, but leave the papers alone. */
/* Deniable is an exchange: one that hands signatures on makes no such claim,
 * and a signed copy from elsewhere takes it from none. */
static void test_whose_deniability(void **state)
{
    static const struct {
        const char *entry;
        bool deniable;
        enum record_level level;
    } cases[] = {
        {"leak: memo, from: russia, to: nato", true, LEVEL_HOLDS},
        {"leak: memo, from: russia, to: nato, with-proof: yes", false,
         LEVEL_PROVABLE},
        {"send: memo, to: russia, protect: plain", true, LEVEL_HOLDS},
        {"send: memo, to: russia, protect: ratchet", true, LEVEL_HOLDS},
        {"forward: memo, from: russia, to: nato, protect: plain", true,
         LEVEL_HOLDS},
        {"forward: memo, from: russia, to: nato, protect: signed", false,
         LEVEL_PROVABLE},
    };

    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct trial_outcome out;
        struct scenario s;
        struct trial t;
        struct errmsg e;
        struct arena a;
        arena_init(&a);
        parse(&s, arena_format(&a,
                               STORY "  - {at: 2022-02-02, send: memo, to: "
                                     "russia, over: hand, protect: signed}\n"
                                     "  - {at: 2022-02-03, %s, over: hand}\n",
                               cases[i].entry));
        if (trial_init(&t, &s, SCENARIO_NONE, 1, 0, &e)) fail_msg("%s", e.text);
        assert_int_equal(t.target_count, 2);
        const unsigned claims = claim_of(&t.targets[1].profile);
        if (trial_play(&t, tactic_find("leak"), &t.targets[1], &out, &e))
            fail_msg("%s", e.text);
        if (((claims & CLAIM_BIT(CLAIM_DENIABLE)) != 0) != cases[i].deniable ||
            out.verdict != TRIAL_SUCCEEDED || out.level != cases[i].level ||
            out.broken)
            fail_msg("%s: claims %x, level %s, broken %x", cases[i].entry,
                     claims, record_level_text(out.level), out.broken);
        trial_fini(&t);
        scenario_fini(&s);
        arena_fini(&a);
    }
}

static void test_own_adversaries_rest(void **state)
{
    struct scenario s;
    struct trial trial;
    struct trial_outcome o;
    struct errmsg e;

    (void)state;
    parse(&s, STORY "  - {at: 2022-02-02, send: memo, to: russia, over: hand}\n"
                    "adversary:\n"
                    "  adversary: {on: hand, can: [drop]}\n");
    assert_int_equal(trial_init(&trial, &s, SCENARIO_NONE, 1, 0, &e), ERR_OK);
    assert_int_equal(trial.target_count, 1);
    assert_int_equal(
        trial_play(&trial, tactic_find("tap"), &trial.targets[0], &o, &e),
        ERR_OK);
    assert_int_equal(o.verdict, TRIAL_SUCCEEDED);
    /* Not the one of the same name, who comes before. */
    assert_int_equal(o.who, s.actor_count);
    trial_fini(&trial);
    scenario_fini(&s);
}

/* Whatever is tried on papers under the protections that everybody has at hand,
 * by courier and on a network: what they claim holds. */
static void test_stock_keeps_its_claims(void **state)
{
    static const char *const channels[] = {"hand", "xx"};
    size_t stopped = 0;

    (void)state;
    for (size_t i = 0; i < sizeof channels / sizeof channels[0]; i++) {
        struct scenario s, stocked;
        struct arena a;
        arena_init(&a);
        parse_way(&s, &a, channels[i]);
        stocked = s;
        stock_add(&stocked, &a);
        for (uint32_t p = 0; p < stocked.protection_count; p++) {
            struct trial_result *results;
            struct trial trial;
            struct errmsg e;
            size_t count = 0;
            if (trial_init(&trial, &stocked, p, 1, 0, &e) ||
                trial_play_all(&trial, NULL, NULL, &a, &results, &count, &e))
                fail_msg("%s", e.text);
            for (size_t k = 0; k < count; k++) {
                const struct trial_outcome *o = &results[k].outcome;
                if (o->broken)
                    fail_msg("%s breaks %x of %s over %s",
                             results[k].tactic->name, o->broken,
                             stocked.protections[p].name, channels[i]);
                stopped += results[k].tactic->tests != 0 &&
                           o->verdict == TRIAL_DETECTED;
            }
            trial_fini(&trial);
        }
        scenario_fini(&s);
        arena_fini(&a);
    }
    assert_true(stopped > 100);
}

/* The same trial gives the same outcome. */
static void test_trials_repeat(void **state)
{
    struct scenario s;
    struct arena a;

    (void)state;
    arena_init(&a);
    parse_way(&s, &a, "nn");
    const struct trial_outcome x = play(&s, "mitm", "plain", FIRST, 3);
    const struct trial_outcome y = play(&s, "mitm", "plain", FIRST, 3);
    assert_int_equal(x.seq, y.seq);
    assert_int_equal(x.level, y.level);
    scenario_fini(&s);
    arena_fini(&a);
}

/* Each tactic is found by its own name and by the literature's, and no name
 * means two of them. */
static void test_names(void **state)
{
    static const char *const names[][2] = {
        {"tap", "passive-eavesdropping"},
        {"replay", "replay"},
        {"mitm", "man-in-the-middle"},
        {"kci", "key-compromise-impersonation"},
        {"key-share", "unknown-key-share"},
        {"downgrade", "downgrade"},
        {"forwarding", "surreptitious-forwarding"},
        {"harvest", "harvest-now-decrypt-later"},
        {"leak", "insider-leak"},
        {"collude", "collusion"},
        {"framing", "forged-receipt"},
        {"directory", "malicious-directory"},
        {"flood", "flooding"},
        {"crowd", "session-exhaustion"},
        {"pose", "masquerade"},
        {"stolen-key", "stolen-key"},
        {"prekey", "prekey-compromise"},
        {"lure", "recipient-impersonation"},
        {"answer", "responder-impersonation"},
        {"probe", "identity-probing"},
        {"misbind", "identity-misbinding"},
        {"pass-on", "receipt-of-another"},
        {"stay", "active-state-compromise"},
        {"reflect", "reflection"},
    };

    (void)state;
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        const struct tactic *t = tactic_find(names[i][0]);
        if (!t) fail_msg("no tactic is named %s", names[i][0]);
        assert_ptr_equal(tactic_find(names[i][1]), t);
        assert_string_equal(tactic_term(t), names[i][1]);
    }
    for (size_t i = 0; i < tactic_count; i++) {
        assert_ptr_equal(tactic_find(tactic_rows[i].name), &tactic_rows[i]);
        assert_ptr_equal(tactic_find(tactic_term(&tactic_rows[i])),
                         &tactic_rows[i]);
    }
    assert_null(tactic_find("man in the middle"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_names),
        cmocka_unit_test(test_tactics),
        cmocka_unit_test(test_what_is_forged),
        cmocka_unit_test(test_table),
        cmocka_unit_test(test_tampering_by_seed),
        cmocka_unit_test(test_policies),
        cmocka_unit_test(test_collusion),
        cmocka_unit_test(test_in_a_group),
        cmocka_unit_test(test_healed),
        cmocka_unit_test(test_insider_with_new_keys),
        cmocka_unit_test(test_replay_of_the_lost),
        cmocka_unit_test(test_lying_directory),
        cmocka_unit_test(test_broken_claims),
        cmocka_unit_test(test_whose_deniability),
        cmocka_unit_test(test_own_adversaries_rest),
        cmocka_unit_test(test_stock_keeps_its_claims),
        cmocka_unit_test(test_trials_repeat),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
