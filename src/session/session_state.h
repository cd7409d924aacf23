/* The state of a session, and the steps of its life that all protocols
 * share. */
#ifndef SESSION_SESSION_STATE_H
#define SESSION_SESSION_STATE_H

#include "crypto/sha256.h"
#include "party/party.h"
#include "session/handshake.h"
#include "session/outbox.h"
#include "session/transport.h"

enum {
    SESSION_EARLY_MAX = 64,    /* frames that overtook the handshake */
    SESSION_PER_PEER_MAX = 64, /* on one channel, not closed, in use */
    SESSION_UNREAD_MAX = 256,  /* begun by the peer, no message read in them */
    SESSION_ACK_UNIT = 64, /* of acknowledgements where messages are filled */
    SESSION_RIDERS_MAX = NOISE_MESSAGES_MAX / 2, /* a handshake's, one way */
    SESSION_ATTEMPTS_MAX = 40                    /* then the peer is given up */
};

/* The wait for an answer is at first twice the channel's nominal delay, but no
 * shorter than one of the first two: over a network, and where people carry the
 * frames. It doubles up to the last, unless the first wait was longer. */
#define SESSION_RETRY_FIRST   (1 * SECOND)
#define SESSION_CARRIED_FIRST (2 * DAY)
#define SESSION_RETRY_MAX     (4 * HOUR)

enum session_state {
    SESSION_NEW,
    SESSION_HANDSHAKING, /* keys are being agreed on */
    SESSION_OPEN,
    SESSION_CLOSED,
    SESSION_STATE_COUNT
};

struct session;
struct session_ratchet;

/* The protocol that protects a session's messages: a row for each kind of
 * session. */
struct session_protocol {
    enum event_carriage_kind carriage;
    bool keep_ciphertext; /* a message is encrypted once and kept, to be sent
                             again */
    /* Sends the initiator's first message towards keys, and the last one once
     * more. */
    void (*begin)(struct party *, const struct party_step *, struct session *);
    void (*retransmit)(struct party *, const struct party_step *,
                       struct session *);
    /* Unless NULL: replaces an open session that the peer seems not to have;
     * false where it is to go on. */
    bool (*replace)(struct party *, const struct party_step *,
                    struct session *);
    /* The frame of a message; any message that could be encoded fits. */
    struct bytes (*encrypt)(const struct party *, const struct party_step *,
                            struct session *, uint64_t counter,
                            struct bytes message);
    /* Any reason but REASON_NONE leaves everything as it was. */
    enum record_reason (*decrypt)(const struct party *,
                                  const struct party_step *, struct session *,
                                  const struct frame *, struct bytes *message);
    /* Both may be NULL. The first is true if the frame was read before, and
     * then sends its acknowledgement again; the second keeps what the first
     * needs, with that acknowledgement (size 0: none). */
    bool (*is_duplicate)(const struct session *, const struct party_step *,
                         const struct frame *);
    bool (*is_repeated)(const struct party *, const struct session *,
                        const struct frame *, struct bytes message);
    void (*remember)(const struct party *, struct session *,
                     const struct frame *, struct bytes message,
                     uint64_t exchange, struct bytes ack);
    /* The peer's static key that the session rests on; NULL: none. */
    const uint8_t *(*peer_key)(const struct session *);
    void (*fini)(struct session *);
};

/* The keys of a Noise session, and the messages that ride in its handshake. */
struct session_noise {
    struct handshake handshake;
    bool peer_message_failed; /* the peer's answer did not hold */
    struct noise_cipher send, receive;
    uint64_t account; /* the exchange of this side's last message */
    bool rides;       /* that one bears a message of the outbox, */
    uint64_t rider;   /* of this number */
    bool answer_due;  /* once the message that rode has been handled */
    unsigned riders;  /* of the peer's, read so far */
    uint8_t rode[SESSION_RIDERS_MAX][SHA256_SIZE]; /* their hashes */
};

/* A frame that waits to be read. */
struct session_incoming {
    struct session_incoming *next;
    struct frame frame;
    struct bytes message; /* decrypted already; size 0: not yet */
    bool unproven;        /* the peer's key did not yet take part in its keys */
};

/* The key of a session among all of its party's. */
struct session_name {
    uint64_t number, peer;
};

