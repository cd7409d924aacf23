/* Groups: founding, speaking, members who come and go, every frame in every
 * state, forgery, and the limits. */
#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

#include "base/writer.h"
#include "group/group.h"
#include "group/group_talk.h"
#include "session/session.h"
#include "support/parties.h"

static const struct event_carriage ratchet = {.kind = CARRIAGE_RATCHET};

/* A command about a group, towards so many others. */
static void change(struct parties *w, uint32_t party, enum record_verb kind,
                   const uint32_t *to, size_t count)
{
    static const uint32_t over[] = {BY_WIRE, BY_WIRE, BY_WIRE};
    const struct event_command c = {.kind = kind,
                                    .group = "allies",
                                    .to = to,
                                    .over = over,
                                    .to_count = count};

    parties_do(w, party, &c);
}

static void add(struct parties *w, uint32_t party)
{
    change(w, US, RECORD_VERB_ADD, &party, 1);
}

static void take_off(struct parties *w, uint32_t party)
{
    change(w, US, RECORD_VERB_REMOVE, &party, 1);
}

static void say(struct parties *w, uint32_t from, const char *document)
{
    const struct event_command c = {
        .kind = RECORD_VERB_SEND, .document = document, .group = "allies"};

    parties_do(w, from, &c);
}

/* A world whose parties have a paper each, and a group of so many of them. */
static void begin(struct parties *w, uint64_t seed, size_t members)
{
    static const uint32_t others[] = {RUSSIA, NATO};

    parties_init_seed(w, "XX", seed);
    parties_draft(w, US, "ours", 2, 10);
    parties_draft(w, US, "later", 2, 10);
    parties_draft(w, RUSSIA, "theirs", 2, 10);
    parties_draft(w, NATO, "natos", 2, 10);
    change(w, US, RECORD_VERB_FOUND, others, members - 1);
}

static size_t all_records(const struct parties *w, enum record_kind kind)
{
    size_t count = 0;

    for (uint32_t i = 0; i < PARTIES_COUNT; i++)
        count += parties_records(w, i, kind);
    return count;
}

/* The number of times that the party has received a document. */
static size_t received(const struct parties *w, uint32_t party,
                       const char *document)
{
    size_t count = 0;

    for (size_t i = 0; i < w->record_count; i++)
        count += w->records[i].party == party &&
                 w->records[i].record.kind == RECORD_RECEIVED &&
                 strcmp(w->records[i].record.document, document) == 0;
    return count;
}

static bool is_group(const struct parties_frame *f)
{
    return f->bytes.data[4] == FRAME_GROUP;
}

static void test_said_once_heard_by_all(void **state)
{
    struct parties w;
    struct bytes said = {0};
    size_t copies = 0;

    (void)state;
    begin(&w, 7, 3);
    parties_settle(&w);
    assert_int_equal(all_records(&w, RECORD_GROUP_JOINED), 2);
    const struct record *founded = parties_last(&w, US, RECORD_GROUP_FOUNDED);
    assert_string_equal(founded->group, "allies");
    assert_int_equal(founded->member_count, 3);
    for (size_t i = 0; i < founded->member_count; i++)
        assert_string_equal(founded->members[i], w.peers[i].name);
    say(&w, US, "ours");
    say(&w, NATO, "natos");
    parties_run(&w, 20);
    for (size_t i = 0; i < w.frame_count; i++) {
        if (!is_group(&w.frames[i]) || w.frames[i].from != US) continue;
        if (copies++ > 0) assert_true(bytes_equal(said, w.frames[i].bytes));
        said = w.frames[i].bytes;
    }
    assert_true(copies >= 2);
    assert_int_equal(received(&w, RUSSIA, "ours"), 1);
    assert_int_equal(received(&w, NATO, "ours"), 1);
    assert_int_equal(received(&w, US, "natos"), 1);
    assert_int_equal(received(&w, RUSSIA, "natos"), 1);
    /* The sender is known, and can be proved to nobody. */
    assert_int_equal(all_records(&w, RECORD_AUTHENTICATED), 4);
    assert_int_equal(all_records(&w, RECORD_CHECKED), 0);
    assert_int_equal(all_records(&w, RECORD_REJECTED), 0);
    assert_int_equal(w.timer_count, 0);
    parties_fini(&w);
}

