/* Which copies fall to a theft of keys, by its time: each kind of protection
 * in a run of its own world, and the same found by a thief in the run. */
#define _GNU_SOURCE 1 /* open_memstream */

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "experiment/post_compromise.h"
#include "export/thefts.h"
#include "group/group_state.h"
#include "opener/memory.h"
#include "support/parties.h"
#include "support/stories.h"

#define START "2022-01-01T00:00Z"
#define END   "2022-01-11T00:00Z"

static const char head[] =
    "demarche: 1\n"
    "clock: {start: " START ", end: " END "}\n"
    "parties: {us: {}, russia: {prekeys: 2}, hall: {kind: directory}}\n"
    "channels:\n"
    "  bag: {between: [us, russia], medium: courier, delay: 1 h}\n"
    "  line: {between: [us, russia], medium: network, handshake: XX, delay: "
    "100 "
    "ms}\n"
    "  cable: {between: [us, russia], medium: network, handshake: IK, delay: "
    "100 "
    "ms}\n"
    "  hall: {between: [us, russia, hall], medium: network, delay: 100 ms}\n"
    "protection:\n"
    "  age: {sign: none, seal: age}\n"
    "  hpke: {sign: none, seal: hpke-auth}\n"
    "  ratchet: {sign: none, session: ratchet}\n"
    "documents:\n"
    "  a: {author: us, portions: {body: a}}\n"
    "  b: {author: russia, portions: {body: b}}\n"
    "  c: {author: us, portions: {body: c}}\n"
    "  d: {author: russia, portions: {body: d}}\n"
    "  e: {author: us, portions: {body: e}}\n";

static const char drafts[] = "script:\n"
                             "  - {at: 2022-01-01T00:00Z, draft: a}\n"
                             "  - {at: 2022-01-01T00:00Z, draft: b}\n"
                             "  - {at: 2022-01-01T00:00Z, draft: c}\n"
                             "  - {at: 2022-01-01T00:00Z, draft: d}\n"
                             "  - {at: 2022-01-01T00:00Z, draft: e}\n";

/* A letter a day, to and fro. */
#define LETTERS(how)                                                        \
    "  - {at: 2022-01-02T00:00Z, send: a, from: us, to: russia, " how "}\n" \
    "  - {at: 2022-01-03T00:00Z, send: b, from: russia, to: us, " how "}\n" \
    "  - {at: 2022-01-04T00:00Z, send: c, from: us, to: russia, " how "}\n" \
    "  - {at: 2022-01-05T00:00Z, send: d, from: russia, to: us, " how "}\n"

/* Two answers. */
#define LETTERS_BACK                                                         \
    "  - {at: 2022-01-04T00:00Z, send: a, from: us, to: russia, over: bag, " \
    "protect: ratchet}\n"                                                    \
    "  - {at: 2022-01-05T00:00Z, send: c, from: us, to: russia, over: bag, " \
    "protect: ratchet}\n"

enum { A, B, C, D, E, LETTER_COUNT };

static void parse(struct scenario *sc, const char *adversary,
                  const char *script)
{
    static char text[8192];

    snprintf(text, sizeof text, "%s%s%s%s", head, adversary, drafts, script);
    stories_parse(sc, "world", bytes_of_text(text));
}

/* A world at work, and what is stolen in it. */
struct study {
    struct scenario scenario;
    struct exposure x;
};

static void begin(struct study *s, const char *script, enum keys_reach reach)
{
    struct errmsg e;

    parse(&s->scenario, "", script);
    const struct exposure_question q = {.scenario = &s->scenario,
                                        .seed = 1,
                                        .party = SCENARIO_NONE,
                                        .reach = reach};
    assert_int_equal(exposure_of(&s->x, &q, &e), ERR_OK);
}

static void finish(struct study *s)
{
    exposure_fini(&s->x);
    scenario_fini(&s->scenario);
}

static void assert_way(const struct capture_way *way, const char *text)
{
    struct arena a;

    arena_init(&a);
    assert_string_equal(capture_way_text(&a, way), text);
    arena_fini(&a);
}