struct session {
    struct session *next;     /* of all */
    struct session *older;    /* with the same peer on the same channel */
    struct session *namesake; /* with the same peer, of the same number */
    struct session_name name;
    uint32_t peer, channel;
    const struct session_protocol *protocol;
    const struct noise_pattern *pattern; /* under Noise; NULL: the ratchet */
    enum session_state state;
    bool initiator;
    bool bare; /* under the ratchet: AD is of the keys that agree alone */
    uint64_t number;
    instant since;     /* when this side had it first */
    uint32_t serial;   /* of the own key that it began with */
    uint64_t exchange; /* on whose account the keys are agreed on */
    struct session_noise noise;
    struct session_ratchet *ratchet; /* NULL before there are keys */
    uint32_t asked;       /* the channel over which keys are agreed on */
    unsigned asked_again; /* the attempt, from 1, in which a refused bundle was
                             asked for again */
    struct outbox out;
    uint64_t acks;                  /* sent so far */
    struct transport_window window; /* of the peer's messages */
    bool heard; /* one of them came once the session was open */
    struct session_incoming *in_first, **in_last;
    size_t early; /* frames that came in before the session opened */
    unsigned attempts;
    unsigned spent; /* attempts of the sessions that it was begun in place of */
    struct event_timer timer;
};

/* Moves to a state that the table allows from the one it is in. */
void session_move(struct session *s, enum session_state to);

/* The names of its peer and its channel. */
const char *session_peer(const struct party *p, const struct session *s);
const char *session_channel(const struct party *p, const struct session *s);

/* Records about the session's peer and channel: any; a frame that is ignored; a
 * frame that is rejected. */
struct record *session_record(const struct party *p,
                              const struct party_step *step,
                              const struct session *s, enum record_kind kind,
                              uint64_t exchange);
void session_drop(const struct party *p, const struct party_step *step,
                  const struct session *s, enum record_reason reason);
void session_reject(const struct party *p, const struct party_step *step,
                    const struct session *s, enum record_reason reason);

/* The session of that number with the peer on the channel; NULL for none. */
struct session *session_find(const struct party *p, uint32_t peer,
                             uint32_t channel, uint64_t number);

/* The newest session with the peer on the channel, which leads to the older
 * ones; and one of that number on any channel, which leads to its namesakes.
 * NULL: there is none. */
struct session *session_with(const struct party *p, uint32_t peer,
                             uint32_t channel);
struct session *session_numbered(const struct party *p, uint32_t peer,
                                 uint64_t number);

/* Tells whether the peer has as many sessions in use on the channel as it may
 * have: those that this side began, or in which it has read a message. Those of
 * patterns in which the initiator shows no key, which anybody can use in the
 * peer's name, are counted apart. */
bool session_too_many(const struct party *p, const struct session *s);

/* Tells whether the peer may begin a session on the channel before it has sent
 * a message: of those in which none was read there are fewer than
 * SESSION_UNREAD_MAX, or one gives way. Anybody can begin such, or begin one
 * again with a first message that was recorded; the oldest gives way, once
 * there was time for a message in it. */
bool session_has_room(const struct party *p, const struct party_step *step,
                      const struct session *s);
void session_make_room(const struct party *p, const struct party_step *step,
                       const struct session *s);

/* Makes a new session with the peer over the channel, numbered from a stream of
 * its own. Its protocol is yet to begin. */
struct session *session_initiate(struct party *p, const struct party_step *step,
                                 const struct session *key);

/* Adds a session to the party's. One that is refused before leaves no trace. */
struct session *session_keep(struct party *p, const struct party_step *step,
                             const struct session *begun);

/* Puts a frame in line to be read, with its message where that has been
 * decrypted already. What is in the arena lives as long as the frame waits. */
void session_queue(struct session *s, struct arena *a,
                   const struct frame *frame, struct bytes message);

/* The same before all that waits: a message that rode in the handshake, whose
 * frame counts it among the peer's messages. */
void session_queue_rider(struct session *s, struct arena *a,
                         const struct frame *frame, struct bytes message,
                         bool unproven);

/* The wait for an answer after so many attempts: of sessions, of what is said
 * in groups, and of whatever is asked for over the channel. */
duration session_wait(const struct party *p, uint32_t channel,
                      unsigned attempts);

/* Waits for the peer, longer with every attempt. */
void session_set_timer(const struct party *p, const struct party_step *step,
                       struct session *s);

/* Opens a session that has its keys: records that, and sends what has
 * waited. */
struct record *session_open(const struct party *p,
                            const struct party_step *step, struct session *s);
void session_close(const struct party_step *step, struct session *s);

/* Gives up the session: its messages that are not acknowledged will not come
 * through. */
void session_give_up(const struct party *p, const struct party_step *step,
                     struct session *s);

/* Sends what has waited for the session to open, or for room. The timer runs
 * for the oldest message that is not acknowledged. */
void session_flush(const struct party *p, const struct party_step *step,
                   struct session *s);

/* Sends once more the messages in flight. */
void session_send_again(const struct party *p, const struct party_step *step,
                        struct session *s);

#endif