/* A new member reads nothing sent before, a removed one nothing sent after; the
 * others draw new keys. */
static void test_members_come_and_go(void **state)
{
    struct parties w;

    (void)state;
    begin(&w, 7, 2);
    parties_run(&w, 20);
    say(&w, US, "ours");
    parties_run(&w, 20);
    add(&w, NATO);
    parties_run(&w, 20);
    say(&w, RUSSIA, "theirs");
    parties_run(&w, 20);
    assert_int_equal(received(&w, NATO, "ours"), 0);
    assert_int_equal(received(&w, NATO, "theirs"), 1);
    assert_int_equal(all_records(&w, RECORD_GROUP_KEY_DRAWN), 0);
    take_off(&w, RUSSIA);
    parties_run(&w, 20);
    const struct record *drawn = parties_last(&w, US, RECORD_GROUP_KEY_DRAWN);
    assert_string_equal(drawn->group, "allies");
    assert_int_equal(drawn->serial, 2);
    say(&w, US, "later");
    say(&w, RUSSIA, "theirs");
    parties_run(&w, 20);
    assert_int_equal(received(&w, NATO, "later"), 1);
    assert_int_equal(received(&w, RUSSIA, "later"), 0);
    assert_int_equal(parties_records(&w, RUSSIA, RECORD_GROUP_LEFT), 1);
    parties_assert_refused(&w, RUSSIA, REASON_NO_GROUP);
    assert_int_equal(all_records(&w, RECORD_REJECTED), 0);
    assert_int_equal(w.timer_count, 0);
    parties_fini(&w);
}

/* Messages sent after the removal, given to a removed member that has not heard
 * of it: it has kept every key, and takes itself for a member. */
static void test_removed_member_cannot_read_on(void **state)
{
    struct parties w;

    (void)state;
    begin(&w, 7, 3);
    parties_run(&w, 20);
    say(&w, US, "ours");
    parties_run(&w, 20);
    take_off(&w, RUSSIA);
    const size_t before = w.frame_count;
    for (size_t i = 0; i < w.frame_count; i++)
        if (!w.frames[i].gone && w.frames[i].to != RUSSIA)
            parties_deliver(&w, i);
    w.party[RUSSIA].groups->epoch = w.party[US].groups->epoch;
    say(&w, US, "later");
    for (size_t i = before; i < w.frame_count; i++) {
        if (w.frames[i].to == NATO) parties_deliver(&w, i);
        if (is_group(&w.frames[i]))
            parties_give(&w, US, RUSSIA, BY_WIRE, w.frames[i].bytes);
    }
    assert_int_equal(received(&w, NATO, "later"), 1);
    assert_int_equal(received(&w, RUSSIA, "later"), 0);
    assert_int_equal(w.party[RUSSIA].groups->members->waiting, 1);
    parties_fini(&w);
}

/* The founder has no key of a member yet, and tells the member once it has. */
static void test_founded_before_keys_are_known(void **state)
{
    static const uint32_t others[] = {RUSSIA, NATO};
    struct parties w;

    (void)state;
    parties_init(&w, "XX");
    parties_draft(&w, US, "ours", 2, 10);
    w.party[US].keyring.policy = KEYRING_FIRST_USE;
    change(&w, US, RECORD_VERB_FOUND, others, 2);
    parties_run(&w, 3);
    assert_int_equal(all_records(&w, RECORD_GROUP_JOINED), 0);
    w.party[US].keyring.policy = KEYRING_PINNED;
    parties_run(&w, 20);
    assert_int_equal(all_records(&w, RECORD_GROUP_JOINED), 2);
    say(&w, US, "ours");
    parties_run(&w, 20);
    assert_int_equal(all_records(&w, RECORD_AUTHENTICATED), 2);
    assert_int_equal(w.timer_count, 0);
    parties_fini(&w);
}

/* Loses the n-th frame of all; false when there were not so many. */
static bool run_losing(struct parties *w, size_t lost)
{
    for (size_t i = 0; i < w->frame_count || w->timer_count > 0; i++) {
        while (i == w->frame_count)
            if (!parties_tick(w)) return false;
        if (i != lost) parties_deliver(w, i);
    }
    return lost < w->frame_count;
}

