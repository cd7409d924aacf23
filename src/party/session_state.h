/* What a session remembers, and what its life cycle shares with that which
 * protects its messages. */
#ifndef PARTY_SESSION_STATE_H
#define PARTY_SESSION_STATE_H

#include "party/handshake.h"
#include "party/outbox.h"
#include "party/party.h"
#include "party/transport.h"

enum session_state {
    SESSION_NEW,
    SESSION_HANDSHAKING, /* keys are being agreed on */
    SESSION_OPEN,
    SESSION_CLOSED,
    SESSION_STATE_COUNT
};

struct session;
struct session_ratchet;

/* What protects a session's messages: a row for each kind of session. */
struct session_guard {
    enum event_carriage_kind carriage;
    bool once; /* a message is encrypted once and kept, to be sent again */
    /* The initiator's first word towards keys, and the last one once more. */
    void (*begin)(struct party *, const struct party_step *, struct session *);
    void (*again)(struct party *, const struct party_step *, struct session *);
    /* The frame of a message; what could be encoded as one fits. */
    struct bytes (*encrypt)(const struct party *, const struct party_step *,
                            struct session *, uint64_t counter,
                            struct bytes message);
    /* Any reason but REASON_NONE leaves everything as it was. */
    enum record_reason (*decrypt)(const struct party *,
                                  const struct party_step *, struct session *,
                                  const struct frame *, struct bytes *message);
    /* Unless both are NULL: whether a frame has been read before, which is
     * then confirmed again; and what is kept to tell, with the frame that
     * confirmed it (size 0: none). */
    bool (*had)(const struct session *, const struct party_step *,
                const struct frame *);
    void (*note)(const struct party *, struct session *, const struct frame *,
                 uint64_t exchange, struct bytes ack);
    /* The peer's static key that the session stands on; NULL: none. */
    const uint8_t *(*peer_key)(const struct session *);
    void (*fini)(struct session *);
};

/* The keys of a Noise session. */
struct session_noise {
    struct handshake handshake;
    bool doubtful; /* the peer's answer did not hold */
    struct noise_cipher send, receive;
};

/* A frame that waits to be read. */
struct session_incoming {
    struct session_incoming *next;
    struct frame frame;
    struct bytes message; /* decrypted already; size 0: not yet */
};

struct session {
    struct session *next;
    uint32_t peer, channel;
    const struct session_guard *guard;
    const struct noise_pattern *pattern; /* under Noise; NULL: the ratchet */
    enum session_state state;
    bool initiator;
    uint64_t number;
    uint32_t serial;   /* of the own key that it began with */
    uint64_t exchange; /* on whose account the keys are agreed on */
    struct session_noise noise;
    struct session_ratchet *ratchet; /* NULL before there are keys */
    uint32_t asked; /* the channel over which keys are agreed on */
    bool resets;    /* begun in place of one that was lost */
    uint64_t lost;  /* its number */
    struct outbox out;
    uint64_t acks;                  /* sent so far */
    struct transport_window window; /* of the peer's messages */
    struct session_incoming *in_first, **in_last;
    size_t early; /* frames that came in before the session opened */
    unsigned attempts;
    struct event_timer timer;
};

void session_move(struct session *s, enum session_state to);

const char *session_peer(const struct party *p, const struct session *s);
const char *session_channel(const struct party *p, const struct session *s);

/* Records about the session's peer and channel. */
struct record *session_record(const struct party *p,
                              const struct party_step *step,
                              const struct session *s, enum record_kind kind,
                              uint64_t exchange);
void session_drop(const struct party *p, const struct party_step *step,
                  const struct session *s, enum record_reason reason);
void session_reject(const struct party *p, const struct party_step *step,
                    const struct session *s, enum record_reason reason);

struct session *session_find(const struct party *p, uint32_t peer,
                             uint32_t channel, uint64_t number);

/* Whether the peer has as many sessions on the channel as he may. */
bool session_too_many(const struct party *p, const struct session *s);

/* A new session with the peer over the channel, numbered from a stream of
 * its own; its guard is yet to begin. */
struct session *session_initiate(struct party *p, const struct party_step *step,
                                 const struct session *like);

/* Makes a session one of the party's: what is refused before leaves no
 * trace. */
struct session *session_keep(struct party *p, const struct session *begun);

/* Puts a frame in line to be read, with its message where that has been
 * decrypted already; what is in the arena lives as long as the frame waits. */
void session_queue(struct session *s, struct arena *a,
                   const struct frame *frame, struct bytes message);

/* How long an answer is waited for that was asked for so often before. */
duration session_wait(const struct party *p, uint32_t channel,
                      unsigned attempts);

/* Waits for the peer: longer, the more often it was tried, and longest where
 * people carry what is said. */
void session_set_timer(const struct party *p, const struct party_step *step,
                       struct session *s);

/* Both sides have keys: records it, and sends what has waited. The record is
 * for the caller to say the protocol in. */
struct record *session_open(const struct party *p,
                            const struct party_step *step, struct session *s);
void session_close(const struct party_step *step, struct session *s);

/* Sends what has waited for the session to open, or for room. The timer runs
 * for the oldest message that is not acknowledged. */
void session_flush(const struct party *p, const struct party_step *step,
                   struct session *s);

/* Sends once more what is on its way. */
void session_send_again(const struct party *p, const struct party_step *step,
                        struct session *s);

#endif
