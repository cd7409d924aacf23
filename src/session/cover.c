#include "session/cover.h"

#include <assert.h>
#include <inttypes.h>

#include "session/outgoing.h"
#include "session/session_keys.h"

/* The dummies of one channel. */
struct cover {
    struct cover *next;
    uint32_t channel;
    size_t place;   /* of the party among the channel's members */
    uint64_t count; /* sent or passed over so far */
    struct event_timer timer;
};

/* The stream of one dummy: its recipient, and the span before the next. */
static void init_stream(const struct party *p, const struct party_step *step,
                        const struct cover *cover, struct rng *rng)
{
    rng_init(rng, &p->root, p->name,
             arena_format(step->out->arena, "cover/%s/%" PRIu64,
                          p->world->channels[cover->channel].name,
                          cover->count));
}

static void wait_on(const struct party *p, const struct party_step *step,
                    struct cover *cover, struct rng *rng)
{
    const struct party_channel *channel = &p->world->channels[cover->channel];
    const duration span = p->world->draw(channel->cover, rng);

    /* Time has to pass, or there would be dummies without end. */
    effect_set_timer(step->out, &cover->timer,
                     instant_add(step->event->now, span > 0 ? span : 1));
}

/* The place of the party among the members; past the last: it is none. */
static size_t place_of(const struct party_channel *channel, uint32_t party)
{
    size_t i = 0;

    while (i < channel->member_count && channel->members[i] != party)
        i++;
    return i;
}

void cover_start(struct party *p, const struct party_step *step)
{
    struct rng rng;

    for (uint32_t i = 0; i < p->world->channel_count; i++) {
        const struct party_channel *channel = &p->world->channels[i];
        const size_t place = place_of(channel, p->self);
        if (!channel->cover || place == channel->member_count) continue;
        struct cover *cover = arena_alloc(p->arena, sizeof *cover);
        *cover =
            (struct cover){.next = p->covers, .channel = i, .place = place};
        cover->timer =
            (struct event_timer){.kind = TIMER_COVER, .owner = cover};
        p->covers = cover;
        init_stream(p, step, cover, &rng);
        wait_on(p, step, cover, &rng);
        rng_fini(&rng);
    }
}

/* One of the other members. */
static uint32_t pick_member(const struct party *p, const struct cover *cover,
                            struct rng *rng)
{
    const struct party_channel *channel = &p->world->channels[cover->channel];
    const uint64_t at = rng_below(rng, channel->member_count - 1);

    return channel->members[at < cover->place ? at : at + 1];
}

/* Sends a dummy. It says nothing, on account of no exchange, and is as long as
 * the shortest message that was padded. */
static void send_dummy(struct party *p, const struct party_step *step,
                       const struct outgoing_route *route)
{
    const struct message m = {.kind = MESSAGE_COVER,
                              .precedence = MESSAGE_ROUTINE};
    struct bytes encoded;

    enum err rc = message_encode(step->out->arena, &m, &encoded);
    assert(rc == ERR_OK);
    outgoing_at_once(p, step, route, 0, encoded);
}

void cover_timer(struct party *p, const struct party_step *step,
                 struct cover *cover)
{
    struct rng rng;

    cover->count++;
    init_stream(p, step, cover, &rng);
    const struct outgoing_route route = {.peer = pick_member(p, cover, &rng),
                                         .channel = cover->channel};
    /* A peer whose key is lacking gets no dummies, and no record is made of
     * that. */
    if (!session_keys_lacking(p, route.peer, outgoing_pattern(p, &route),
                              NOISE_INITIATOR))
        send_dummy(p, step, &route);
    wait_on(p, step, cover, &rng);
    rng_fini(&rng);
}

void cover_handle(struct party *p, const struct party_step *step,
                  const struct arrival *arrival)
{
    const bool sound = arrival->carriage.kind != CARRIAGE_PLAIN;

    party_record(p, step, sound ? RECORD_FRAME_DROPPED : RECORD_REJECTED, 0,
                 arrival->peer, arrival->channel)
        ->reason = sound ? REASON_COVER : REASON_OUT_OF_TURN;
}
