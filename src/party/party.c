#include "party/party.h"

#include "party/command.h"
#include "party/receive.h"
#include "party/review.h"
#include "party/session.h"

void party_identity(struct identity *id, const struct rng_root *root,
                    const char *name)
{
    struct rng rng;

    rng_init(&rng, root, name, "identity");
    identity_init(id, &rng);
    rng_fini(&rng);
}

void party_init(struct party *p, const struct party_world *world, uint32_t self,
                const struct rng_root *root, struct arena *arena,
                duration handling)
{
    *p = (struct party){
        .world = world,
        .self = self,
        .name = world->peers[self].name,
        .root = *root,
        .arena = arena,
    };
    party_identity(&p->identity, root, p->name);
    desk_init(&p->desk, handling);
}

void party_fini(struct party *p)
{
    session_fini_all(p);
    identity_fini(&p->identity);
    rng_root_fini(&p->root);
}

static void timer_fired(struct party *p, const struct step *step)
{
    struct timer *timer = step->event->timer;

    switch (timer->kind) {
    case TIMER_SESSION:
        session_timer(p, step, timer->owner);
        break;
    case TIMER_REVIEW:
        review_timer(p, step, timer->owner);
        break;
    case TIMER_DESK:
        desk_timer(p, step);
        break;
    }
}

void party_step(struct party *p, const struct event *event, struct effects *out)
{
    static void (*const doors[])(struct party *, const struct step *) = {
        [EVENT_COMMAND] = command_carry_out,
        [EVENT_FRAME] = receive_frame,
        [EVENT_TIMER] = timer_fired,
    };
    const struct step step = {event, out};

    doors[event->kind](p, &step);
}
