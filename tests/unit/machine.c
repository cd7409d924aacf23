/* The door of a party: what an event names is asserted, and so is what the
 * functions behind it take for granted. */
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#include "document/document_wording.h"
#include "document/review.h"
#include "document/sealing.h"
#include "group/group_roster.h"
#include "group/group_talk.h"
#include "machine/bundles.h"
#include "machine/directory.h"
#include "machine/inbox.h"
#include "support/parties.h"

enum { NOBODY = 4000000, NOWHERE = 9999999 };

/* What is done in a child process: true when an assertion ends it. */
static bool aborts(void (*act)(struct parties *, const void *), const void *of)
{
    int status;

    fflush(NULL);
    const pid_t child = fork();
    assert_true(child >= 0);
    if (child == 0) {
        struct parties w;
        if (!freopen("/dev/null", "w", stderr)) _exit(3);
        parties_init(&w, "XX");
        act(&w, of);
        _exit(0);
    }
    assert_int_equal(waitpid(child, &status, 0), child);
    if (WIFSIGNALED(status)) assert_int_equal(WTERMSIG(status), SIGABRT);
    if (WIFEXITED(status)) assert_int_equal(WEXITSTATUS(status), 0);
    return WIFSIGNALED(status);
}

static void step(struct parties *w, const void *of)
{
    struct effects effects;

    effect_init(&effects, &w->arena);
    machine_step(&w->party[US], of, &effects);
}

static const uint32_t russia[] = {RUSSIA}, by_hand[] = {BY_HAND};
static const uint32_t nobody[] = {NOBODY}, nowhere[] = {NOWHERE};
static const uint32_t one_past[] = {PARTIES_COUNT};

/* A command to brief one other party, which nothing speaks against. */
static struct event_command briefing(void)
{
    return (struct event_command){
        .kind = RECORD_VERB_BRIEF,
        .document = "paper",
        .to = russia,
        .over = by_hand,
        .to_count = 1,
    };
}

static bool command_aborts(const struct event_command *c)
{
    const struct event event = {.kind = EVENT_COMMAND, .command = c};

    return aborts(step, &event);
}

static void test_commands(void **state)
{
    struct event_command c = briefing();

    (void)state;
    assert_false(command_aborts(&c));
    assert_true(command_aborts(NULL));
#define BAD(field, value)                \
    do {                                 \
        c = briefing();                  \
        c.field = value;                 \
        assert_true(command_aborts(&c)); \
    } while (0)
    BAD(to, nobody);
    BAD(to, one_past);
    BAD(to, NULL);
    BAD(over, nowhere);
    BAD(over, NULL);
    BAD(document, NULL);
    BAD(kind, RECORD_VERB_COUNT);
    BAD(kind, RECORD_VERB_DRAFT); /* of nothing */
    BAD(kind, RECORD_VERB_FOUND); /* no name */
    BAD(seal, MESSAGE_SEAL_COUNT);
    BAD(padding, PADDING_COUNT);
    BAD(carriage.kind, CARRIAGE_KIND_COUNT);
#undef BAD
    c = briefing();
    c.kind = RECORD_VERB_ADD;
    c.group = "allies";
    assert_false(command_aborts(&c));
    c.to_count = 0;
    assert_true(command_aborts(&c));
}

static void test_frames(void **state)
{
    struct event event = {
        .kind = EVENT_FRAME, .peer = RUSSIA, .channel = BY_WIRE};

    (void)state;
    assert_false(aborts(step, &event));
    event.peer = NOBODY;
    assert_true(aborts(step, &event));
    event.peer = PARTIES_COUNT;
    assert_true(aborts(step, &event));
    event.peer = RUSSIA;
    event.channel = NOWHERE;
    assert_true(aborts(step, &event));
    event.channel = PARTIES_CHANNELS;
    assert_true(aborts(step, &event));
}

static void test_timers_and_kinds(void **state)
{
    struct event_timer timer = {.kind = TIMER_SESSION};
    struct event event = {.kind = EVENT_TIMER};

    (void)state;
    assert_true(aborts(step, &event));
    event.timer = &timer;
    assert_true(aborts(step, &event)); /* of nothing */
    timer.kind = TIMER_INBOX;
    assert_true(aborts(step, &event)); /* which is empty */
    timer.kind = TIMER_KIND_COUNT;
    timer.owner = &timer;
    assert_true(aborts(step, &event));
    event.kind = EVENT_START;
    assert_false(aborts(step, &event));
    event.kind = EVENT_START + 1;
    assert_true(aborts(step, &event));
}

