#include "session/inquiry.h"

#include <assert.h>

#include "party/keyring.h"
#include "session/outgoing_plain.h"
#include "session/session_state.h"

struct inquiry {
    uint32_t peer; /* its key in the table */
    uint64_t exchange;
    unsigned attempts;
    bool open; /* asked, and not answered */
    struct event_timer timer;
};

/* The channel on which the directory hands keys to this party; PARTY_NONE: it
 * goes by none, or none can be reached. */
static uint32_t channel_to_directory(const struct party *p)
{
    if (p->keyring.policy != KEYRING_DIRECTORY) return PARTY_NONE;
    for (size_t i = 0; i < p->world->subscriber_count; i++)
        if (p->world->subscribers[i].party == p->self)
            return p->world->subscribers[i].channel;
    return PARTY_NONE;
}

static void send_inquiry(struct party *p, const struct party_step *step,
                         struct inquiry *q)
{
    const uint32_t directory = p->world->directory;
    const uint32_t channel = channel_to_directory(p);
    const struct message m = {
        .kind = MESSAGE_KEY_REQUEST,
        .exchange = q->exchange,
        .owner = party_peer_name(p, q->peer),
    };
    struct bytes encoded;

    assert(channel != PARTY_NONE);
    enum err rc = message_encode(step->out->arena, &m, &encoded);
    assert(rc == ERR_OK);
    party_record(p, step, RECORD_KEY_ASKED, q->exchange, directory, channel)
        ->owner = m.owner;
    outgoing_plain_send(p, step, directory, channel, q->exchange, encoded);
    effect_set_timer(
        step->out, &q->timer,
        instant_add(step->event->now, session_wait(p, channel, q->attempts)));
    q->attempts++;
}

void inquiry_make(struct party *p, const struct party_step *step, uint32_t peer,
                  uint64_t exchange)
{
    struct inquiry *q = table_find(&p->inquiries, bytes_of(&peer, sizeof peer));

    if (keyring_missing(p, peer) != REASON_NO_KEY ||
        channel_to_directory(p) == PARTY_NONE)
        return;
    if (q && q->open) return;
    if (!q) {
        q = arena_alloc(p->arena, sizeof *q);
        q->peer = peer;
        q->timer = (struct event_timer){.kind = TIMER_INQUIRY, .owner = q};
        table_add(&p->inquiries, p->arena, bytes_of(&q->peer, sizeof q->peer),
                  q);
    }
    q->exchange = exchange;
    q->attempts = 0;
    q->open = true;
    send_inquiry(p, step, q);
}

void inquiry_timer(struct party *p, const struct party_step *step,
                   struct inquiry *inquiry)
{
    inquiry->open = keyring_missing(p, inquiry->peer) == REASON_NO_KEY &&
                    inquiry->attempts < SESSION_ATTEMPTS_MAX;
    if (inquiry->open) send_inquiry(p, step, inquiry);
}
