#include "session/session_noise.h"

#include <assert.h>
#include <string.h>

#include "session/session_keys.h"

/* The initiator begins with `write_message`; `respond` makes the peer's
 * session of a sound first message. Each side answers with its next message
 * until the pattern is at its end; `split_keys` then opens the session, and
 * messages go through `encrypt_message` and `decrypt_frame`. A handshake
 * message that is lost is sent again, by the timer or because the one before it
 * comes again.
 *
 * A message may ride in a handshake message: `take_rider` chooses it, and the
 * peer's `queue_rider` puts it in line. Then the peer's next handshake message
 * is due only after it has been handled (`session_noise_answer`), so that an
 * answer can ride back. */

/* Fills in a session that is not yet among the party's: one that is refused
 * leaves no trace. */
static void start_handshake(const struct party *p, struct session *s)
{
    const struct handshake_config config = {
        .pattern = s->pattern,
        .named = s->pattern != p->world->channels[s->channel].pattern,
        .role = s->initiator ? NOISE_INITIATOR : NOISE_RESPONDER,
        .channel = session_channel(p, s),
        .session = s->number,
        .own_name = p->name,
        .own = &p->identity,
        .root = &p->root,
        .peer_name = session_peer(p, s),
        .peer = keyring_current(p, s->peer),
        .earlier = keyring_good(p, s->peer, 1),
    };

    handshake_init(&s->noise.handshake, &config);
    session_move(s, SESSION_HANDSHAKING);
}

static void split_keys(const struct party *p, const struct party_step *step,
                       struct session *s)
{
    uint8_t *hash = arena_alloc(step->out->arena, NOISE_HASH_MAX);

    /* Channel binding (section 11.2): others may know it. */
    const size_t size = noise_handshake_hash(&s->noise.handshake.noise, hash);
    handshake_split(&s->noise.handshake, &s->noise.send, &s->noise.receive);
    struct record *r = session_open(p, step, s);
    r->protocol =
        arena_format(step->out->arena, HANDSHAKE_PROTOCOL, s->pattern->name);
    r->fingerprint = bytes_of(hash, size);
}

/* Sends this side's last handshake message once more. */
static void send_last_message(const struct party_step *step,
                              const struct session *s)
{
    effect_send(step->out, s->peer, s->channel, s->noise.account,
                arena_copy(step->out->arena, s->noise.handshake.last_message));
}

/* The message to ride in the next one of the handshake: the first that waits,
 * where it may and fits. NULL for none. */
static struct outbox_item *take_rider(struct session *s)
{
    const struct outbox_item *first = s->out.unsent;

    return first && first->early &&
                   first->message.size <= handshake_room(&s->noise.handshake)
               ? outbox_next(&s->out)
               : NULL;
}

/* Writes and sends this side's next handshake message. */
static void write_message(struct party *p, const struct party_step *step,
                          struct session *s)
{
    const struct outbox_item *rider = take_rider(s);
    const struct bytes payload = rider ? rider->message : (struct bytes){0};

    s->noise.rides = rider;
    s->noise.rider = rider ? rider->number : 0;
    s->noise.account = rider ? rider->exchange : s->exchange;
    if (handshake_write(&s->noise.handshake, p->arena, payload)) {
        session_reject(p, step, s, REASON_NOT_AUTHENTIC);
        session_close(step, s);
        return;
    }
    send_last_message(step, s);
    if (noise_finished(&s->noise.handshake.noise))
        split_keys(p, step, s);
    else
        session_set_timer(p, step, s);
}

static void begin_handshake(struct party *p, const struct party_step *step,
                            struct session *s)
{
    start_handshake(p, s);
    write_message(p, step, s);
}

/* Begins another session where the peer's answer did not hold. The peer may
 * have read another first message than this side wrote, and keeps to the one it
 * read; under another number it begins afresh. A changed key of the peer's has
 * the same remedy. */
static void repeat_handshake(struct party *p, const struct party_step *step,
                             struct session *old)
{
    if (!old->noise.peer_message_failed && !session_keys_outdated(p, old)) {
        send_last_message(step, old);
        return;
    }
    if (session_keys_refuse(p, step, old)) {
        session_give_up(p, step, old);
        return;
    }
    struct session *s = session_initiate(p, step, old);

    s->attempts = old->attempts;
    s->out = old->out;
    outbox_rewind(&s->out);
    old->out = (struct outbox){0};
    session_close(step, old);
    begin_handshake(p, step, s);
}

