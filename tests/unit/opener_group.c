/* Groups read from outside: with a member's generator, with a key read on its
 * way or out of a stolen memory, and with none. */
#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

#include "opener/opener_group.h"
#include "support/parties.h"

struct reader {
    struct keys keys;
    struct opener opener;
    struct arena arena;
};

static void reader_init(struct reader *r, const struct parties *w)
{
    keys_init(&r->keys, PARTIES_COUNT);
    opener_init(&r->opener, w->peers, PARTIES_COUNT, &r->keys);
    arena_init(&r->arena);
}

static void reader_fini(struct reader *r)
{
    opener_fini(&r->opener);
    keys_fini(&r->keys);
    arena_fini(&r->arena);
}

static void command(struct parties *w, enum record_verb kind,
                    const char *document, const uint32_t *to, size_t count)
{
    static const uint32_t over[] = {BY_WIRE, BY_WIRE};
    const struct event_command c = {.kind = kind,
                                    .document = document,
                                    .group = "allies",
                                    .to = to,
                                    .over = over,
                                    .to_count = count};

    parties_do(w, US, &c);
    parties_run(w, 20);
}

/* Three talk, then russia is removed and one speaks on. */
static void converse(struct parties *w)
{
    static const uint32_t others[] = {RUSSIA, NATO};

    parties_init(w, "XX");
    parties_draft(w, US, "ours", 2, 10);
    command(w, RECORD_VERB_FOUND, NULL, others, 2);
    command(w, RECORD_VERB_SEND, "ours", NULL, 0);
}

/* Counts the group frames from that one on that the reader opens. They are
 * shown forwards and backwards, for messages may come in any order. */
static size_t reads(struct reader *r, const struct parties *w, size_t from,
                    size_t *of, uint32_t by)
{
    size_t count = 0;

    *of = 0;
    for (size_t n = 0; n < 2 * w->frame_count; n++) {
        const size_t i = n < w->frame_count ? n : 2 * w->frame_count - 1 - n;
        const struct parties_frame *f = &w->frames[i];
        struct opener_layers l = {
            .from = f->from,
            .to = f->to,
            .channel = w->channels[f->channel].name,
            .pattern = w->channels[f->channel].pattern,
            .whole = f->bytes,
        };
        assert_int_equal(frame_decode(l.whole, &l.frame), ERR_OK);
        opener_follow(&r->opener, &l);
        opener_open(&r->opener, &r->arena, &l);
        if (l.frame.type != FRAME_GROUP || i < from) continue;
        assert_non_null(l.header);
        (*of)++;
        if (l.raw.size == 0) continue;
        assert_string_equal(l.message.document, "ours");
        assert_int_equal(l.session_by, by);
        assert_true(l.secret_count == 2);
        count++;
    }
    return count;
}

static void test_generators(void **state)
{
    struct parties w;

    (void)state;
    converse(&w);
    command(&w, RECORD_VERB_SEND, "ours", NULL, 0);
    const size_t turn = w.frame_count;
    command(&w, RECORD_VERB_REMOVE, NULL, &(const uint32_t){RUSSIA}, 1);
    command(&w, RECORD_VERB_SEND, "ours", NULL, 0);
    for (uint32_t party = US; party <= PARTIES_COUNT; party++) {
        struct reader r;
        size_t of, after;
        reader_init(&r, &w);
        if (party < PARTIES_COUNT)
            keys_add_all(&r.keys, party, &w.root, w.peers[party].name);
        const size_t all = reads(&r, &w, 0, &of, party);
        assert_true(of >= 6);
        reader_fini(&r);
        reader_init(&r, &w);
        if (party < PARTIES_COUNT)
            keys_add_all(&r.keys, party, &w.root, w.peers[party].name);
        const size_t late = reads(&r, &w, turn, &after, party);
        assert_true(after >= 1);
        assert_int_equal(all == of, party == US || party == NATO);
        assert_int_equal(late == after, party == US || party == NATO);
        if (party == RUSSIA) assert_int_equal(all, of - after);
        if (party == RUSSIA || party == PARTIES_COUNT)
            assert_int_equal(late, 0);
        if (party == PARTIES_COUNT) assert_int_equal(all, 0);
        reader_fini(&r);
    }
    parties_fini(&w);
}

/* Whoever takes a member's memory reads from then on, until a new key. */
static void test_stolen_memory(void **state)
{
    struct parties w;
    struct reader r;
    size_t of;

    (void)state;
    converse(&w);
    reader_init(&r, &w);
    keys_add_state(&r.keys, &w.party[RUSSIA]);
    command(&w, RECORD_VERB_SEND, "ours", NULL, 0);
    const size_t turn = w.frame_count;
    assert_int_equal(reads(&r, &w, 0, &of, RUSSIA), 4); /* the second paper */
    assert_int_equal(of, 8);
    command(&w, RECORD_VERB_REMOVE, NULL, &(const uint32_t){RUSSIA}, 1);
    command(&w, RECORD_VERB_SEND, "ours", NULL, 0);
    assert_int_equal(reads(&r, &w, turn, &of, RUSSIA), 0);
    assert_int_equal(of, 2);
    reader_fini(&r);
    parties_fini(&w);
}

