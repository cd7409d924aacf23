#include "session/session_lost.h"

#include <assert.h>

#include "session/session_keys.h"
#include "session/session_ratchet.h"
#include "session/session_request.h"

/* Three ways in which a session comes to be lost. One side does not have it, or
 * has left it, and is sent a frame in it: `session_lost_tell`. Its peer hears
 * of that, and sends in another session what the lost one had still to deliver:
 * `session_lost_handle`. And an initiator that is never answered gives its
 * session up for another: `session_lost_replace`. */

/* Tells whether a session is to bring no more word of lost ones: it brings this
 * word already, or as much as is let. */
static bool brings_enough(struct arena *a, const struct session *s,
                          struct bytes word)
{
    unsigned count = 0;

    for (const struct outbox_item *o = s->out.first; o; o = o->next) {
        struct message m;
        if (message_decode(a, o->message, &m) || m.kind != MESSAGE_LOST)
            continue;
        if (bytes_equal(o->message, word)) return true;
        count++;
    }
    return count >= SESSION_LOST_MAX;
}

/* Tells the peer of a session that it uses and this side does not have: only
 * the peer can read that, and only this side can have written it. The word goes
 * in a session that both have, or else in a new one. Frames that are made up
 * thus cost one session at most, and once the peer has confirmed the word of
 * theirs there is room for another. */
void session_lost_tell(struct party *p, const struct party_step *step,
                       const struct session *lost)
{
    const struct message m = {.kind = MESSAGE_LOST, .counter = lost->number};
    struct bytes encoded;

    enum err rc = message_encode(step->out->arena, &m, &encoded);
    assert(rc == ERR_OK);
    struct session *s = session_keys_usable(p, lost);
    const bool fresh = !s;
    if (fresh) s = session_initiate(p, step, lost);
    if (brings_enough(step->out->arena, s, encoded)) return;
    outbox_add(&s->out, p->pool, 0, encoded);
    if (fresh)
        session_request_begin(p, step, s);
    else if (s->state == SESSION_OPEN)
        session_flush(p, step, s);
}

void session_lost_handle(struct party *p, const struct party_step *step,
                         struct session *s, uint64_t number)
{
    struct session *lost = session_find(p, s->peer, s->channel, number);

    if (!lost || lost == s || lost->protocol != s->protocol ||
        lost->state == SESSION_CLOSED) {
        session_drop(p, step, s, REASON_UNKNOWN_SESSION);
        return;
    }
    session_record(p, step, s, RECORD_SESSION_LOST, 0);
    for (const struct outbox_item *o = lost->out.first; o; o = o->next)
        outbox_add(&s->out, p->pool, o->exchange, o->message);
    outbox_clear(&lost->out, p->pool);
    session_close(step, lost);
    session_flush(p, step, s);
}

void session_lost_handle_left(struct party *p, const struct party_step *step,
                              const struct session *s,
                              const struct frame *frame)
{
    const struct session left = {.peer = s->peer,
                                 .channel = s->channel,
                                 .protocol = s->protocol,
                                 .number = s->number};

    if (s->state == SESSION_CLOSED && frame->type == FRAME_RATCHET &&
        frame->counter % 2 == 0)
        session_lost_tell(p, step, &left);
}

/* Moves the messages of a session that nobody answers into another one, under
 * another bundle: a one-time prekey is not signed, and a changed one shows in
 * nothing else. The attempts grow rarer, for the prekeys of a peer that is only
 * away are not to be used up. */
bool session_lost_replace(struct party *p, const struct party_step *step,
                          struct session *old)
{
    const unsigned n = old->attempts;

    if (!old->initiator || old->ratchet->answered || n < SESSION_LOST_DOUBT ||
        (n & (n - 1)) != 0)
        return false;
    struct session *s = session_initiate(p, step, old);
    s->attempts = s->spent = n;
    for (const struct outbox_item *o = old->out.first; o; o = o->next)
        outbox_add(&s->out, p->pool, o->exchange, o->message);
    outbox_clear(&old->out, p->pool);
    session_close(step, old);
    session_request_begin(p, step, s);
    return true;
}
