#include "adversary/claim.h"

#define BIT CLAIM_BIT

static const unsigned seals[MESSAGE_SEAL_COUNT] = {
    [MESSAGE_SEAL_NONE] = 0,
    [MESSAGE_SEAL_AGE] = BIT(CLAIM_CONFIDENTIAL),
    [MESSAGE_SEAL_HPKE_BASE] = BIT(CLAIM_CONFIDENTIAL),
    [MESSAGE_SEAL_HPKE_AUTH] = BIT(CLAIM_CONFIDENTIAL) | BIT(CLAIM_ORIGIN),
};

/* A Noise session's claims hang on whose static key takes part in its
 * handshake. Only who knows with whom he speaks keeps others out. */
static unsigned noise(const struct claim_profile *p)
{
    const bool sender = noise_pattern_needs(p->pattern, p->initiated).s;
    const bool recipient = noise_pattern_needs(p->pattern, !p->initiated).s;
    unsigned claims = BIT(CLAIM_FRESH) | BIT(CLAIM_FORWARD);

    if (recipient) claims |= BIT(CLAIM_CONFIDENTIAL);
    if (sender) claims |= BIT(CLAIM_ORIGIN) | BIT(CLAIM_KCI);
    return claims;
}

/* X3DH takes in the static keys of both, and no key of the ratchet outlives two
 * turns. A group's keys come over the ratchet, and stay. */
static unsigned session(const struct claim_profile *p)
{
    const unsigned both = BIT(CLAIM_CONFIDENTIAL) | BIT(CLAIM_ORIGIN) |
                          BIT(CLAIM_FORWARD) | BIT(CLAIM_KCI) |
                          BIT(CLAIM_FRESH);

    switch (p->session) {
    case CLAIM_SESSION_NONE:
        return 0;
    case CLAIM_SESSION_NOISE:
        return noise(p);
    case CLAIM_SESSION_RATCHET:
        return both | BIT(CLAIM_HEALS);
    case CLAIM_SESSION_GROUP:
        return both;
    }
    return 0;
}

unsigned claim_of(const struct claim_profile *p)
{
    unsigned claims = seals[p->seal];

    /* Who gives his key away lets others see what was signed around. */
    if (p->sign)
        claims |= BIT(CLAIM_ORIGIN) | BIT(CLAIM_PROVABLE) | BIT(CLAIM_KCI);
    else if (p->around)
        claims |= BIT(CLAIM_ORIGIN) | BIT(CLAIM_KCI);
    else
        claims |= BIT(CLAIM_DENIABLE);
    if (p->receipt) claims |= BIT(CLAIM_RECEIPT);
    if (p->padded) claims |= BIT(CLAIM_HIDES_LENGTH);
    return claims | session(p);
}

const char *claim_word(enum claim claim)
{
    static const char *const words[CLAIM_COUNT] = {
        [CLAIM_CONFIDENTIAL] = "confidential",
        [CLAIM_ORIGIN] = "origin",
        [CLAIM_PROVABLE] = "provable",
        [CLAIM_FORWARD] = "forward-secret",
        [CLAIM_HEALS] = "heals",
        [CLAIM_DENIABLE] = "deniable",
        [CLAIM_KCI] = "kci-safe",
        [CLAIM_FRESH] = "fresh",
        [CLAIM_RECEIPT] = "receipt",
        [CLAIM_HIDES_LENGTH] = "hides-length",
    };

    return words[claim];
}
