/* A channel with one peer over a Noise session: NEW > HANDSHAKING > OPEN >
 * CLOSED. Lost messages are sent again until they are acknowledged. */
#ifndef PARTY_SESSION_H
#define PARTY_SESSION_H

#include "party/handshake.h"
#include "party/outbox.h"
#include "party/party.h"
#include "party/transport.h"

enum {
    SESSION_EARLY_MAX = 64,    /* frames that overtook the handshake */
    SESSION_PER_PEER_MAX = 64, /* on one channel, not closed */
    SESSION_ATTEMPTS_MAX = 40  /* then the peer is given up: in 5 days */
};

#define SESSION_RETRY_FIRST (1 * SECOND)
#define SESSION_RETRY_MAX   (4 * HOUR)

enum session_state {
    SESSION_NEW,
    SESSION_HANDSHAKING,
    SESSION_OPEN,
    SESSION_CLOSED,
    SESSION_STATE_COUNT
};

/* A frame that waits to be read. */
struct incoming {
    struct incoming *next;
    struct frame frame;
};

struct session {
    struct session *next;
    uint32_t peer, channel;
    enum session_state state;
    uint64_t number;
    uint64_t exchange; /* on whose account the handshake goes */
    struct handshake handshake;
    bool doubtful; /* the peer's answer did not hold */
    struct noise_cipher send, receive;
    struct outbox out;
    uint64_t acks;                  /* sent so far */
    struct transport_window window; /* of the peer's messages */
    struct incoming *in_first, **in_last;
    size_t early; /* frames that came in before the session opened */
    unsigned attempts;
    struct timer timer;
};

/* Sends a message to the peer, opening a session first if there is none. */
void session_send(struct party *p, const struct step *step, uint32_t peer,
                  uint32_t channel, uint64_t exchange, struct bytes message);

/* Takes a handshake or transport frame. NULL, or the session in which
 * messages may now be read. */
struct session *session_hear(struct party *p, const struct step *step,
                             const struct frame *frame);

/* The next message in the session, authenticated and seen for the first
 * time: fills in the arrival's bytes and message. false: no more. */
bool session_next(struct party *p, const struct step *step, struct session *s,
                  struct arrival *arrival);

/* Nothing was heard in time. */
void session_timer(struct party *p, const struct step *step,
                   struct session *session);

/* Wipes the keys of every session. */
void session_fini_all(struct party *p);

#endif
