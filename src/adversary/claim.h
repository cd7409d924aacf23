/* Claims: the properties that a profile, a way to sign, seal and carry a
 * document, promises. One table, against which attacks are measured. */
#ifndef ADVERSARY_CLAIM_H
#define ADVERSARY_CLAIM_H

#include <stdbool.h>
#include <stddef.h>

#include "crypto/noise_pattern.h"
#include "wire/message.h"

enum claim {
    CLAIM_CONFIDENTIAL,    /* nobody on the way reads it */
    CLAIM_ORIGIN,          /* the recipient takes no other text for verified */
    CLAIM_PROVABLE,        /* its holder can convince others of it */
    CLAIM_FORWARD,         /* long-term keys stolen later open nothing */
    CLAIM_POST_COMPROMISE, /* post-compromise secure: a session recovers from a
                              theft of its memory */
    CLAIM_DENIABLE,        /* it convinces nobody but its recipient of who
                              wrote it, whatever else the recipient has */
    CLAIM_KCI,             /* a stolen key lets nobody pose to its owner */
    CLAIM_FRESH,           /* nothing is taken in twice */
    CLAIM_RECEIPT,         /* nobody makes up a receipt */
    CLAIM_HIDES_LENGTH,    /* only its class of sizes shows */
    CLAIM_COUNT
};

#define CLAIM_BIT(claim) (1u << (claim))

/* The session that a document travels in. */
enum claim_session {
    CLAIM_SESSION_NONE,
    CLAIM_SESSION_NOISE,
    CLAIM_SESSION_RATCHET,
    CLAIM_SESSION_GROUP
};

/* A profile in use between two parties. */
struct claim_profile {
    bool sign;
    bool around; /* the envelope is signed, not the text */
    bool shown;  /* unsigned, and yet it shows what others signed */
    enum message_seal seal;
    bool receipt;
    bool padded;
    enum claim_session session;
    const struct noise_pattern *pattern; /* NOISE: its handshake's */
    bool initiated;   /* the sender began the session, not the recipient */
    bool bare;        /* RATCHET: it begins a session that binds no channel */
    bool early;       /* it rides in a message of the handshake, */
    unsigned message; /* the one with this index */
};

/* The claims of a profile, a bit each. */
unsigned claim_of(const struct claim_profile *p);

/* "forward-secret" */
const char *claim_word(enum claim claim);

#endif