static bool has_ridden(const struct session *s, const uint8_t hash[SHA256_SIZE])
{
    for (unsigned i = 0; i < s->noise.riders; i++)
        if (memcmp(s->noise.rode[i], hash, SHA256_SIZE) == 0) return true;
    return false;
}

/* What rode may come again, in a session that the peer began in place of
 * another one. The answer that is on its way in the other is then sent in this
 * one, too, unless the peer was heard there: it may have gone to nobody. */
static void answer_again(struct party *p, struct session *s,
                         const uint8_t hash[SHA256_SIZE])
{
    struct session *o = session_with(p, s->peer, s->channel);

    for (; o; o = o->older) {
        if (o == s || !has_ridden(o, hash)) continue;
        if (o->initiator || o->heard) return;
        for (const struct outbox_item *i = o->out.first; i != o->out.unsent;
             i = i->next)
            outbox_add(&s->out, p->pool, i->exchange, i->message)->early =
                i->early;
        return;
    }
}

void session_noise_settle(struct party *p, const struct party_step *step,
                          const struct session *s, uint64_t number)
{
    if (s->noise.riders == 0) return;
    const struct outbox_item *item = outbox_find(&s->out, number);
    struct session *o = session_with(p, s->peer, s->channel);

    for (; item && o; o = o->older)
        for (const struct outbox_item *i = o->out.first;
             o != s && i != o->out.unsent; i = i->next) {
            if (!bytes_equal(i->message, item->message)) continue;
            (void)outbox_acknowledge(&o->out, p->pool, i->number);
            if (!o->out.first) effect_cancel_timer(step->out, &o->timer);
            break;
        }
}

/* Puts in line the message that rode in a handshake message which has just been
 * read; there may be none. */
static void queue_rider(struct party *p, const struct party_step *step,
                        struct session *s, const struct frame *frame,
                        struct bytes payload)
{
    struct frame as_message = *frame;

    if (payload.size == 0) return;
    assert(s->noise.riders < SESSION_RIDERS_MAX);
    as_message.counter = UINT64_C(2) * s->noise.riders;
    sha256(s->noise.rode[s->noise.riders], payload);
    answer_again(p, s, s->noise.rode[s->noise.riders++]);
    session_queue_rider(s, step->out->arena, &as_message, payload,
                        !handshake_authenticates(&s->noise.handshake));
}

/* Goes on after a sound message of the peer's: it acknowledges what rode in
 * this side's, for its keys rest on all that came before. */
static void go_on(struct party *p, const struct party_step *step,
                  struct session *s, const struct frame *frame,
                  struct bytes payload)
{
    if (s->noise.rides) {
        session_noise_settle(p, step, s, s->noise.rider);
        (void)outbox_acknowledge(&s->out, p->pool, s->noise.rider);
    }
    s->noise.rides = false;
    queue_rider(p, step, s, frame, payload);
    if (noise_finished(&s->noise.handshake.noise))
        split_keys(p, step, s);
    else if (payload.size > 0)
        s->noise.answer_due = true;
    else
        write_message(p, step, s);
}

void session_noise_answer(struct party *p, const struct party_step *step,
                          struct session *s)
{
    s->noise.answer_due = false;
    if (s->state == SESSION_HANDSHAKING) write_message(p, step, s);
}

/* Answers the first message of an unknown initiator. */
static struct session *respond(struct party *p, const struct party_step *step,
                               const struct frame *frame, struct bytes *payload)
{
    struct session begun = {
        .peer = step->event->peer,
        .channel = step->event->channel,
        .protocol = session_noise_protocol(),
        .pattern = handshake_pattern(
            frame->counter, p->world->channels[step->event->channel].pattern),
        .number = frame->session,
        .serial = p->term.serial,
    };
    struct message rider;

    if (!begun.pattern || handshake_index(frame->counter) != 0) {
        session_reject(p, step, &begun, REASON_NO_SESSION);
        return NULL;
    }
    if (session_too_many(p, &begun) || !session_has_room(p, step, &begun)) {
        session_reject(p, step, &begun, REASON_TOO_MANY);
        return NULL;
    }
    enum record_reason reason =
        session_keys_lacking(p, begun.peer, begun.pattern, NOISE_RESPONDER);
    if (!reason) {
        start_handshake(p, &begun);
        reason = handshake_read(&begun.noise.handshake, step->out->arena, frame,
                                payload);
    }
    /* Anybody can make up a first message; one that brings no message is not
     * answered, or whoever puts one beside each frame would never end. */
    if (!reason && payload->size > 0 &&
        message_decode(step->out->arena, *payload, &rider))
        reason = REASON_MALFORMED;
    if (reason)
        session_reject(p, step, &begun, reason);
    else
        session_make_room(p, step, &begun);
    struct session *s = reason ? NULL : session_keep(p, step, &begun);
    explicit_bzero(&begun, sizeof begun);
    return s;
}