static void test_any_frame_lost(void **state)
{
    bool lost = true;

    (void)state;
    for (size_t n = 0; lost; n++) {
        struct parties w;
        begin(&w, 7, 3);
        say(&w, US, "ours");
        lost = run_losing(&w, n);
        assert_int_equal(received(&w, RUSSIA, "ours"), 1);
        assert_int_equal(received(&w, NATO, "ours"), 1);
        assert_int_equal(all_records(&w, RECORD_UNDELIVERED), 0);
        assert_int_equal(w.timer_count, 0);
        parties_fini(&w);
        assert_true(n < 60);
    }
}

/* Every frame of a whole story once more after each step of it, as it was, cut
 * short, and spoiled: nothing is heard twice, and nobody is put off. */
static void repeat_all(struct parties *w, size_t upto)
{
    for (size_t i = 0; i < upto; i++) {
        const struct parties_frame f = w->frames[i];
        uint8_t *spoiled = arena_alloc(&w->arena, f.bytes.size);
        parties_give(w, f.from, f.to, f.channel, f.bytes);
        memcpy(spoiled, f.bytes.data, f.bytes.size);
        spoiled[f.bytes.size - 1 - i % (f.bytes.size - 1)] ^= 1;
        parties_give(w, f.from, f.to, f.channel,
                     bytes_of(spoiled, f.bytes.size));
        parties_give(w, f.from, f.to, f.channel,
                     bytes_of(f.bytes.data, f.bytes.size / 2));
    }
}

/* Delivers all there is; after the n-th frame of the story all come again. */
static void settle(struct parties *w, size_t n, size_t *done)
{
    for (size_t i = 0; i < w->frame_count; i++) {
        if (w->frames[i].gone) continue;
        parties_deliver(w, i);
        if (++*done == n) repeat_all(w, w->frame_count);
    }
}

static void test_every_frame_in_every_state(void **state)
{
    bool more = true;

    (void)state;
    for (size_t n = 1; more; n++) {
        struct parties w;
        size_t done = 0;
        begin(&w, 7, 2);
        settle(&w, n, &done);
        say(&w, US, "ours");
        add(&w, NATO);
        say(&w, RUSSIA, "theirs");
        settle(&w, n, &done);
        take_off(&w, RUSSIA);
        settle(&w, n, &done);
        say(&w, US, "later");
        settle(&w, n, &done);
        more = done >= n;
        parties_run(&w, 60);
        assert_int_equal(received(&w, RUSSIA, "ours"), 1);
        assert_int_equal(received(&w, US, "theirs"), 1);
        assert_int_equal(received(&w, NATO, "later"), 1);
        assert_int_equal(received(&w, NATO, "ours"), 0);
        assert_int_equal(received(&w, RUSSIA, "later"), 0);
        assert_int_equal(all_records(&w, RECORD_UNDELIVERED), 0);
        assert_int_equal(w.timer_count, 0);
        parties_fini(&w);
    }
}

/* A frame that no member can have said, as far as the party knows. */
static void test_strangers_are_rejected(void **state)
{
    struct parties w;

    (void)state;
    begin(&w, 7, 2);
    say(&w, US, "ours");
    parties_run(&w, 20);
    size_t i = 0;
    while (!is_group(&w.frames[i]))
        i++;
    const struct bytes said = w.frames[i].bytes;
    uint8_t *other = arena_alloc(&w.arena, said.size);
    memcpy(other, said.data, said.size);
    parties_give(&w, US, NATO, BY_WIRE, said);
    parties_assert_rejected(&w, NATO, REASON_NO_GROUP);
    parties_give(&w, NATO, RUSSIA, BY_WIRE, said);
    parties_assert_rejected(&w, RUSSIA, REASON_NOT_MEMBER);
    parties_give(&w, US, RUSSIA, BY_HAND, said);
    parties_assert_rejected(&w, RUSSIA, REASON_NO_GROUP);
    bytes_put_be32(other + 17, 7); /* a number it has not had */
    parties_give(&w, US, RUSSIA, BY_WIRE, bytes_of(other, said.size));
    parties_assert_rejected(&w, RUSSIA, REASON_NOT_AUTHENTIC);
    assert_int_equal(received(&w, RUSSIA, "ours"), 1);
    parties_fini(&w);
}

