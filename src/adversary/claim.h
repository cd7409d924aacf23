/* What a profile, that is a way to sign, seal and carry a paper, claims to
 * achieve: one table, against which attacks are measured. */
#ifndef ADVERSARY_CLAIM_H
#define ADVERSARY_CLAIM_H

#include <stdbool.h>
#include <stddef.h>

#include "crypto/noise_pattern.h"
#include "wire/message.h"

/* A word for each, and what is claimed. */
#define CLAIM_MAP(X)                                                         \
    X(CONFIDENTIAL, "confidential", "nobody reads it on its way")            \
    X(ORIGIN, "origin", "its recipient takes no other text for verified")    \
    X(PROVABLE, "provable", "whoever holds it can convince others of it")    \
    X(FORWARD, "forward-secret", "long-term keys stolen later open nothing") \
    X(HEALS, "heals", "stolen session memory opens no later message")        \
    X(DENIABLE, "deniable", "nobody can convince others of who wrote it")    \
    X(KCI, "kci-safe", "one's own stolen key lets nobody pose as others")    \
    X(FRESH, "fresh", "nothing is taken in twice")                           \
    X(RECEIPT, "receipt", "nobody makes up a receipt")                       \
    X(HIDES_SENDER, "hides-sender", "who writes to whom cannot be seen")     \
    X(HIDES_LENGTH, "hides-length", "how long it is shows only in classes")

enum claim {
#define CLAIM(name, word, text) CLAIM_##name,
    CLAIM_MAP(CLAIM)
#undef CLAIM
        CLAIM_COUNT
};

#define CLAIM_BIT(claim) (1u << (claim))

/* A profile as it is at work between two parties. */
struct claim_profile {
    bool sign;
    enum message_seal seal;
    bool receipt;
    bool padded;
    const struct noise_pattern *pattern; /* of the session; NULL: none */
    bool initiated; /* the sender began the session, not the recipient */
};

/* The claims of a profile, a bit each. */
unsigned claim_of(const struct claim_profile *p);

const char *claim_word(enum claim claim);
const char *claim_text(enum claim claim);

#endif
