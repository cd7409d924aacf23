/* What a profile, that is a way to sign, seal and carry a paper, claims to
 * achieve: one table, against which attacks are measured. */
#ifndef ADVERSARY_CLAIM_H
#define ADVERSARY_CLAIM_H

#include <stdbool.h>
#include <stddef.h>

#include "crypto/noise_pattern.h"
#include "wire/message.h"

enum claim {
    CLAIM_CONFIDENTIAL,    /* nobody reads it on its way */
    CLAIM_ORIGIN,          /* its recipient takes no other text for verified */
    CLAIM_PROVABLE,        /* whoever holds it can convince others of it */
    CLAIM_FORWARD,         /* long-term keys stolen later open nothing */
    CLAIM_POST_COMPROMISE, /* a session outgrows the theft of its memory */
    CLAIM_DENIABLE,        /* nobody can convince others of who wrote it */
    CLAIM_KCI,             /* one's own stolen key lets nobody pose as others */
    CLAIM_FRESH,           /* nothing is taken in twice */
    CLAIM_RECEIPT,         /* nobody makes up a receipt */
    CLAIM_HIDES_LENGTH,    /* how long it is shows only in classes */
    CLAIM_COUNT
};

#define CLAIM_BIT(claim) (1u << (claim))

/* What a paper travels in. */
enum claim_session {
    CLAIM_SESSION_NONE,
    CLAIM_SESSION_NOISE,
    CLAIM_SESSION_RATCHET,
    CLAIM_SESSION_GROUP
};

/* A profile as it is at work between two parties. */
struct claim_profile {
    bool sign;
    bool around; /* not the text, but the envelope is signed */
    enum message_seal seal;
    bool receipt;
    bool padded;
    enum claim_session session;
    const struct noise_pattern *pattern; /* NOISE: its handshake's */
    bool initiated; /* the sender began the session, not the recipient */
};

/* The claims of a profile, a bit each. */
unsigned claim_of(const struct claim_profile *p);

/* "forward-secret" */
const char *claim_word(enum claim claim);

#endif