/* Members too far behind are rejected, and told by the founder. */
static void test_old_views_are_rejected(void **state)
{
    struct parties w;

    (void)state;
    begin(&w, 7, 2);
    parties_run(&w, 20);
    say(&w, RUSSIA, "theirs");
    size_t i = parties_pending(&w);
    while (!is_group(&w.frames[i]))
        i++;
    for (int n = 0; n <= GROUP_TALK_EPOCHS_PAST; n += 2) {
        add(&w, NATO);
        take_off(&w, NATO);
    }
    parties_forget(&w);
    const size_t before = w.frame_count;
    parties_deliver(&w, i);
    parties_assert_rejected(&w, US, REASON_OLD_EPOCH);
    assert_int_equal(w.frame_count, before + 1); /* the members as they are */
    parties_fini(&w);
}

/* Messages about groups count only in a session, and from the founder. */
static void give_plain(struct parties *w, uint32_t from, uint32_t to,
                       const struct message *m)
{
    struct frame frame = {.type = FRAME_PLAIN};
    struct writer out;

    assert_int_equal(message_encode(&w->arena, m, &frame.payload), ERR_OK);
    const size_t size = FRAME_HEAD_SIZE + frame.payload.size;
    writer_init(&out, arena_alloc(&w->arena, size), size);
    assert_int_equal(frame_encode(&frame, &out), ERR_OK);
    parties_give(w, from, to, BY_WIRE, writer_bytes(&out));
}

static void test_only_private_word_counts(void **state)
{
    static const char *const members[] = {"us", "nato"};
    struct parties w;

    (void)state;
    begin(&w, 7, 2);
    parties_run(&w, 20);
    const struct message m = {.kind = MESSAGE_GROUP,
                              .group = 9,
                              .group_name = "cabal",
                              .counter = 1,
                              .members = members,
                              .member_count = 2};
    give_plain(&w, US, NATO, &m);
    parties_assert_rejected(&w, NATO, REASON_NOT_AUTHENTIC);
    const struct message key = {.kind = MESSAGE_SENDER_KEY,
                                .group = w.party[US].groups->id};
    give_plain(&w, US, RUSSIA, &key);
    parties_assert_rejected(&w, RUSSIA, REASON_NOT_AUTHENTIC);
    const struct message lack = {.kind = MESSAGE_GROUP_LACK,
                                 .group = w.party[US].groups->id};
    give_plain(&w, RUSSIA, US, &lack);
    parties_assert_rejected(&w, US, REASON_NOT_AUTHENTIC);
    assert_null(w.party[NATO].groups);
    parties_fini(&w);
}

/* In a session of the ratchet, from an authenticated peer. */
static void tell(struct parties *w, uint32_t from, uint32_t to,
                 const struct message *m)
{
    struct arena a;
    struct effects out;
    struct bytes encoded;

    arena_init(&a);
    effect_init(&out, &w->arena);
    assert_int_equal(message_encode(&w->arena, m, &encoded), ERR_OK);
    const struct event event = {.now = w->now};
    const struct party_step step = {&event, &out};
    session_send(&w->party[from], &step, to, BY_WIRE,
                 &(struct event_carriage){0}, 0, encoded);
    for (const struct effect *e = out.first; e; e = e->next)
        if (e->kind == EFFECT_SEND)
            parties_give(w, from, to, BY_WIRE, e->frame);
    arena_fini(&a);
}

