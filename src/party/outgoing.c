#include "party/outgoing.h"

#include <assert.h>
#include <inttypes.h>

#include "base/writer.h"
#include "party/session.h"
#include "wire/message_padding.h"
#include "wire/message.h"

_Static_assert((int)MESSAGE_SIZE_MAX < (int)FRAME_PAYLOAD_MAX,
               "a message fits a frame");

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

/* The frame holds the message as it is. */
static struct bytes frame_plain(struct arena *a, struct bytes message)
{
    const size_t size = FRAME_HEAD_SIZE + message.size;
    const struct frame frame = {.type = FRAME_PLAIN, .payload = message};
    struct writer w;

    writer_init(&w, arena_alloc(a, size), size);
    enum err rc = frame_encode(&frame, &w);
    assert(rc == ERR_OK);
    return writer_bytes(&w);
}

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

/* A message on its way out of the house, in a session or as it is. */
static void leave(struct party *p, const struct party_step *step,
                  const struct outgoing_route *way, uint64_t exchange,
                  struct bytes message)
{
    const struct noise_pattern *pattern = outgoing_pattern(p, way);

    if (pattern || way->carriage.kind >= CARRIAGE_RATCHET)
        session_send(p, step, way->peer, way->channel, pattern, exchange,
                     message);
    else
        effect_send(step->out, way->peer, way->channel, exchange,
                    frame_plain(step->out->arena, message));
}

void outgoing_at_once(struct party *p, const struct party_step *step,
                      const struct outgoing_route *way, uint64_t exchange,
                      struct bytes message)
{
    const size_t unit = p->world->channels[way->channel].unit;

    if (unit > 0)
        message = message_padding_add(step->out->arena, message, unit);
    leave(p, step, way, exchange, message);
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
