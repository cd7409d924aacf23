/* Groups, and who has stolen a member's memory: what the thief says in the
 * member's name counts for nothing once the member's key is void. And a member
 * that tells the others different things. */
#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

#include "group/group_state.h"
#include "support/parties.h"
#include "wire/frame.h"

enum { ALL = 2 };

static const uint32_t others[ALL] = {RUSSIA, NATO};

static void command(struct parties *w, enum record_verb kind,
                    const char *document, uint32_t serial)
{
    static const uint32_t over[ALL] = {BY_WIRE, BY_WIRE};
    const bool to_group = kind == RECORD_VERB_SEND;
    const struct event_command c = {
        .kind = kind,
        .document = document,
        .group = "allies",
        .to = to_group ? NULL : others,
        .over = to_group ? NULL : over,
        .to_count = to_group ? 0 : ALL,
        .serial = serial,
        .since = INSTANT_MIN,
    };

    w->now += MINUTE;
    parties_do(w, US, &c);
}

/* All have the member's sender key, and have read a message under it. */
static void begin(struct parties *w)
{
    parties_init(w, "XX");
    parties_draft(w, US, "ours", 2, 10);
    parties_draft(w, US, "forged", 2, 10);
    parties_draft(w, US, "later", 2, 10);
    command(w, RECORD_VERB_FOUND, NULL, 0);
    parties_run(w, 20);
    command(w, RECORD_VERB_SEND, "ours", 0);
    parties_run(w, 20);
    parties_forget(w);
}

/* The frame that a thief of the member's present memory would make: the
 * member's own makes it, and it is kept back. */
static struct bytes make_up(struct parties *w)
{
    struct bytes frame = {0};
    const size_t before = w->frame_count;

    command(w, RECORD_VERB_SEND, "forged", 0);
    for (size_t i = before; i < w->frame_count; i++) {
        w->frames[i].gone = true;
        if (w->frames[i].bytes.data[4] == FRAME_GROUP)
            frame = w->frames[i].bytes;
    }
    assert_true(frame.size > 0);
    return frame;
}

static void test_a_void_key_speaks_for_nobody(void **state)
{
    (void)state;
    for (int revoked = 0; revoked < 2; revoked++) {
        struct parties w;
        begin(&w);
        const struct bytes frame = make_up(&w);
        command(&w, RECORD_VERB_ROTATE, NULL, 0);
        parties_settle(&w);
        if (revoked) command(&w, RECORD_VERB_REVOKE, NULL, 1);
        parties_settle(&w);
        assert_int_equal(parties_records(&w, RUSSIA, RECORD_KEY_VOID), revoked);
        parties_forget(&w);
        parties_give(&w, US, RUSSIA, BY_WIRE, frame);
        assert_int_equal(parties_records(&w, RUSSIA, RECORD_RECEIVED), 1);
        assert_int_equal(parties_records(&w, RUSSIA, RECORD_AUTHENTICATED),
                         !revoked);
        parties_fini(&w);
    }
}

/* The member itself draws another sender key under its new identity, and is
 * taken for itself; what it then says is closed to who has the old one. */
static void test_another_key_after_a_revocation(void **state)
{
    (void)state;
    for (int rotated = 0; rotated < 2; rotated++) {
        struct parties w;
        begin(&w);
        if (rotated) command(&w, RECORD_VERB_ROTATE, NULL, 0);
        parties_settle(&w);
        command(&w, RECORD_VERB_REVOKE, NULL, 1);
        parties_run(&w, 20);
        parties_forget(&w);
        command(&w, RECORD_VERB_SEND, "later", 0);
        parties_run(&w, 20);
        for (size_t i = 0; i < ALL; i++) {
            assert_int_equal(parties_records(&w, others[i], RECORD_RECEIVED),
                             1);
            assert_int_equal(
                parties_records(&w, others[i], RECORD_AUTHENTICATED), rotated);
        }
        assert_int_equal(parties_records(&w, US, RECORD_GROUP_KEY_DRAWN),
                         rotated);
        parties_fini(&w);
    }
}

static void deliver_to(struct parties *w, size_t from_frame, uint32_t to)
{
    for (size_t i = from_frame; i < w->frame_count; i++) {
        if (w->frames[i].to == to) parties_deliver(w, i);
        w->frames[i].gone = true;
    }
}

/* A member that goes back to its state of before says another thing under the
 * same number: each of the others reads one of them, as its, and nobody sees
 * that they were told differently. */
static void test_told_differently(void **state)
{
    struct parties w;

    (void)state;
    begin(&w);
    struct group *g = w.party[US].groups;
    const struct group_keys keys = g->keys;
    const uint32_t number = g->number;
    size_t before = w.frame_count;
    command(&w, RECORD_VERB_SEND, "later", 0);
    deliver_to(&w, before, RUSSIA);
    g->keys = keys;
    g->number = number;
    before = w.frame_count;
    command(&w, RECORD_VERB_SEND, "forged", 0);
    deliver_to(&w, before, NATO);
    for (size_t i = 0; i < ALL; i++) {
        const struct record *r =
            parties_last(&w, others[i], RECORD_AUTHENTICATED);
        assert_string_equal(r->document, i == 0 ? "later" : "forged");
        assert_int_equal(parties_records(&w, others[i], RECORD_REJECTED), 0);
    }
    parties_fini(&w);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_a_void_key_speaks_for_nobody),
        cmocka_unit_test(test_another_key_after_a_revocation),
        cmocka_unit_test(test_told_differently),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
