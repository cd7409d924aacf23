#include "party/inquiry.h"

#include <assert.h>

#include "party/keyring.h"
#include "party/outgoing.h"
#include "party/session_state.h"

struct inquiry {
    struct inquiry *next;
    uint32_t peer;
    uint64_t exchange;
    unsigned attempts;
    bool open; /* asked, and not answered */
    struct event_timer timer;
};

struct inquiry_kept {
    struct inquiry_kept *next;
    uint32_t owner;
    struct bytes credential;
};

/* The way on which the directory hands keys to this party; NULL: it goes by
 * none, or none can be reached. */
static const struct party_route *way_to_directory(const struct party *p)
{
    if (p->keyring.policy != KEYRING_DIRECTORY) return NULL;
    for (size_t i = 0; i < p->world->subscriber_count; i++)
        if (p->world->subscribers[i].party == p->self)
            return &p->world->subscribers[i];
    return NULL;
}

static void ask(struct party *p, const struct party_step *step,
                struct inquiry *q)
{
    const struct party_route *found = way_to_directory(p);
    const struct outgoing_route way = {
        p->world->directory, found->channel, {.kind = CARRIAGE_PLAIN}};
    const struct message m = {
        .kind = MESSAGE_KEY_REQUEST,
        .exchange = q->exchange,
        .owner = p->world->peers[q->peer].name,
    };
    struct bytes encoded;

    enum err rc = message_encode(step->out->arena, &m, &encoded);
    assert(rc == ERR_OK);
    party_record(p, step, RECORD_KEY_ASKED, q->exchange, way.peer, way.channel)
        ->owner = m.owner;
    outgoing_at_once(p, step, &way, q->exchange, encoded);
    effect_set_timer(step->out, &q->timer,
                     instant_add(step->event->now,
                                 session_wait(p, way.channel, q->attempts)));
    q->attempts++;
}

void inquiry_make(struct party *p, const struct party_step *step, uint32_t peer,
                  uint64_t exchange)
{
    struct inquiry *q = p->inquiries;

    if (keyring_missing(p, peer) != REASON_NO_KEY || !way_to_directory(p))
        return;
    while (q && q->peer != peer)
        q = q->next;
    if (q && q->open) return;
    if (!q) {
        q = arena_alloc(p->arena, sizeof *q);
        *q = (struct inquiry){.next = p->inquiries, .peer = peer};
        q->timer = (struct event_timer){.kind = TIMER_INQUIRY, .owner = q};
        p->inquiries = q;
    }
    q->exchange = exchange;
    q->attempts = 0;
    q->open = true;
    ask(p, step, q);
}

void inquiry_timer(struct party *p, const struct party_step *step,
                   struct inquiry *inquiry)
{
    inquiry->open = keyring_missing(p, inquiry->peer) == REASON_NO_KEY &&
                    inquiry->attempts < INQUIRY_ATTEMPTS_MAX;
    if (inquiry->open) ask(p, step, inquiry);
}

static struct inquiry_kept *find_kept(const struct party *p, uint32_t owner)
{
    struct inquiry_kept *k = p->kept_keys;

    while (k && k->owner != owner)
        k = k->next;
    return k;
}

void inquiry_keep(struct party *p, uint32_t owner, struct bytes credential)
{
    struct inquiry_kept *k = find_kept(p, owner);

    if (!k) {
        k = arena_alloc(p->arena, sizeof *k);
        *k = (struct inquiry_kept){.next = p->kept_keys, .owner = owner};
        p->kept_keys = k;
    }
    k->credential = arena_copy(p->arena, credential);
}

void inquiry_handle(struct party *p, const struct party_step *step,
                    const struct inbox_arrival *arrival)
{
    const struct message *asked = &arrival->message;
    const uint32_t owner =
        asked->owner ? party_find(p->world, asked->owner) : PARTY_NONE;
    const struct inquiry_kept *k =
        owner == PARTY_NONE ? NULL : find_kept(p, owner);
    enum record_reason reason = REASON_NONE;
    struct bytes encoded;

    if (p->self != p->world->directory)
        reason = REASON_OUT_OF_TURN;
    else
        reason = k ? keyring_missing(p, owner) : REASON_NO_KEY;
    if (reason) {
        party_record(p, step, RECORD_REJECTED, asked->exchange, arrival->peer,
                     arrival->channel)
            ->reason = reason;
        return;
    }
    const struct message m = {
        .kind = MESSAGE_KEY,
        .exchange = asked->exchange,
        .precedence = asked->precedence,
        .credential = k->credential,
    };
    enum err rc = message_encode(step->out->arena, &m, &encoded);
    assert(rc == ERR_OK);
    party_record(p, step, RECORD_KEY_GIVEN, asked->exchange, arrival->peer,
                 arrival->channel)
        ->owner = p->world->peers[owner].name;
    const struct outgoing_route way = {arrival->peer, arrival->channel,
                                       arrival->carriage};
    outgoing_at_once(p, step, &way, m.exchange, encoded);
}