static void test_only_the_founder_changes(void **state)
{
    static const char *const usurped[] = {"russia", "us", "nato"};
    static const char *const unknown[] = {"us", "atlantis"};
    static const char *const twice[] = {"us", "russia", "russia"};
    struct parties w;

    (void)state;
    begin(&w, 7, 3);
    say(&w, RUSSIA, "theirs"); /* too early: not a member yet */
    parties_assert_refused(&w, RUSSIA, REASON_NO_GROUP);
    parties_run(&w, 20);
    say(&w, RUSSIA, "theirs");
    parties_run(&w, 20);
    struct message m = {.kind = MESSAGE_GROUP,
                        .group = w.party[US].groups->id,
                        .group_name = "allies",
                        .counter = 9,
                        .members = usurped,
                        .member_count = 3};
    tell(&w, RUSSIA, NATO, &m);
    parties_assert_rejected(&w, NATO, REASON_NOT_FOUNDER);
    m.group++; /* another group of the same name */
    tell(&w, RUSSIA, NATO, &m);
    parties_assert_rejected(&w, NATO, REASON_NOT_FOUNDER);
    m.group--;
    m.members = unknown;
    m.member_count = 2;
    tell(&w, US, NATO, &m);
    parties_assert_rejected(&w, NATO, REASON_MALFORMED);
    m.members = twice;
    m.member_count = 3;
    tell(&w, US, NATO, &m);
    parties_assert_rejected(&w, NATO, REASON_MALFORMED);
    assert_int_equal(w.party[NATO].groups->epoch, 1);
    change(&w, RUSSIA, RECORD_VERB_REMOVE, &(const uint32_t){NATO}, 1);
    assert_int_equal(parties_last(&w, RUSSIA, RECORD_GROUP_REFUSED)->reason,
                     REASON_NOT_FOUNDER);
    take_off(&w, US);
    assert_int_equal(parties_last(&w, US, RECORD_GROUP_REFUSED)->reason,
                     REASON_NOT_FOUNDER);
    add(&w, NATO);
    assert_int_equal(parties_last(&w, US, RECORD_GROUP_REFUSED)->reason,
                     REASON_IS_MEMBER);
    take_off(&w, NATO);
    take_off(&w, NATO);
    assert_int_equal(parties_last(&w, US, RECORD_GROUP_REFUSED)->reason,
                     REASON_NO_MEMBER);
    parties_fini(&w);
}

/* A founder's word on its group that no founder would say. */
static void test_rosters_that_cannot_be(void **state)
{
    static const char *const both[] = {"us", "nato"};
    static const char *const founder_second[] = {"nato", "us"};
    static const char *many[GROUP_MEMBERS_MAX + 1];
    char long_name[GROUP_NAME_MAX + 2];
    struct parties w;

    (void)state;
    memset(long_name, 'n', sizeof long_name);
    long_name[sizeof long_name - 1] = '\0';
    for (size_t i = 0; i <= GROUP_MEMBERS_MAX; i++)
        many[i] = "us";
    begin(&w, 7, 3);
    parties_run(&w, 20);
    const uint64_t id = w.party[US].groups->id;
    const struct {
        uint64_t group;
        const char *name;
        uint64_t counter;
        const char *const *members;
        size_t count;
    } rows[] = {
        {0, "allies", 9, both, 2},
        {id, NULL, 9, both, 2},
        {id, "", 9, both, 2},
        {id, long_name, 9, both, 2},
        {id, "allies", 0, both, 2},
        {id, "allies", (uint64_t)UINT32_MAX + 1, both, 2},
        {id, "allies", 9, both, 0},
        {id, "allies", 9, many, GROUP_MEMBERS_MAX + 1},
        {id, "allies", 9, founder_second, 2},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        const struct message m = {.kind = MESSAGE_GROUP,
                                  .group = rows[i].group,
                                  .group_name = rows[i].name,
                                  .counter = rows[i].counter,
                                  .members = rows[i].members,
                                  .member_count = rows[i].count};
        const size_t before = all_records(&w, RECORD_REJECTED);
        tell(&w, US, NATO, &m);
        parties_assert_rejected(&w, NATO, REASON_MALFORMED);
        assert_int_equal(all_records(&w, RECORD_REJECTED), before + 1);
        assert_int_equal(w.party[NATO].groups->epoch, 1);
    }
    parties_fini(&w);
}

/* A member may be in as many groups as there is room for. */
static void test_limit_of_groups(void **state)
{
    static const char *const members[] = {"russia", "nato"};
    struct parties w;

    (void)state;
    begin(&w, 7, 3);
    parties_run(&w, 20);
    parties_send_in(&w, RUSSIA, NATO, BY_WIRE, "theirs", false, ratchet);
    parties_run(&w, 20);
    for (uint64_t i = 1; i <= GROUP_MAX; i++) {
        const struct message m = {
            .kind = MESSAGE_GROUP,
            .group = i,
            .group_name = arena_format(&w.arena, "cabal-%u", (unsigned)i),
            .counter = 1,
            .members = members,
            .member_count = 2};
        assert_int_equal(parties_records(&w, NATO, RECORD_REJECTED), 0);
        tell(&w, RUSSIA, NATO, &m);
    }
    parties_assert_rejected(&w, NATO, REASON_TOO_MANY);
    parties_fini(&w);
}

