/* Every act of an adversary on every kind of message, with and without the
 * fields that a message may leave out: whoever is on a channel sees them all,
 * and none is a reason to break. */
#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

#include "adversary/forgery.h"
#include "adversary/intervention.h"
#include "adversary/tactic.h"
#include "opener/finding.h"
#include "support/expected.h"
#include "support/parties.h"

enum { EXCHANGE = 7, OPTIONS = 64 };

static const char *const names[] = {"one", "two"};

/* A message of a kind, whose options are the bits of `with`: false, it cannot
 * be encoded. */
static bool make_message(struct arena *a, enum message_kind kind, unsigned with,
                         struct bytes *out)
{
    struct message m = {.kind = kind, .exchange = EXCHANGE};

    if (message_concerns_document(kind)) m.document = "paper";
    if (with & 1) m.copy = bytes_of_text("no copy at all");
    if (with & 2) m.text = "words";
    if (with & 4) m.author = "us";
    if (with & 8) m.owner = m.group_name = "us";
    if (with & 16) {
        m.portions = m.members = names;
        m.portion_count = m.member_count = 2;
        m.group = EXCHANGE;
    }
    if (with & 32) {
        m.credential = m.bundle = m.sender_key = bytes_of_text("no key");
        m.signature.statement = bytes_of_text("no statement");
    }
    return !message_encode(a, &m, out);
}

/* An adversary who looks at one frame. */
struct onlooker {
    struct parties *w;
    struct arena arena;
    struct keys keys;
    struct opener opener;
    struct identity own;
    struct rng_root root;
    struct rng rng;
    struct intervention h;
    struct opener_layers seen;
};

static void look(struct onlooker *o, struct bytes frame, uint64_t exchange)
{
    o->seen = (struct opener_layers){.from = US,
                                     .to = RUSSIA,
                                     .channel = o->w->channels[BY_HAND].name,
                                     .exchange = exchange,
                                     .whole = frame};
    assert_int_equal(frame_decode(frame, &o->seen.frame), ERR_OK);
    opener_follow(&o->opener, &o->seen);
    opener_open(&o->opener, &o->arena, &o->seen);
    o->h = (struct intervention){.arena = &o->arena,
                                 .world = &o->w->world,
                                 .rng = &o->rng,
                                 .root = &o->root};
    intervention_init(&o->h, &o->seen, BY_HAND);
}

static void play_tactic(struct onlooker *o, const struct tactic *tactic,
                        enum claim_session session)
{
    struct tactic_play play = {
        .tactic = tactic,
        .target = {.exchange = EXCHANGE,
                   .from = US,
                   .to = RUSSIA,
                   .channel = BY_HAND,
                   .keeper_channel = OPENER_NONE,
                   .third = NATO,
                   .third_sender = BY_HAND,
                   .third_recipient = BY_HAND,
                   .directory = NATO,
                   .directory_channel = BY_HAND,
                   .document = "paper",
                   .profile = {.session = session,
                               .pattern = noise_pattern_find("XX")}},
        .self = {&o->w->world, &o->own, &o->root, &o->arena},
        .keys = &o->keys,
    };

    if (!tactic->play) return;
    play.kept = o->seen.whole;
    (void)tactic->play(&play, &o->h);
}

static void do_everything(struct onlooker *o, struct bytes frame)
{
    struct finding found[FINDING_MAX];
    struct finding_known known = {0};

    look(o, frame, EXCHANGE);
    finding_of(&o->arena, &o->seen, &o->arena, &known, found);
    for (enum record_act act = RECORD_ACT_DROP; act <= RECORD_ACT_INJECT;
         act++) {
        look(o, frame, EXCHANGE);
        intervention_do(&o->h, act);
        assert_true(o->h.dropped == (act == RECORD_ACT_DROP));
        assert_true((o->h.extra != NULL) ==
                    (act == RECORD_ACT_REPLAY || act == RECORD_ACT_INJECT));
    }
    for (size_t i = 0; i < tactic_count; i++)
        for (enum claim_session session = CLAIM_SESSION_NONE;
             session <= CLAIM_SESSION_GROUP; session++) {
            look(o, frame, EXCHANGE);
            play_tactic(o, &tactic_rows[i], session);
        }
}

