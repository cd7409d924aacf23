#include "party/outgoing.h"

#include <inttypes.h>

#include "party/outgoing_plain.h"
#include "party/session.h"

struct outgoing_pair {
    struct outgoing_pair *next;
    uint32_t peer, channel;
    uint64_t count;
};

struct outgoing_delayed {
    struct outgoing_route way;
    uint64_t exchange;
    struct bytes message;
    struct event_timer timer;
};

const struct noise_pattern *outgoing_pattern(const struct party *p,
                                             const struct outgoing_route *way)
{
    const struct noise_pattern *own = p->world->channels[way->channel].pattern;

    switch (way->carriage.kind) {
    case CARRIAGE_OF_CHANNEL:
        return own;
    case CARRIAGE_PLAIN:
        return NULL;
    case CARRIAGE_NOISE:
        return way->carriage.pattern ? way->carriage.pattern : own;
    case CARRIAGE_RATCHET:
    case CARRIAGE_GROUP:
        return NULL;
    }
    return NULL;
}

void outgoing_at_once(struct party *p, const struct party_step *step,
                      const struct outgoing_route *way, uint64_t exchange,
                      struct bytes message)
{
    const struct noise_pattern *pattern = outgoing_pattern(p, way);

    if (pattern || way->carriage.kind >= CARRIAGE_RATCHET)
        session_send(p, step, way->peer, way->channel, pattern, exchange,
                     outgoing_plain_pad(p, step, way->channel, message));
    else
        outgoing_plain_send(p, step, way->peer, way->channel, exchange,
                            message);
}

static struct outgoing_pair *find_lane(struct party *p,
                                       const struct outgoing_route *way)
{
    struct outgoing_pair *lane = p->lanes;

    while (lane && (lane->peer != way->peer || lane->channel != way->channel))
        lane = lane->next;
    if (!lane) {
        lane = arena_alloc(p->arena, sizeof *lane);
        *lane = (struct outgoing_pair){p->lanes, way->peer, way->channel, 0};
        p->lanes = lane;
    }
    return lane;
}

/* A stream for each message: those to others change nothing here. */
static duration draw_span(struct party *p, const struct party_step *step,
                          const struct outgoing_route *way)
{
    const struct party_channel *channel = &p->world->channels[way->channel];
    struct rng rng;

    rng_init(&rng, &p->root, p->name,
             arena_format(step->out->arena, "hold/%s/%s/%" PRIu64,
                          channel->name, p->world->peers[way->peer].name,
                          find_lane(p, way)->count++));
    const duration span = p->world->draw(channel->hold, &rng);
    rng_fini(&rng);
    return span;
}

void outgoing_send(struct party *p, const struct party_step *step,
                   const struct outgoing_route *way, uint64_t exchange,
                   struct bytes message)
{
    if (!p->world->channels[way->channel].hold) {
        outgoing_at_once(p, step, way, exchange, message);
        return;
    }
    struct outgoing_delayed *held = arena_alloc(p->arena, sizeof *held);

    *held = (struct outgoing_delayed){
        .way = *way,
        .exchange = exchange,
        .message = arena_copy(p->arena, message),
        .timer = {.kind = TIMER_OUTGOING, .owner = held},
    };
    effect_set_timer(step->out, &held->timer,
                     instant_add(step->event->now, draw_span(p, step, way)));
}

void outgoing_timer(struct party *p, const struct party_step *step,
                    struct outgoing_delayed *held)
{
    outgoing_at_once(p, step, &held->way, held->exchange, held->message);
}