/* Frames whose key has not come wait in a line that has an end; what fell out
 * of it is said again. */
static void test_limit_of_the_line(void **state)
{
    enum { OVER = GROUP_TALK_LINE_MAX + 3 };
    struct parties w;

    (void)state;
    begin(&w, 7, 2);
    parties_run(&w, 20);
    for (size_t i = 0; i < OVER; i++)
        parties_draft(&w, US, arena_format(&w.arena, "paper-%zu", i), 1, 10);
    for (size_t i = 0; i < OVER; i++)
        say(&w, US, arena_format(&w.arena, "paper-%zu", i));
    for (size_t i = 0; i < w.frame_count; i++)
        if (!w.frames[i].gone && is_group(&w.frames[i])) parties_deliver(&w, i);
    assert_int_equal(parties_records(&w, RUSSIA, RECORD_FRAME_DROPPED),
                     OVER - GROUP_TALK_LINE_MAX);
    parties_run(&w, 20);
    assert_int_equal(parties_records(&w, RUSSIA, RECORD_RECEIVED), OVER);
    assert_int_equal(w.timer_count, 0);
    parties_fini(&w);
}

static void test_limit_in_flight(void **state)
{
    enum { OVER = GROUP_TALK_IN_FLIGHT_MAX + 3 };
    struct parties w;
    size_t flying = 0;

    (void)state;
    begin(&w, 7, 2);
    parties_run(&w, 20);
    say(&w, US, "ours");
    parties_run(&w, 20);
    for (size_t i = 0; i < OVER; i++)
        say(&w, US, "later");
    for (size_t i = 0; i < w.frame_count; i++)
        flying += !w.frames[i].gone && is_group(&w.frames[i]);
    assert_int_equal(flying, GROUP_TALK_IN_FLIGHT_MAX);
    parties_run(&w, 20);
    assert_int_equal(received(&w, RUSSIA, "later"), OVER);
    parties_fini(&w);
}

/* A member whom nothing reaches is given up, and the group goes on. */
static void test_giving_up(void **state)
{
    struct parties w;

    (void)state;
    begin(&w, 7, 2);
    parties_run(&w, 20);
    say(&w, US, "ours");
    parties_run(&w, 20);
    say(&w, US, "later");
    for (unsigned n = 0; n <= 2 * SESSION_ATTEMPTS_MAX && parties_tick(&w); n++)
        for (size_t i = 0; i < w.frame_count; i++)
            w.frames[i].gone = true;
    assert_int_equal(parties_records(&w, US, RECORD_UNDELIVERED), 1);
    assert_int_equal(w.timer_count, 0);
    say(&w, US, "later");
    parties_run(&w, 20);
    assert_int_equal(received(&w, RUSSIA, "later"), 1);
    parties_fini(&w);
}

static void test_no_copies_for_each_alone(void **state)
{
    const struct event_command c = {.kind = RECORD_VERB_SEND,
                                    .document = "ours",
                                    .group = "allies",
                                    .seal = MESSAGE_SEAL_HPKE_BASE};
    struct parties w;

    (void)state;
    begin(&w, 7, 3);
    parties_run(&w, 20);
    parties_do(&w, US, &c);
    parties_assert_refused(&w, US, REASON_NOT_SHARED);
    parties_fini(&w);
}

/* The key that a member has of the first other one. */
static struct sender_key_peer *key_of_us(struct parties *w, uint32_t party)
{
    return w->party[party].groups->members->keys.peer_keys[0];
}

static bool lies_in(const void *memory, size_t size, const uint8_t *key)
{
    for (size_t i = 0; i + CHAIN_KEY_SIZE <= size; i++)
        if (memcmp((const uint8_t *)memory + i, key, CHAIN_KEY_SIZE) == 0)
            return true;
    return false;
}

static bool has_chain_key(const struct group *g, const uint8_t *key)
{
    bool found = lies_in(g, sizeof *g, key);

    for (const struct group_said *s = g->said; s; s = s->next)
        found = found || lies_in(s, sizeof *s, key);
    for (const struct group_member *m = g->members; m; m = m->next) {
        found = found || lies_in(m, sizeof *m, key);
        for (size_t i = 0; i < GROUP_KEYS_KEPT && m->keys.peer_keys[i]; i++)
            found = found || lies_in(m->keys.peer_keys[i],
                                     sizeof(struct sender_key_peer), key);
    }
    return found;
}