/* What the functions behind the door take for granted. */

static struct party_step step_in(struct parties *w, struct effects *effects)
{
    static const struct event event = {.kind = EVENT_START};

    effect_init(effects, &w->arena);
    return (struct party_step){&event, effects};
}

static void pad_too_much(struct parties *w, const void *of)
{
    (void)w, (void)of;
    (void)padding_size(PADDING_PADME, SIZE_MAX / 2 + 1);
}

static void pad_unknown(struct parties *w, const void *of)
{
    (void)w, (void)of;
    (void)padding_size(PADDING_COUNT, 1);
}

static void speak_in_no_group(struct parties *w, const void *of)
{
    struct effects effects;
    const struct party_step step = step_in(w, &effects);

    (void)of;
    group_talk_speak(&w->party[US], &step, "allies", 1, (struct bytes){0});
}

static void tell_as_a_member(struct parties *w, const void *of)
{
    struct effects effects;
    const struct party_step step = step_in(w, &effects);
    struct group g = {.name = "allies", .founder = RUSSIA};

    (void)of;
    group_roster_tell_all(&w->party[US], &step, &g, 0);
}

static void mark_another_s(struct parties *w, const void *of)
{
    const struct document_holding h = {.name = "paper"};
    const struct event_command c = {.mark = true};
    struct document_holding copy;

    (void)of;
    (void)!document_mark(&w->party[US], &w->arena, &h, "russia", &c, &copy);
}

static void review_none(struct parties *w, const void *of)
{
    struct effects effects;
    const struct party_step step = step_in(w, &effects);
    struct document_holding h = {.name = "paper"};

    (void)of;
    review_timer(&w->party[US], &step, &h);
}

static void seal_for_two(struct parties *w, const void *of)
{
    static const uint32_t to[] = {RUSSIA, NATO};
    const struct sealing_lot lot = {
        .seal = MESSAGE_SEAL_HPKE_BASE, .to = to, .count = 2};
    struct bytes out;

    (void)of;
    (void)!sealing_close(&w->party[US], &w->arena, &lot, bytes_of_text("x"),
                         &out);
}

static void hand_on_as_anybody(struct parties *w, const void *of)
{
    struct effects effects;
    const struct party_step step = step_in(w, &effects);
    const struct arrival arrival = {.peer = RUSSIA};
    const struct keyring_offer offer = {.peer = RUSSIA, .from = RUSSIA};

    (void)of;
    directory_hand_on(&w->party[US], &step, &arrival, &offer);
}

static void leave_bundles_nowhere(struct parties *w, const void *of)
{
    struct effects effects;
    const struct party_step step = step_in(w, &effects);

    (void)of;
    bundles_leave(&w->party[US], &step);
}

static void lack_no_key(struct parties *w, const void *of)
{
    struct effects effects;
    const struct party_step step = step_in(w, &effects);

    (void)of;
    keyring_cannot(&w->party[US], &step, 1, RECORD_VERB_CONNECT, RUSSIA);
}

static void record_nobody(struct parties *w, const void *of)
{
    struct effects effects;
    const struct party_step step = step_in(w, &effects);

    (void)of;
    (void)party_record(&w->party[US], &step, RECORD_SENT, 1, NOBODY, BY_HAND);
}

static void be_nobody(struct parties *w, const void *of)
{
    struct party p;

    (void)of;
    machine_init(&p, &w->world, PARTIES_COUNT, &w->root, &w->arena, 0);
}

static void test_preconditions(void **state)
{
    static void (*const acts[])(struct parties *, const void *) = {
        pad_too_much,     pad_unknown,        speak_in_no_group,
        tell_as_a_member, mark_another_s,     review_none,
        seal_for_two,     hand_on_as_anybody, leave_bundles_nowhere,
        lack_no_key,      record_nobody,      be_nobody,
    };

    (void)state;
    for (size_t i = 0; i < sizeof acts / sizeof acts[0]; i++)
        if (!aborts(acts[i], NULL)) fail_msg("act %zu goes through", i);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_commands),
        cmocka_unit_test(test_frames),
        cmocka_unit_test(test_timers_and_kinds),
        cmocka_unit_test(test_preconditions),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