static void read_message(struct party *p, const struct party_step *step,
                         struct session *s, const struct frame *frame)
{
    struct handshake *h = &s->noise.handshake;

    if (s->state != SESSION_HANDSHAKING || handshake_had(h, frame->counter)) {
        session_drop(p, step, s, REASON_DUPLICATE_HANDSHAKE);
        /* The peer has not received the answer, it seems. */
        if (s->state != SESSION_CLOSED &&
            handshake_answer(h, frame->counter).size > 0)
            send_last_message(step, s);
        return;
    }
    struct bytes payload = {0};
    enum record_reason reason =
        handshake_read(h, step->out->arena, frame, &payload);
    if (reason) {
        session_reject(p, step, s, reason);
        s->noise.peer_message_failed = s->initiator;
        return;
    }
    s->attempts = 0;
    go_on(p, step, s, frame, payload);
}

struct session *session_noise_handle(struct party *p,
                                     const struct party_step *step,
                                     struct session *s,
                                     const struct frame *frame)
{
    assert(frame->type == FRAME_HANDSHAKE);
    if (s && s->protocol == session_noise_protocol()) {
        read_message(p, step, s, frame);
    } else if (s) {
        session_reject(p, step, s, REASON_OUT_OF_TURN);
    } else {
        struct bytes payload = {0};
        s = respond(p, step, frame, &payload);
        if (s) go_on(p, step, s, frame, payload);
    }
    return s;
}

static struct bytes encrypt_message(const struct party *p,
                                    const struct party_step *step,
                                    struct session *s, uint64_t counter,
                                    struct bytes message)
{
    struct bytes frame;

    (void)p;
    enum err rc = transport_encrypt(step->out->arena, &s->noise.send, s->number,
                                    counter, message, &frame);
    assert(rc == ERR_OK);
    return frame;
}

static enum record_reason decrypt_frame(const struct party *p,
                                        const struct party_step *step,
                                        struct session *s,
                                        const struct frame *frame,
                                        struct bytes *message)
{
    (void)p;
    return transport_decrypt(step->out->arena, &s->noise.receive, frame,
                             message)
               ? REASON_NOT_AUTHENTIC
               : REASON_NONE;
}

/* The first messages may have ridden in another session's handshake, which this
 * one was begun in place of; or somebody replayed that. */
static bool is_repeated(const struct party *p, const struct session *s,
                        const struct frame *frame, struct bytes message)
{
    uint8_t hash[SHA256_SIZE];

    if (frame->counter / 2 >= SESSION_RIDERS_MAX) return false;
    sha256(hash, message);
    for (const struct session *o = session_with(p, s->peer, s->channel); o;
         o = o->older)
        if (o != s && has_ridden(o, hash)) return true;
    return false;
}

static const uint8_t *peer_key(const struct session *s)
{
    const struct noise *n = &s->noise.handshake.noise;

    return n->rs.present ? n->rs.bytes : NULL;
}

static void fini(struct session *s)
{
    handshake_fini(&s->noise.handshake);
    explicit_bzero(&s->noise.send, sizeof s->noise.send);
    explicit_bzero(&s->noise.receive, sizeof s->noise.receive);
}

const struct session_protocol *session_noise_protocol(void)
{
    /* A message that is sent again is encrypted again under the same nonce,
     * into the same bytes: its frame need not be kept. */
    static const struct session_protocol protocol = {
        .carriage = CARRIAGE_NOISE,
        .keep_ciphertext = false,
        .begin = begin_handshake,
        .retransmit = repeat_handshake,
        .encrypt = encrypt_message,
        .decrypt = decrypt_frame,
        .is_repeated = is_repeated,
        .peer_key = peer_key,
        .fini = fini,
    };

    return &protocol;
}