/* Neither the speaker nor a listener keeps a chain key that led to what was
 * said, nor any message's once all have confirmed it. */
static void test_only_present_chain_keys(void **state)
{
    uint8_t mk[CHAIN_KEY_SIZE];
    struct sender_key first;
    struct parties w;

    (void)state;
    begin(&w, 7, 3);
    parties_run(&w, 20);
    const struct group *ours = w.party[US].groups;
    group_keys_draw(&first, &w.root, w.peers[US].name, ours->id, 1);
    sender_key_peek(&first, mk);
    say(&w, US, "ours");
    /* Under way, it can be read; but the chain has moved on. */
    assert_false(has_chain_key(ours, first.ck));
    assert_true(lies_in(ours->said, sizeof *ours->said, mk));
    parties_run(&w, 20);
    for (uint32_t i = 0; i < PARTIES_COUNT; i++) {
        assert_false(has_chain_key(w.party[i].groups, first.ck));
        assert_false(has_chain_key(w.party[i].groups, mk));
    }
    assert_null(ours->said);
    assert_true(has_chain_key(w.party[RUSSIA].groups, ours->keys.key.ck));
    /* A new key ends the chain before it at once. */
    const struct sender_key ended = ours->keys.key;
    take_off(&w, NATO);
    assert_false(has_chain_key(ours, ended.ck));
    say(&w, US, "later");
    parties_run(&w, 20);
    assert_int_equal(received(&w, RUSSIA, "later"), 1);
    assert_false(has_chain_key(w.party[RUSSIA].groups, ended.ck));
    parties_fini(&w);
}

/* A member that has lost the speaker's key gets the key of now, and those of
 * the messages that wait, each alone. */
static void test_single_keys_are_given_again(void **state)
{
    struct parties w;

    (void)state;
    begin(&w, 7, 2);
    parties_run(&w, 20);
    say(&w, US, "ours");
    parties_run(&w, 20);
    struct group *theirs = w.party[RUSSIA].groups;
    theirs->protocol->forget(theirs->members);
    say(&w, US, "later");
    parties_run(&w, 20);
    assert_int_equal(received(&w, RUSSIA, "later"), 1);
    assert_int_equal(all_records(&w, RECORD_REJECTED), 0);
    assert_int_equal(parties_records(&w, US, RECORD_GROUP_KEY_GIVEN), 2);
    assert_int_equal(parties_last(&w, US, RECORD_GROUP_KEY_GIVEN)->count, 1);
    assert_int_equal(key_of_us(&w, RUSSIA)->at.n, 2);
    assert_int_equal(key_of_us(&w, RUSSIA)->kept_count, 0);
    assert_int_equal(w.timer_count, 0);
    parties_fini(&w);
}

/* The same where the speaker has a new key by then. */
static void test_single_keys_of_an_ended_chain(void **state)
{
    struct parties w;

    (void)state;
    begin(&w, 7, 3);
    parties_run(&w, 20);
    say(&w, US, "ours");
    parties_run(&w, 20);
    struct group *theirs = w.party[RUSSIA].groups;
    theirs->protocol->forget(theirs->members);
    say(&w, US, "later");
    const size_t said = w.frame_count;
    take_off(&w, NATO);
    for (size_t i = 0; i < said; i++) /* lost on the way */
        w.frames[i].gone = true;
    parties_run(&w, 20);
    assert_int_equal(received(&w, RUSSIA, "later"), 1);
    assert_int_equal(key_of_us(&w, RUSSIA)->at.n, SENDER_KEY_OVER);
    say(&w, US, "ours");
    parties_run(&w, 20);
    assert_int_equal(received(&w, RUSSIA, "ours"), 2);
    assert_int_equal(key_of_us(&w, RUSSIA)->at.number, 2);
    assert_int_equal(all_records(&w, RECORD_REJECTED), 0);
    parties_fini(&w);
}

/* The frame of the group that the party put on the channel last. */
static size_t last_said(const struct parties *w, uint32_t to)
{
    size_t i = w->frame_count - 1;

    while (!is_group(&w->frames[i]) || w->frames[i].to != to)
        i--;
    return i;
}

/* The key of a message that was overtaken is kept for GROUP_KEYS_EXPIRY; then
 * the message needs its key again. */