static instant at(const char *text)
{
    instant t;

    assert_int_equal(instant_parse(&t, text), ERR_OK);
    return t;
}

static const struct exposure_track *track(const struct study *s,
                                          const char *party, size_t copy)
{
    for (size_t i = 0; i < s->x.theft_count; i++)
        if (strcmp(s->x.capture.peers[s->x.thefts[i].party].name, party) == 0)
            return exposure_track(&s->x, i, copy);
    fail_msg("nobody steals from %s", party);
    return NULL;
}

/* '.', '+' or '#': what a theft at that time does. */
static char falls(const struct study *s, const char *party, size_t copy,
                  const char *time)
{
    const struct exposure_window *w =
        exposure_at(track(s, party, copy), at(time));

    return w ? w->recorded ? '#' : '+' : '.';
}

static void assert_window(const struct exposure_window *w, const char *from,
                          const char *until, bool recorded, bool late)
{
    assert_non_null(w);
    assert_true(w->from == at(from));
    assert_true(w->until == at(until));
    assert_int_equal(w->recorded, recorded);
    assert_int_equal(w->late, late);
    assert_int_equal(w->level, LEVEL_HOLDS);
}

/* A stolen key opens whatever is sealed to it: mail sent before the theft, too,
 * to the very instant of its sending. */
static void test_seals_fall_to_the_identity(void **state)
{
    static const char *const ways[] = {"age", "HPKE auth"};
    static const char *const scripts[] = {LETTERS("over: bag, protect: age"),
                                          LETTERS("over: bag, protect: hpke")};

    (void)state;
    for (size_t i = 0; i < 2; i++) {
        struct study s;
        begin(&s, scripts[i], KEYS_IDENTITY);
        assert_int_equal(s.x.capture.copy_count, 4);
        assert_way(&s.x.capture.copies[A].way, ways[i]);
        const struct exposure_window *w = track(&s, "russia", A)->first;
        assert_window(w, START, "2022-01-02T00:00Z", false, true);
        assert_window(w->next, "2022-01-02T00:00Z", END, true, false);
        assert_null(w->next->next);
        assert_null(track(&s, "us", A)->first);
        assert_non_null(track(&s, "us", B)->first);
        assert_null(track(&s, "russia", B)->first);
        finish(&s);
    }
}

/* Handshakes with an agreement of two ephemeral keys show nothing to
 * long-term keys, whenever they are stolen. */
static void test_sessions_withstand_the_identity(void **state)
{
    static const char *const scripts[] = {
        LETTERS("over: line"), LETTERS("over: cable"),
        LETTERS("over: bag, protect: ratchet")};

    (void)state;
    for (size_t i = 0; i < 3; i++) {
        struct study s;
        begin(&s, scripts[i], KEYS_IDENTITY);
        assert_int_equal(s.x.capture.copy_count, 4);
        for (size_t j = 0; j < 4; j++) {
            assert_null(track(&s, "us", j)->first);
            assert_null(track(&s, "russia", j)->first);
        }
        finish(&s);
    }
}

/* A state opens the session that it is of, from its first frame to its last,
 * and not the next one: here new keys make an end of it. */
static void test_a_state_opens_its_noise_session(void **state)
{
    struct study s;

    (void)state;
    begin(&s,
          LETTERS("over: line") "  - {at: 2022-01-06T00:00Z, rotate: us, over: "
                                "line}\n"
                                "  - {at: 2022-01-07T00:00Z, send: e, from: "
                                "us, to: russia, over: "
                                "line}\n",
          KEYS_STATE);
    assert_int_equal(s.x.capture.copy_count, LETTER_COUNT);
    assert_true(s.x.capture.copies[A].session == s.x.capture.copies[D].session);
    assert_true(s.x.capture.copies[A].session != s.x.capture.copies[E].session);
    for (size_t copy = A; copy <= D; copy++) {
        assert_int_equal(falls(&s, "us", copy, "2022-01-01T23:59Z"), '.');
        assert_int_equal(falls(&s, "us", copy, "2022-01-02T00:01Z"),
                         copy == A ? '#' : '+');
        assert_int_equal(falls(&s, "us", copy, "2022-01-05T00:01Z"), '#');
        /* It is left behind as `us` next writes. */
        assert_int_equal(falls(&s, "us", copy, "2022-01-06T23:59Z"), '#');
        assert_int_equal(falls(&s, "us", copy, "2022-01-07T00:01Z"), '.');
    }
    assert_int_equal(falls(&s, "us", E, "2022-01-06T23:59Z"), '.');
    assert_int_equal(falls(&s, "us", E, "2022-01-07T00:01Z"), '#');
    finish(&s);
}