static void test_every_kind_of_message(void **state)
{
    struct parties w;
    struct onlooker o = {.w = &w};
    size_t made = 0;

    (void)state;
    parties_init(&w, "XX");
    rng_root_init(&o.root, 1, 1);
    rng_init(&o.rng, &o.root, "tap", "adversary");
    identity_init(&o.own, &o.rng);
    keys_init(&o.keys, PARTIES_COUNT);
    keys_add_identity(&o.keys, RUSSIA, &w.party[RUSSIA].identity);
    for (unsigned kind = 0; kind < MESSAGE_KIND_COUNT; kind++)
        for (unsigned with = 0; with < OPTIONS; with++) {
            struct bytes message;
            arena_init(&o.arena);
            opener_init(&o.opener, w.peers, PARTIES_COUNT, &o.keys);
            if (make_message(&o.arena, (enum message_kind)kind, with,
                             &message)) {
                made++;
                do_everything(&o, forgery_frame(&o.arena, message));
            }
            opener_fini(&o.opener);
            arena_fini(&o.arena);
        }
    assert_int_equal(made, MESSAGE_KIND_COUNT * OPTIONS);
    keys_fini(&o.keys);
    identity_fini(&o.own);
    rng_fini(&o.rng);
    parties_fini(&w);
}

#define STORY                                                          \
    "demarche: 1\n"                                                    \
    "clock: {start: 2022-02-01, end: 2022-03-01}\n"                    \
    "parties: {us: , russia: , nato: }\n"                              \
    "channels:\n"                                                      \
    "  line: {between: [us, russia, nato], medium: network}\n"         \
    "  road: {between: [us, russia], medium: courier, delay: 2 d}\n"   \
    "documents: {memo: {author: us, portions: {door: It is open.}}}\n" \
    "protection: {ratchet: {session: ratchet}}\n"

/* What names no document cannot be forged under one. */
static void test_injected_where_no_document_is_named(void **state)
{
    (void)state;
    expected_hold(STORY "groups: {all: {members: [us, russia], over: line}}\n"
                        "adversary: {tap: {on: line, can: inject}}\n"
                        "expect: [russia never knows of memo]\n",
                  1);
    expected_hold(STORY
                  "adversary: {tap: {on: line, can: inject}}\n"
                  "script:\n"
                  "  - {at: 2022-02-02, draft: memo}\n"
                  "  - {at: 2022-02-03, send: memo, to: russia, over: line,\n"
                  "     protect: ratchet}\n"
                  "expect: [russia holds memo]\n",
                  1);
    expected_hold(STORY "adversary: {tap: {on: road, can: inject}}\n"
                        "script:\n"
                        "  - {at: 2022-02-02, rotate: us, over: road}\n"
                        "  - {at: 2022-02-03, revoke: us, over: road}\n"
                        "expect: [russia never knows of memo]\n",
                  1);
}

/* What is added takes the time that its channel takes, and goes nowhere while
 * the channel is out. */
static void test_injected_takes_its_time(void **state)
{
#define SENT                              \
    "script:\n"                           \
    "  - {at: 2022-02-02, draft: memo}\n" \
    "  - {at: 2022-02-03, send: memo, to: russia, over: road}\n"
    (void)state;
    expected_hold(STORY SENT "adversary: {tap: {on: road, can: inject}}\n"
                             "expect:\n"
                             "  - russia never knows of memo until 2022-02-05\n"
                             "  - russia knows of memo at 2022-02-05\n",
                  1);
    expected_hold(STORY SENT
                  "  - {when: russia receives memo, forward: memo,\n"
                  "     from: russia, to: nato}\n"
                  "adversary: {tap: {on: road, can: [drop, inject]}}\n"
                  "expect:\n"
                  "  - russia knows of memo at 2022-02-05\n"
                  "  - russia never knows of memo until 2022-02-05\n"
                  "  - nato never holds memo\n",
                  1);
    expected_hold(STORY SENT "adversary: {tap: {on: road, can: [drop, "
                             "replay]}}\n"
                             "expect:\n"
                             "  - russia holds memo by 2022-02-05T01:00Z\n"
                             "  - russia never holds memo before "
                             "2022-02-05T01:00Z\n",
                  1);
    expected_hold(STORY "adversary: {tap: {on: road, can: [drop, inject]}}\n"
                        "script:\n"
                        "  - {at: 2022-02-02, draft: memo}\n"
                        "  - {at: 2022-02-03, outage: road}\n"
                        "  - {at: 2022-02-03, send: memo, to: russia, over: "
                        "road}\n"
                        "expect: [russia never knows of memo]\n",
                  1);
#undef SENT
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_every_kind_of_message),
        cmocka_unit_test(test_injected_where_no_document_is_named),
        cmocka_unit_test(test_injected_takes_its_time),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