static void test_kept_keys_expire(void **state)
{
    struct parties w;

    (void)state;
    begin(&w, 7, 2);
    parties_run(&w, 20);
    say(&w, US, "ours");
    const size_t slow = last_said(&w, RUSSIA);
    w.frames[slow].gone = true;
    parties_settle(&w);
    say(&w, US, "later");
    parties_settle(&w);
    const instant overtaken = w.now;
    struct sender_key_peer *key = key_of_us(&w, RUSSIA);
    assert_int_equal(received(&w, RUSSIA, "later"), 1);
    assert_int_equal(key->kept_count, 1);
    while (key->kept_count > 0) {
        assert_true(parties_tick(&w));
        w.party[US].groups->attempts = 20; /* and does not give up */
        for (size_t i = 0; i < w.frame_count; i++)
            w.frames[i].gone = true;
    }
    assert_true(w.now == overtaken + GROUP_KEYS_EXPIRY);
    assert_true(lies_in(&(struct sender_key_kept){0}, sizeof key->kept[0],
                        key->kept[0].mk));
    parties_deliver(&w, slow);
    assert_int_equal(received(&w, RUSSIA, "ours"), 0);
    assert_int_equal(all_records(&w, RECORD_REJECTED), 0);
    parties_run(&w, 20);
    assert_int_equal(received(&w, RUSSIA, "ours"), 1);
    assert_int_equal(key->kept_count, 0);
    assert_int_equal(w.timer_count, 0);
    parties_fini(&w);
}

/* Single keys are taken only for frames that wait: a message that was read
 * stays closed to whoever takes the memory later. */
static void test_no_key_without_a_frame(void **state)
{
    struct group_keys_said said;
    uint8_t key[SENDER_KEY_DISTRIBUTION_SIZE];
    uint8_t singles[GROUP_KEYS_SINGLE_SIZE + 1] = {0};
    struct sender_key_distribution d;
    struct parties w;

    (void)state;
    begin(&w, 7, 2);
    parties_run(&w, 20);
    say(&w, US, "ours");
    said = w.party[US].groups->said->key;
    parties_run(&w, 20);
    sender_key_distribute(&w.party[US].groups->keys.key, &d);
    sender_key_encode(key, &d);
    memcpy(singles + 4, said.mk, sizeof said.mk);
    struct message m = {
        .kind = MESSAGE_SENDER_KEY,
        .group = w.party[US].groups->id,
        .sender_key = bytes_of(key, sizeof key),
        .message_keys = bytes_of(singles, sizeof singles - 1),
    };
    parties_forget(&w);
    tell(&w, US, RUSSIA, &m);
    assert_int_equal(parties_last(&w, RUSSIA, RECORD_FRAME_DROPPED)->reason,
                     REASON_DUPLICATE_KEY);
    assert_int_equal(key_of_us(&w, RUSSIA)->kept_count, 0);
    m.message_keys.size++;
    tell(&w, US, RUSSIA, &m);
    parties_assert_rejected(&w, RUSSIA, REASON_MALFORMED);
    parties_fini(&w);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_said_once_heard_by_all),
        cmocka_unit_test(test_members_come_and_go),
        cmocka_unit_test(test_removed_member_cannot_read_on),
        cmocka_unit_test(test_founded_before_keys_are_known),
        cmocka_unit_test(test_any_frame_lost),
        cmocka_unit_test(test_every_frame_in_every_state),
        cmocka_unit_test(test_strangers_are_rejected),
        cmocka_unit_test(test_old_views_are_rejected),
        cmocka_unit_test(test_only_private_word_counts),
        cmocka_unit_test(test_only_the_founder_changes),
        cmocka_unit_test(test_rosters_that_cannot_be),
        cmocka_unit_test(test_limit_of_groups),
        cmocka_unit_test(test_limit_of_the_line),
        cmocka_unit_test(test_limit_in_flight),
        cmocka_unit_test(test_giving_up),
        cmocka_unit_test(test_no_copies_for_each_alone),
        cmocka_unit_test(test_only_present_chain_keys),
        cmocka_unit_test(test_single_keys_are_given_again),
        cmocka_unit_test(test_single_keys_of_an_ended_chain),
        cmocka_unit_test(test_kept_keys_expire),
        cmocka_unit_test(test_no_key_without_a_frame),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