/* Keys that the ratchet has deleted open nothing; and once both have drawn new
 * pairs a copy of the state follows no further. */
static void test_the_ratchet_forgets_and_heals(void **state)
{
    struct study s;

    (void)state;
    begin(
        &s,
        LETTERS(
            "over: bag, protect: ratchet") "  - {at: 2022-01-06T00:00Z, send: "
                                           "e, from: us, to: russia, over: "
                                           "bag, protect: ratchet}\n",
        KEYS_STATE);
    assert_int_equal(s.x.capture.copy_count, LETTER_COUNT);
    for (size_t copy = A; copy < LETTER_COUNT; copy++) {
        assert_way(&s.x.capture.copies[copy].way, "ratchet");
        assert_int_equal(falls(&s, "us", copy, "2022-01-10T00:00Z"), '.');
        assert_int_equal(falls(&s, "russia", copy, "2022-01-10T00:00Z"), '.');
    }
    /* A letter under way falls to its receiver's state, and no longer. */
    assert_int_equal(falls(&s, "us", B, "2022-01-03T00:30Z"), '#');
    assert_int_equal(falls(&s, "us", B, "2022-01-03T01:00Z"), '.');
    /* A theft of the first day reads what comes soon, and not what comes
     * after a round trip. */
    assert_int_equal(falls(&s, "us", B, "2022-01-02T12:00Z"), '+');
    assert_int_equal(falls(&s, "us", D, "2022-01-02T12:00Z"), '+');
    assert_int_equal(falls(&s, "us", E, "2022-01-02T12:00Z"), '.');
    assert_int_equal(falls(&s, "us", E, "2022-01-05T12:00Z"), '+');
    finish(&s);
}

/* A first letter on its way falls to its receiver's prekeys, and no longer: the
 * one-time prekey is wiped as it comes. The sender has it in the clear until it
 * is confirmed. */
static void test_a_first_letter_falls_to_prekeys(void **state)
{
    struct study s;

    (void)state;
    begin(&s, LETTERS("over: bag, protect: ratchet"), KEYS_STATE);
    /* The bundle lies with the directory from the start. */
    assert_int_equal(falls(&s, "russia", A, "2022-01-01T12:00Z"), '+');
    assert_int_equal(falls(&s, "russia", A, "2022-01-02T00:30Z"), '#');
    assert_int_equal(falls(&s, "russia", A, "2022-01-02T01:01Z"), '.');
    assert_int_equal(falls(&s, "russia", C, "2022-01-01T12:00Z"), '.');
    assert_int_equal(falls(&s, "us", A, "2022-01-01T23:59Z"), '.');
    assert_int_equal(falls(&s, "us", A, "2022-01-02T00:30Z"), '#');
    assert_int_equal(falls(&s, "us", A, "2022-01-02T02:01Z"), '.');
    finish(&s);
}

#define GROUP_WORD(day, from, document)                                    \
    "  - {at: 2022-01-0" #day "T00:00Z, send: " #document ", from: " #from \
    ", to: allies}\n"

/* Words in a group, and what is done between the third and the last. */
static void begin_group(struct study *s, const char *between)
{
    char script[2048];
    struct errmsg e;

    snprintf(script, sizeof script, "%s%s%s",
             GROUP_WORD(2, us, a) GROUP_WORD(3, russia, b) GROUP_WORD(4, us, c),
             between, GROUP_WORD(6, us, e));
    parse(&s->scenario,
          "groups: {allies: {members: [us, russia, hall], over: hall}}\n",
          script);
    const struct exposure_question q = {.scenario = &s->scenario,
                                        .seed = 1,
                                        .party = SCENARIO_NONE,
                                        .reach = KEYS_STATE};
    assert_int_equal(exposure_of(&s->x, &q, &e), ERR_OK);
}

