/* A desk: one message at a time, by precedence, and none interrupted. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "machine/inbox.h"
#include "support/parties.h"

enum { HANDLING = 10 };

static int setup(void **state)
{
    struct parties *w = test_malloc(sizeof *w);

    parties_init(w, "XX");
    w->party[RUSSIA].inbox->processing_delay = HANDLING * MINUTE;
    *state = w;
    return 0;
}

static int teardown(void **state)
{
    parties_fini(*state);
    test_free(*state);
    return 0;
}

static void send(struct parties *w, const char *document, uint32_t precedence)
{
    const struct event_command c = {
        .kind = RECORD_VERB_SEND,
        .document = document,
        .to = (const uint32_t[]){RUSSIA},
        .over = (const uint32_t[]){BY_HAND},
        .to_count = 1,
        .sign = true,
        .precedence = precedence,
    };

    parties_draft(w, US, document, 1, 10);
    parties_do(w, US, &c);
    parties_settle(w);
}

static void assert_next(struct parties *w, const char *document)
{
    const instant before = w->now;

    assert_true(parties_tick(w));
    assert_true(w->now - before == HANDLING * MINUTE);
    assert_string_equal(parties_last(w, RUSSIA, RECORD_RECEIVED)->document,
                        document);
}

static void test_precedence(void **state)
{
    struct parties *w = *state;

    send(w, "routine", 3);
    send(w, "routine-too", 3);
    send(w, "flash", 0);
    send(w, "priority", 2);
    send(w, "flash-too", 0);
    assert_int_equal(parties_records(w, RUSSIA, RECORD_ARRIVED), 5);
    assert_int_equal(parties_records(w, RUSSIA, RECORD_RECEIVED), 0);
    /* A message in processing is finished, even when a flash has arrived. */
    assert_next(w, "routine");
    assert_next(w, "flash");
    send(w, "flash-late", 0);
    assert_next(w, "flash-too");
    assert_next(w, "flash-late");
    assert_next(w, "priority");
    assert_next(w, "routine-too");
    assert_false(parties_tick(w));
}

static void test_idle_desk_starts_afresh(void **state)
{
    struct parties *w = *state;

    send(w, "first", 3);
    assert_next(w, "first");
    w->now += HOUR;
    send(w, "second", 3);
    assert_next(w, "second");
    assert_false(parties_tick(w));
}

/* A channel's own acknowledgement does not wait for the desk. */
static void test_sessions_do_not_wait(void **state)
{
    struct parties *w = *state;

    parties_draft(w, US, "paper", 1, 10);
    parties_send(w, US, RUSSIA, BY_WIRE, "paper", true, MESSAGE_SEAL_AGE);
    parties_settle(w);
    assert_int_equal(w->timer_count, 1);
    assert_next(w, "paper");
    assert_int_equal(parties_records(w, RUSSIA, RECORD_CHECKED), 1);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(test_precedence),
        TEST(test_idle_desk_starts_afresh),
        TEST(test_sessions_do_not_wait),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
