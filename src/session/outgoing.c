#include "session/outgoing.h"

#include <assert.h>
#include <inttypes.h>

#include "session/outgoing_plain.h"
#include "session/session.h"

struct outgoing_pair {
    uint32_t place[2]; /* peer and channel: its key in the table */
    uint64_t count;
};

const struct noise_pattern *outgoing_pattern(const struct party *p,
                                             const struct outgoing_route *route)
{
    const struct noise_pattern *own =
        p->world->channels[route->channel].pattern;

    if (route->carriage.kind == CARRIAGE_OF_CHANNEL) return own;
    if (route->carriage.kind != CARRIAGE_NOISE) return NULL;
    return route->carriage.pattern ? route->carriage.pattern : own;
}

void outgoing_at_once(struct party *p, const struct party_step *step,
                      const struct outgoing_route *route, uint64_t exchange,
                      struct bytes message)
{
    const struct noise_pattern *pattern = outgoing_pattern(p, route);
    /* Among dummies it would show that there is something to say. */
    const bool early =
        route->carriage.early && !p->world->channels[route->channel].cover;

    if (pattern || route->carriage.kind >= CARRIAGE_RATCHET)
        session_send(p, step, route->peer, route->channel,
                     &(struct event_carriage){.pattern = pattern,
                                              .early = early,
                                              .bare = route->carriage.bare},
                     exchange,
                     outgoing_plain_pad(p, step, route->channel, message));
    else
        outgoing_plain_send(p, step, route->peer, route->channel, exchange,
                            message);
}

static struct outgoing_pair *find_pair(struct party *p,
                                       const struct outgoing_route *route)
{
    const uint32_t place[] = {route->peer, route->channel};
    struct outgoing_pair *pair =
        table_find(&p->pairs, bytes_of(place, sizeof place));

    if (pair) return pair;
    pair = arena_alloc(p->arena, sizeof *pair);
    *pair = (struct outgoing_pair){{route->peer, route->channel}, 0};
    table_add(&p->pairs, p->arena, bytes_of(pair->place, sizeof pair->place),
              pair);
    return pair;
}

/* A stream for each message: messages to others change nothing here. */
static duration draw_span(struct party *p, const struct party_step *step,
                          const struct outgoing_route *route)
{
    const struct party_channel *channel = &p->world->channels[route->channel];
    struct rng rng;

    rng_init(&rng, &p->root, p->name,
             arena_format(step->out->arena, "hold/%s/%s/%" PRIu64,
                          channel->name, party_peer_name(p, route->peer),
                          find_pair(p, route)->count++));
    const duration span = p->world->draw(channel->hold, &rng);
    rng_fini(&rng);
    return span;
}

void outgoing_send(struct party *p, const struct party_step *step,
                   const struct outgoing_route *route, uint64_t exchange,
                   struct bytes message)
{
    if (!p->world->channels[route->channel].hold) {
        outgoing_at_once(p, step, route, exchange, message);
        return;
    }
    struct outgoing_delayed *delayed = pool_alloc(p->pool, sizeof *delayed);

    *delayed = (struct outgoing_delayed){
        .next = p->delayed,
        .route = *route,
        .exchange = exchange,
        .message = pool_copy(p->pool, message),
        .timer = {.kind = TIMER_OUTGOING, .owner = delayed},
    };
    p->delayed = delayed;
    effect_set_timer(step->out, &delayed->timer,
                     instant_add(step->event->now, draw_span(p, step, route)));
}

void outgoing_timer(struct party *p, const struct party_step *step,
                    struct outgoing_delayed *delayed)
{
    struct outgoing_delayed **at = &p->delayed;

    while (*at && *at != delayed)
        at = &(*at)->next;
    assert(*at); /* it is sent once, and its timer goes with it */
    *at = delayed->next;
    outgoing_at_once(p, step, &delayed->route, delayed->exchange,
                     delayed->message);
    pool_free(p->pool, delayed->message.data);
    pool_free(p->pool, delayed);
}