/* A group keeps only the present chain keys: what all have confirmed is closed.
 * A thief reads on until a member leaves, and no session heals that. */
static void test_a_group_keeps_the_present(void **state)
{
    static const char *const changes[] = {
        "", "  - {at: 2022-01-05T00:00Z, remove: hall, group: allies}\n"};
    struct post_compromise *h;
    struct arena a;

    (void)state;
    arena_init(&a);
    for (size_t i = 0; i < 2; i++) {
        struct study s;
        size_t e = 0;
        begin_group(&s, changes[i]);
        for (size_t copy = 0; copy < s.x.capture.copy_count; copy++) {
            const struct capture_copy *c = &s.x.capture.copies[copy];
            const char *name = s.x.capture.peers[c->from].name;
            char later[INSTANT_TEXT_SIZE];
            instant_format(later, c->sent + SECOND);
            assert_way(&c->way, "group");
            assert_int_equal(falls(&s, "us", copy, later), '.');
            assert_int_equal(falls(&s, "russia", copy, later), '.');
            instant_format(later, c->sent);
            assert_int_equal(falls(&s, name, copy, later), '#');
            if (strcmp(c->document, "e") == 0) e = copy;
        }
        /* Before the first word there were sessions to give a key in; then it
         * stays. */
        assert_int_equal(falls(&s, "us", e, "2022-01-01T12:00Z"),
                         i == 0 ? '+' : '.');
        assert_int_equal(falls(&s, "us", e, "2022-01-02T12:00Z"),
                         i == 0 ? '+' : '.');
        assert_int_equal(falls(&s, "us", e, "2022-01-05T12:00Z"), '+');
        assert_int_equal(post_compromise_of(&a, &s.x, LEVEL_TOLD, &h), 1);
        assert_true(post_compromise_forward_secret(&h[0]));
        assert_false(h[0].within);
        assert_int_equal(h[0].renewed, i == 1);
        assert_int_equal(post_compromise_secure(&h[0]), i == 1);
        finish(&s);
    }
    arena_fini(&a);
}

/* Keys that were replaced open until they are destroyed. */
static void test_rotation_and_revocation(void **state)
{
    struct study s;

    (void)state;
    begin(&s,
          "  - {at: 2022-01-02T00:00Z, send: a, to: russia, over: bag, "
          "protect: age}\n"
          "  - {at: 2022-01-03T00:00Z, rotate: russia, over: bag}\n"
          "  - {at: 2022-01-04T00:00Z, send: c, to: russia, over: bag, "
          "protect: age}\n"
          "  - {at: 2022-01-05T00:00Z, revoke: russia, serial: 1, over: bag}\n",
          KEYS_IDENTITY);
    const struct exposure_window *w = track(&s, "russia", 0)->first;
    assert_window(w, START, "2022-01-02T00:00Z", false, true);
    assert_window(w->next, "2022-01-02T00:00Z", "2022-01-05T00:00Z", true,
                  false);
    assert_null(w->next->next);
    w = track(&s, "russia", 1)->first;
    assert_window(w, "2022-01-03T00:00Z", "2022-01-04T00:00Z", false, true);
    assert_window(w->next, "2022-01-04T00:00Z", END, true, false);
    assert_null(w->next->next);
    finish(&s);
}

/* A generator opens all, but of a session only to who has its beginning. */
static void test_the_generator(void **state)
{
    struct study s;

    (void)state;
    begin(&s, LETTERS("over: line"), KEYS_ALL);
    for (size_t copy = A; copy <= D; copy++) {
        const struct exposure_window *w = track(&s, "us", copy)->first;
        assert_window(w, START, "2022-01-02T00:00Z", false, true);
        assert_false(w->next->recorded || w->next->late);
        assert_true(w->next->until == s.x.capture.copies[copy].sent);
        assert_true(w->next->next->recorded && !w->next->next->late);
        assert_true(w->next->next->until == at(END));
    }
    finish(&s);
}

