#include "machine/machine.h"

#include "document/review.h"
#include "group/group.h"
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

void machine_init(struct party *p, const struct party_world *world,
                  uint32_t self, const struct rng_root *root,
                  struct arena *arena, duration processing_delay)
{
    *p = (struct party){
        .world = world,
        .self = self,
        .name = world->peers[self].name,
        .term = {.serial = 1, .from = INSTANT_MIN},
        .root = *root,
        .arena = arena,
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
    case TIMER_OUTGOING:
        outgoing_timer(p, step, timer->owner);
        break;
    case TIMER_COVER:
        cover_timer(p, step, timer->owner);
        break;
    case TIMER_INQUIRY:
        inquiry_timer(p, step, timer->owner);
        break;
    }
}

static void start_party(struct party *p, const struct party_step *step)
{
    if (p->directory_channel != PARTY_NONE) bundles_leave(p, step);
    cover_start(p, step);
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

    doors[event->kind](p, &step);
}
