#include "adversary/claim.h"

#include "crypto/noise_grade.h"

#define BIT CLAIM_BIT

static const unsigned seal_claims[MESSAGE_SEAL_COUNT] = {
    [MESSAGE_SEAL_NONE] = 0,
    [MESSAGE_SEAL_AGE] = BIT(CLAIM_CONFIDENTIAL),
    [MESSAGE_SEAL_HPKE_BASE] = BIT(CLAIM_CONFIDENTIAL),
    [MESSAGE_SEAL_HPKE_AUTH] = BIT(CLAIM_CONFIDENTIAL) | BIT(CLAIM_ORIGIN),
};

static bool names_both(const struct claim_profile *p)
{
    return noise_pattern_needs(p->pattern, true).s &&
           noise_pattern_needs(p->pattern, false).s;
}

/* What rides in a handshake has the grades of its message (section 7.7). */
static unsigned early_claims(const struct claim_profile *p)
{
    const struct noise_grade g =
        noise_grade_find(p->pattern->name)->rows[p->message];
    unsigned claims = BIT(CLAIM_FRESH);

    if (g.destination >= 2) claims |= BIT(CLAIM_CONFIDENTIAL);
    if (g.destination == 1 || g.destination >= 3) claims |= BIT(CLAIM_FORWARD);
    if (g.source >= 1) claims |= BIT(CLAIM_ORIGIN);
    if (g.source == 2) claims |= BIT(CLAIM_KCI);
    return claims;
}

/* After the handshake it is all of the keys that took part. */
static unsigned whole_claims(const struct claim_profile *p)
{
    unsigned claims = BIT(CLAIM_FRESH) | BIT(CLAIM_FORWARD);

    if (noise_pattern_needs(p->pattern, !p->initiated).s)
        claims |= BIT(CLAIM_CONFIDENTIAL);
    if (noise_pattern_needs(p->pattern, p->initiated).s)
        claims |= BIT(CLAIM_ORIGIN) | BIT(CLAIM_KCI);
    return claims;
}

/* A Noise session's claims depend on whose static key takes part in its
 * handshake. The first letter of the pattern is the initiator's, the second the
 * responder's, and N stands for no static key. Where one side needs none,
 * anybody may begin a session in its name: its peer then writes into that one,
 * and takes for verified what HPKE's auth mode lifts so far in it, for whoever
 * has the peer's own key (RFC 9180, 9.1.1). */
static unsigned noise_claims(const struct claim_profile *p)
{
    unsigned claims = p->early ? early_claims(p) : whole_claims(p);

    if (names_both(p)) return claims;
    claims &= ~BIT(CLAIM_CONFIDENTIAL);
    if (p->seal == MESSAGE_SEAL_HPKE_AUTH) claims &= ~BIT(CLAIM_KCI);
    return claims;
}

/* X3DH takes in both static keys, and no key of the ratchet outlives two
 * ratchet steps. A group's keys come over the ratchet and stay. Neither is safe
 * from key-compromise impersonation: whoever has a party's signed prekey alone
 * can pose to it as anybody (X3DH section 4.6). A first message that binds no
 * channel can be carried to another one, and is read on both. */
static unsigned session_claims(const struct claim_profile *p)
{
    const unsigned both = BIT(CLAIM_CONFIDENTIAL) | BIT(CLAIM_ORIGIN) |
                          BIT(CLAIM_FORWARD) | BIT(CLAIM_FRESH);

    switch (p->session) {
    case CLAIM_SESSION_NONE:
        return 0;
    case CLAIM_SESSION_NOISE:
        return noise_claims(p);
    case CLAIM_SESSION_RATCHET:
        return (both | BIT(CLAIM_POST_COMPROMISE)) &
               ~(p->bare ? BIT(CLAIM_FRESH) : 0);
    case CLAIM_SESSION_GROUP:
        return both;
    }
    return 0;
}

unsigned claim_of(const struct claim_profile *p)
{
    unsigned claims = seal_claims[p->seal];

    /* Signed around the envelope, a text is not provable, nor deniable: a
     * recipient who gives away its key shows others what was signed. Nor is a
     * copy deniable that shows signatures of others, as a leak may. */
    if (p->sign)
        claims |= BIT(CLAIM_ORIGIN) | BIT(CLAIM_PROVABLE) | BIT(CLAIM_KCI);
    else if (p->around)
        claims |= BIT(CLAIM_ORIGIN) | BIT(CLAIM_KCI);
    else if (!p->shown)
        claims |= BIT(CLAIM_DENIABLE);
    if (p->receipt) claims |= BIT(CLAIM_RECEIPT);
    if (p->padded) claims |= BIT(CLAIM_HIDES_LENGTH);
    return claims | session_claims(p);
}

const char *claim_word(enum claim claim)
{
    static const char *const words[CLAIM_COUNT] = {
        [CLAIM_CONFIDENTIAL] = "confidential",
        [CLAIM_ORIGIN] = "origin",
        [CLAIM_PROVABLE] = "provable",
        [CLAIM_FORWARD] = "forward-secret",
        [CLAIM_POST_COMPROMISE] = "post-compromise secure",
        [CLAIM_DENIABLE] = "deniable",
        [CLAIM_KCI] = "kci-safe",
        [CLAIM_FRESH] = "fresh",
        [CLAIM_RECEIPT] = "receipt",
        [CLAIM_HIDES_LENGTH] = "hides-length",
    };

    return words[claim];
}