static void test_what_is_open_falls_to_no_theft(void **state)
{
    struct study s;

    (void)state;
    begin(&s, LETTERS("over: bag"), KEYS_NOTHING);
    assert_int_equal(s.x.theft_count, 4);
    for (size_t copy = A; copy <= D; copy++) {
        assert_true(s.x.open[copy]);
        assert_way(&s.x.capture.copies[copy].way, "in the clear");
        for (size_t i = 0; i < s.x.theft_count; i++)
            assert_null(exposure_track(&s.x, i, copy)->first);
    }
    finish(&s);
}

/* The thief in a run, who has recorded from the start. */
struct thief {
    uint64_t read[64]; /* exchanges */
    size_t count;
};

static void note_nothing(void *watcher, uint64_t run)
{
    (void)watcher, (void)run;
}

static void note_end(void *watcher, const struct runtime *rt)
{
    (void)rt;
    (void)watcher;
}

static void note_record(void *watcher, instant now, uint64_t seq,
                        const struct record *r)
{
    struct thief *t = watcher;

    (void)now, (void)seq;
    if (r->kind != RECORD_DECRYPTED) return;
    assert_true(t->count < 64);
    t->read[t->count++] = r->exchange;
}

static bool has_read(const struct thief *t, uint64_t exchange)
{
    for (size_t i = 0; i < t->count; i++)
        if (t->read[i] == exchange) return true;
    return false;
}

static void steal_in_run(struct thief *t, const char *script, const char *what,
                         const char *time)
{
    char adversary[256];
    struct scenario sc;
    struct errmsg e;

    snprintf(adversary, sizeof adversary,
             "adversary: {thief: {on: [bag, line, cable, hall], can: "
             "[observe], steals: us %s, at: %s}}\n",
             what, time);
    parse(&sc, adversary, script);
    *t = (struct thief){.count = 0};
    const struct sweep sweep = {.scenario = &sc,
                                .seed = 1,
                                .runs = 1,
                                .until = sc.end,
                                .begin = note_nothing,
                                .record = note_record,
                                .end = note_end,
                                .watcher = t};
    assert_int_equal(sweep_play(&sweep, &e), ERR_OK);
    scenario_fini(&sc);
}

/* A thief in the run reads exactly the copies that the study says are
 * exposed. */
static void test_a_thief_in_the_run_reads_the_same(void **state)
{
    static const char *const scripts[] = {
        LETTERS("over: bag, protect: age"),
        LETTERS("over: line"),
        LETTERS("over: bag, protect: ratchet"),
        /* A replaced key is kept until it is revoked. */
        LETTERS("over: bag, protect: age") "  - {at: 2022-01-05T12:00Z, "
                                           "rotate: us, over: bag}\n"
                                           "  - {at: 2022-01-07T00:00Z, "
                                           "revoke: us, serial: 1, over: "
                                           "bag}\n",
        /* Us is away at first: its prekeys are agreed with. */
        "  - {at: 2022-01-02T05:00Z, send: b, from: russia, to: us, over: bag, "
        "protect: ratchet}\n"
        "  - {at: 2022-01-02T05:00Z, send: d, from: russia, to: us, over: bag, "
        "protect: ratchet}\n" LETTERS_BACK,
    };
    static const char *const things[] = {
        [KEYS_IDENTITY] = "identity key", [KEYS_STATE] = "state"};
    unsigned read = 0, shut = 0;

    (void)state;
    for (size_t i = 0; i < sizeof scripts / sizeof scripts[0]; i++)
        for (unsigned reach = KEYS_IDENTITY; reach <= KEYS_STATE; reach++) {
            struct study s;
            begin(&s, scripts[i], (enum keys_reach)reach);
            for (unsigned hour = 6; hour < 9 * 24; hour += 6) {
                struct thief t;
                char time[32];
                snprintf(time, sizeof time, "2022-01-%02uT%02u:20Z",
                         1 + hour / 24, hour % 24);
                steal_in_run(&t, scripts[i], things[reach], time);
                for (size_t copy = A; copy <= D; copy++) {
                    const bool falls_so = falls(&s, "us", copy, time) != '.';
                    assert_int_equal(
                        has_read(&t, s.x.capture.copies[copy].exchange),
                        falls_so);
                    *(falls_so ? &read : &shut) += 1;
                }
            }
            finish(&s);
        }
    assert_true(read > 50 && shut > 50);
}

