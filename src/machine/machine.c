#include "machine/machine.h"

#include <assert.h>

#include "document/review.h"
#include "group/group.h"
#include "group/group_keys.h"
#include "group/group_talk.h"
#include "machine/bundles.h"
#include "machine/command.h"
#include "machine/inbox.h"
#include "machine/receive.h"
#include "party/renewal.h"
#include "session/cover.h"
#include "session/inquiry.h"
#include "session/outgoing.h"
#include "session/session.h"

/* A party begins as its world and its root make it (machine_init). From then on
 * machine_step is the one door: an event goes by its kind to whoever handles
 * it, a frame by way of machine/receive, a command by machine/command, a timer
 * to its owner; what follows is put into the effects. */

void machine_init(struct party *p, const struct party_world *world,
                  uint32_t self, const struct rng_root *root,
                  struct arena *arena, duration processing_delay)
{
    assert(self < world->peer_count && processing_delay >= 0);
    *p = (struct party){
        .world = world,
        .self = self,
        .name = world->peers[self].name,
        .term = {.serial = 1, .from = INSTANT_MIN},
        .root = *root,
        .arena = arena,
        .pool = arena_alloc(arena, sizeof *p->pool),
        .directory_channel = PARTY_NONE,
    };
    party_identity(&p->identity, root, p->name, 1);
    inbox_init(p, processing_delay);
    prekeys_init(&p->prekeys, PREKEYS_DEFAULT);
}

void machine_fini(struct party *p)
{
    group_fini_all(p);
    session_fini_all(p);
    renewal_fini(p);
    prekeys_fini(&p->prekeys);
    identity_fini(&p->identity);
    rng_root_fini(&p->root);
    pool_fini(p->pool);
}

static void timer_fired(struct party *p, const struct party_step *step)
{
    struct event_timer *timer = step->event->timer;

    switch (timer->kind) {
    case TIMER_SESSION:
        session_timer(p, step, timer->owner);
        break;
    case TIMER_REVIEW:
        review_timer(p, step, timer->owner);
        break;
    case TIMER_INBOX:
        inbox_timer(p, step);
        break;
    case TIMER_GROUP:
        group_talk_timer(p, step, timer->owner);
        break;
    case TIMER_GROUP_KEYS:
        group_keys_timer(p, step, timer->owner);
        break;
    case TIMER_OUTGOING:
        outgoing_timer(p, step, timer->owner);
        break;
    case TIMER_COVER:
        cover_timer(p, step, timer->owner);
        break;
    case TIMER_INQUIRY:
        inquiry_timer(p, step, timer->owner);
        break;
    case TIMER_PREKEYS:
        prekeys_timer(p, step);
        break;
    case TIMER_KIND_COUNT: /* is none: asserted at the door */
        break;
    }
}

static void start_party(struct party *p, const struct party_step *step)
{
    if (p->directory_channel != PARTY_NONE) bundles_leave(p, step);
    cover_start(p, step);
}

static void check_command(const struct party_world *world,
                          const struct event_command *c)
{
    assert(c);
    const enum record_verb_object object = record_verb_object(c->kind);

    assert(object != RECORD_OBJECT_NONE);
    assert(c->document || object != RECORD_OBJECT_DOCUMENT);
    assert(c->draft || c->kind != RECORD_VERB_DRAFT);
    assert(c->group || object != RECORD_OBJECT_GROUP);
    assert(c->to_count > 0 || object != RECORD_OBJECT_GROUP);
    assert(c->seal < MESSAGE_SEAL_COUNT && c->padding < PADDING_COUNT);
    assert(c->carriage.kind < CARRIAGE_KIND_COUNT);
    assert((c->to && c->over) || c->to_count == 0);
    for (size_t i = 0; i < c->to_count; i++)
        assert(c->to[i] < world->peer_count &&
               c->over[i] < world->channel_count);
}

static void check_timer(const struct event_timer *timer)
{
    assert(timer && timer->kind < TIMER_KIND_COUNT);
    assert(timer->owner || timer->kind == TIMER_INBOX);
}

/* The world's word is not an outsider's: an index out of bounds is a fault of
 * the program. The bytes of a frame are checked where they are read. */
static void check_event(const struct party *p, const struct event *event)
{
    switch (event->kind) {
    case EVENT_COMMAND:
        check_command(p->world, event->command);
        break;
    case EVENT_FRAME:
        assert(event->peer < p->world->peer_count &&
               event->channel < p->world->channel_count);
        break;
    case EVENT_TIMER:
        check_timer(event->timer);
        break;
    case EVENT_START:
        break;
    }
}

/* True between any two steps, whatever came in. */
static void check_party(const struct party *p)
{
    const struct renewal_retired *before = p->retired;

    assert(p->term.serial > 0);
    assert(!before || before->term.serial < p->term.serial);
    assert(!p->prekeys.left || p->prekeys.sets);
    assert(inbox_is_sound(p->inbox));
}

void machine_step(struct party *p, const struct event *event,
                  struct effects *out)
{
    static void (*const doors[])(struct party *, const struct party_step *) = {
        [EVENT_COMMAND] = command_carry_out,
        [EVENT_FRAME] = receive_frame,
        [EVENT_TIMER] = timer_fired,
        [EVENT_START] = start_party,
    };
    const struct party_step step = {event, out};

    assert(event->kind < sizeof doors / sizeof doors[0]);
    check_event(p, event);
    doors[event->kind](p, &step);
    bundles_keep(p, &step);
    check_party(p);
}