/* Says it once more, and gives the index of its frame to RUSSIA, which is
 * lost. */
static size_t say_and_lose(struct parties *w)
{
    const struct event_command c = {
        .kind = RECORD_VERB_SEND, .document = "ours", .group = "allies"};

    parties_do(w, US, &c);
    for (size_t i = w->frame_count - 1;; i--) {
        struct frame f;
        assert_int_equal(frame_decode(w->frames[i].bytes, &f), ERR_OK);
        if (f.type != FRAME_GROUP || w->frames[i].to != RUSSIA) continue;
        w->frames[i].gone = true;
        return i;
    }
}

/* Of all frames so far, those that the memory of a party opens are the one
 * that is under way. */
static void assert_only_under_way(const struct parties *w, uint32_t party,
                                  size_t under_way)
{
    struct opener_layers l;
    struct reader r;
    bool seen = false;

    keys_init(&r.keys, PARTIES_COUNT);
    keys_add_state(&r.keys, &w->party[party]);
    opener_init(&r.opener, w->peers, PARTIES_COUNT, &r.keys);
    arena_init(&r.arena);
    for (size_t i = 0; i < w->frame_count; i++) {
        const struct parties_frame *f = &w->frames[i];
        l = (struct opener_layers){
            .from = f->from,
            .to = f->to,
            .channel = w->channels[f->channel].name,
            .whole = f->bytes,
        };
        assert_int_equal(frame_decode(l.whole, &l.frame), ERR_OK);
        opener_follow(&r.opener, &l);
        opener_open(&r.opener, &r.arena, &l);
        if (l.frame.type != FRAME_GROUP) continue;
        const bool it = bytes_equal(f->bytes, w->frames[under_way].bytes);
        assert_int_equal(l.raw.size > 0, it);
        if (!it) continue;
        assert_int_equal(l.session_by, party);
        assert_int_equal(l.secret_count, 1); /* no chain key */
        seen = true;
    }
    assert_true(seen);
    reader_fini(&r);
}

/* The key of a message that was overtaken lies with its reader, that of one
 * that was not confirmed with its sender; those of all others are gone. */
static void test_single_keys_in_memory(void **state)
{
    struct parties w;

    (void)state;
    converse(&w);
    const size_t slow = say_and_lose(&w);
    parties_settle(&w);
    const struct event_command c = {
        .kind = RECORD_VERB_SEND, .document = "ours", .group = "allies"};
    parties_do(&w, US, &c);
    parties_settle(&w);
    assert_only_under_way(&w, RUSSIA, slow);
    assert_only_under_way(&w, US, slow);
    parties_fini(&w);
}

/* Counts how many more of them the reader opens after another frame. */
static size_t late(struct reader *r)
{
    struct opener_layers l;
    size_t count = 0;

    while (opener_group_late(&r->opener, &l)) {
        assert_int_equal(l.frame.type, FRAME_GROUP);
        opener_open(&r->opener, &r->arena, &l);
        assert_string_equal(l.message.document, "ours");
        assert_int_equal(l.session_by, RUSSIA);
        count++;
    }
    return count;
}

/* Messages sent before their key arrived are opened when it arrives, once. */
static void test_late_key(void **state)
{
    struct parties w;
    struct reader r;
    size_t said = 0, opened = 0;

    (void)state;
    converse(&w);
    reader_init(&r, &w);
    keys_add_all(&r.keys, RUSSIA, &w.root, w.peers[RUSSIA].name);
    for (int talk = 1; talk >= 0; talk--)
        for (size_t i = 0; i < w.frame_count; i++) {
            const struct parties_frame *f = &w.frames[i];
            struct opener_layers l = {
                .from = f->from,
                .to = f->to,
                .channel = w.channels[f->channel].name,
                .pattern = w.channels[f->channel].pattern,
                .whole = f->bytes,
            };
            assert_int_equal(frame_decode(l.whole, &l.frame), ERR_OK);
            if ((l.frame.type == FRAME_GROUP) != talk) continue;
            opener_follow(&r.opener, &l);
            opener_open(&r.opener, &r.arena, &l);
            if (talk) assert_int_equal(l.raw.size, 0);
            said += (size_t)talk;
            opened += late(&r);
        }
    assert_true(said >= 2);
    assert_int_equal(opened, said);
    assert_int_equal(late(&r), 0);
    reader_fini(&r);
    parties_fini(&w);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_generators),
        cmocka_unit_test(test_stolen_memory),
        cmocka_unit_test(test_single_keys_in_memory),
        cmocka_unit_test(test_late_key),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