static void test_what_a_way_is_worth(void **state)
{
    struct post_compromise *h;
    struct arena a;
    struct study s;

    (void)state;
    arena_init(&a);
    begin(&s, LETTERS("over: bag, protect: age"), KEYS_NOTHING);
    assert_int_equal(post_compromise_of(&a, &s.x, LEVEL_TOLD, &h), 2);
    assert_way(&h[0].way, "age");
    assert_int_equal(h[0].reach, KEYS_IDENTITY);
    assert_int_equal(h[0].copies, 4);
    assert_false(post_compromise_forward_secret(&h[0]) ||
                 post_compromise_secure(&h[0]));
    assert_false(h[0].in_session || h[0].within);
    finish(&s);

    begin(&s, LETTERS("over: line"), KEYS_NOTHING);
    assert_int_equal(post_compromise_of(&a, &s.x, LEVEL_TOLD, &h), 2);
    assert_int_equal(h[0].after.extent, POST_COMPROMISE_NOT);
    assert_int_equal(h[0].before.extent, POST_COMPROMISE_NOT);
    assert_int_equal(h[1].reach, KEYS_STATE);
    assert_true(h[1].in_session && !h[1].within);
    assert_false(post_compromise_forward_secret(&h[1]));
    assert_true(post_compromise_secure(&h[1]));
    assert_true(h[1].before.span == 3 * DAY);
    finish(&s);

    begin(&s, LETTERS("over: bag, protect: ratchet"), KEYS_STATE);
    assert_int_equal(post_compromise_of(&a, &s.x, LEVEL_TOLD, &h), 1);
    assert_true(post_compromise_forward_secret(&h[0]) &&
                post_compromise_secure(&h[0]));
    assert_true(h[0].within);
    assert_int_equal(h[0].after.extent, POST_COMPROMISE_SPAN);
    /* It lies with its sender until the answer is back. */
    assert_true(h[0].after.span == 2 * HOUR);
    assert_int_equal(h[0].prior.extent, POST_COMPROMISE_ALWAYS);
    finish(&s);

    /* A seal within: what us can open in the session, and what it cannot, is
     * no healing. */
    begin(&s, LETTERS("over: line, protect: age"), KEYS_STATE);
    assert_int_equal(post_compromise_of(&a, &s.x, LEVEL_TOLD, &h), 1);
    assert_way(&h[0].way, "age in Noise XX");
    assert_false(h[0].within);
    assert_null(track(&s, "us", C)->first);
    assert_non_null(track(&s, "us", B)->first);
    finish(&s);
    arena_fini(&a);
}

static void test_words_for_reaches(void **state)
{
    (void)state;
    for (unsigned i = KEYS_IDENTITY; i <= KEYS_ALL; i++) {
        enum keys_reach reach;
        assert_int_equal(
            exposure_reach(&reach, exposure_reach_name((enum keys_reach)i)),
            ERR_OK);
        assert_int_equal(reach, i);
    }
    enum keys_reach none = KEYS_ALL;
    assert_int_equal(exposure_reach(&none, "nothing"), ERR_FORMAT);
    assert_int_equal(exposure_reach(&none, "keys"), ERR_FORMAT);
    assert_int_equal(none, KEYS_ALL);
}

/* Each of so many parties sends to the next: past the pairs that are kept,
 * and for a single one of them not. */
static void test_pairs_have_a_limit(void **state)
{
    enum { CROWD = 360 };
    struct exposure_question q = {.seed = 1, .party = SCENARIO_NONE};
    struct scenario sc;
    struct exposure x;
    struct errmsg e;
    size_t size;
    char *text;

    (void)state;
    FILE *f = open_memstream(&text, &size);
    fputs("demarche: 1\nclock: {start: " START ", end: " END "}\nparties:\n",
          f);
    for (int i = 0; i < CROWD; i++)
        fprintf(f, "  p%d: {}\n", i);
    fputs("channels: {bag: {between: [", f);
    for (int i = 0; i < CROWD; i++)
        fprintf(f, "%sp%d", i ? ", " : "", i);
    fputs("], medium: hand}}\nprotection: {age: {sign: none, seal: age}}\n"
          "documents:\n",
          f);
    for (int i = 0; i < CROWD; i++)
        fprintf(f, "  d%d: {author: p%d, portions: {body: x}}\n", i, i);
    fputs("script:\n", f);
    for (int i = 0; i < CROWD; i++)
        fprintf(f,
                "  - {at: " START ", draft: d%d}\n"
                "  - {at: " START ", send: d%d, to: p%d, over: bag, protect: "
                "age}\n",
                i, i, (i + 1) % CROWD);
    assert_int_equal(fclose(f), 0);
    stories_parse(&sc, "crowd", bytes_of_text(text));
    free(text);
    q.scenario = &sc;
    assert_true(2 * CROWD * CROWD > EXPOSURE_PAIRS_MAX);
    assert_int_equal(exposure_of(&x, &q, &e), ERR_LIMIT);
    assert_non_null(strstr(e.text, "ask for one party"));
    q.party = 0;
    q.reach = KEYS_IDENTITY;
    assert_int_equal(exposure_of(&x, &q, &e), ERR_OK);
    assert_int_equal(x.theft_count, 1);
    exposure_fini(&x);
    scenario_fini(&sc);
}

/* Asked of one party, the study is of what it sends or is sent. */
static void test_whom_a_copy_concerns(void **state)
{
    struct exposure_question q = {.seed = 1, .reach = KEYS_IDENTITY};
    struct post_compromise *h;
    struct exposure x;
    struct scenario sc;
    struct errmsg e;
    struct arena a;

    (void)state;
    arena_init(&a);
    parse(&sc, "", LETTERS("over: bag, protect: age"));
    q.scenario = &sc;
    for (q.party = 0; q.party < sc.party_count; q.party++) {
        const bool registry = sc.parties[q.party].kind == PARTY_DIRECTORY;
        assert_int_equal(exposure_of(&x, &q, &e), ERR_OK);
        assert_int_equal(x.theft_count, 1);
        for (size_t copy = A; copy <= D; copy++)
            assert_int_equal(exposure_concerns(&x, copy), !registry);
        assert_int_equal(post_compromise_of(&a, &x, LEVEL_TOLD, &h),
                         registry ? 0 : 1);
        exposure_fini(&x);
    }
    scenario_fini(&sc);
    arena_fini(&a);
}

static void test_the_table(void **state)
{
    struct study s;
    size_t size;
    char *text;

    (void)state;
    begin(&s,
          "  - {at: 2022-01-02T00:00Z, send: a, to: russia, over: bag, "
          "protect: age}\n",
          KEYS_IDENTITY);
    FILE *f = open_memstream(&text, &size);
    thefts_write(&s.x, f);
    assert_int_equal(fclose(f), 0);
    assert_string_equal(
        text,
        "party,steals,copy,document,portions,from,to,channel,protection,sent,"
        "theft-from,theft-until,recorded-before,recorded-after,level\r\n"
        "\"russia\",\"identity\",1,\"a\",,\"us\",\"russia\",\"bag\",\"age\","
        "\"2022-01-02T00:00:00Z\",\"2022-01-01T00:00:00Z\","
        "\"2022-01-02T00:00:00Z\",\"no\",\"yes\",\"holds\"\r\n"
        "\"russia\",\"identity\",1,\"a\",,\"us\",\"russia\",\"bag\",\"age\","
        "\"2022-01-02T00:00:00Z\",\"2022-01-02T00:00:00Z\","
        "\"2022-01-11T00:00:00Z\",\"yes\",\"no\",\"holds\"\r\n");
    free(text);
    finish(&s);
}

/* In an open Noise session every theft gives the same; a handshake, and each
 * message of the ratchet, makes another state. */
static void test_prints_of_memory(void **state)
{
    uint8_t none[SHA256_SIZE], begun[SHA256_SIZE], open[SHA256_SIZE],
        later[SHA256_SIZE];
    struct parties w;
    struct arena a;

    (void)state;
    arena_init(&a);
    parties_init(&w, "XX");
    parties_draft(&w, US, "paper", 1, 10);
    memory_fingerprint(&w.party[US], &a, none);
    parties_send(&w, US, RUSSIA, BY_WIRE, "paper", true, MESSAGE_SEAL_NONE);
    memory_fingerprint(&w.party[US], &a, begun);
    parties_settle(&w);
    memory_fingerprint(&w.party[US], &a, open);
    parties_send(&w, US, RUSSIA, BY_WIRE, "paper", true, MESSAGE_SEAL_NONE);
    parties_settle(&w);
    memory_fingerprint(&w.party[US], &a, later);
    assert_memory_not_equal(none, begun, sizeof none);
    assert_memory_not_equal(begun, open, sizeof begun);
    assert_memory_equal(open, later, sizeof open);
    parties_fini(&w);
    arena_fini(&a);
}

/* Where a member stands in another's chain is a secret as well: a message that
 * was read is closed to a theft afterwards. */
static void test_prints_of_a_group(void **state)
{
    static const uint32_t others[] = {RUSSIA, NATO},
                          over[] = {BY_WIRE, BY_WIRE};
    struct event_command c = {.kind = RECORD_VERB_FOUND,
                              .group = "allies",
                              .document = "paper",
                              .to = others,
                              .over = over,
                              .to_count = 2};
    uint8_t before[SHA256_SIZE], after[SHA256_SIZE];
    struct parties w;
    struct arena a;

    (void)state;
    arena_init(&a);
    parties_init(&w, "XX");
    parties_draft(&w, US, "paper", 1, 10);
    parties_do(&w, US, &c);
    parties_run(&w, 20);
    c.kind = RECORD_VERB_SEND;
    c.to_count = 0;
    parties_do(&w, US, &c);
    parties_run(&w, 20);
    memory_fingerprint(&w.party[RUSSIA], &a, before);
    struct memory m = {0};
    memory_take(&w.party[RUSSIA], &a, &m);
    const struct memory_group *had = m.groups;
    assert_non_null(had);
    const uint32_t n = had->key.n;
    struct sender_key_peer *his =
        w.party[RUSSIA].groups->members->keys.peer_keys[0];
    assert_non_null(his);
    assert_int_equal(his->at.n, n);
    chain_step(his->at.ck, after);
    memory_fingerprint(&w.party[RUSSIA], &a, after);
    assert_memory_not_equal(before, after, sizeof before);
    parties_fini(&w);
    arena_fini(&a);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_seals_fall_to_the_identity),
        cmocka_unit_test(test_sessions_withstand_the_identity),
        cmocka_unit_test(test_a_state_opens_its_noise_session),
        cmocka_unit_test(test_the_ratchet_forgets_and_heals),
        cmocka_unit_test(test_a_first_letter_falls_to_prekeys),
        cmocka_unit_test(test_a_group_keeps_the_present),
        cmocka_unit_test(test_rotation_and_revocation),
        cmocka_unit_test(test_the_generator),
        cmocka_unit_test(test_what_is_open_falls_to_no_theft),
        cmocka_unit_test(test_a_thief_in_the_run_reads_the_same),
        cmocka_unit_test(test_what_a_way_is_worth),
        cmocka_unit_test(test_words_for_reaches),
        cmocka_unit_test(test_pairs_have_a_limit),
        cmocka_unit_test(test_whom_a_copy_concerns),
        cmocka_unit_test(test_the_table),
        cmocka_unit_test(test_prints_of_memory),
        cmocka_unit_test(test_prints_of_a_group),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
