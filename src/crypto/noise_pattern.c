#include "crypto/noise_pattern.h"

#include <string.h>

/* First the table of patterns, a row each, with its sections of the
 * specification. Then questions about a row: which keys its two sides bring,
 * and what the tokens up to a message make of that message: its size, and
 * whether its payload is encrypted, and from whom. */

/* The tokens as the specification spells them. */
enum {
    e = NOISE_E,
    s = NOISE_S,
    ee = NOISE_EE,
    es = NOISE_ES,
    se = NOISE_SE,
    ss = NOISE_SS,
    psk = NOISE_PSK
};

/* Name, -> s and <- s known beforehand, the messages in turn. */
static const struct noise_pattern patterns[] = {
    /* 7.4: one-way */
    {"N", false, true, {{e, es}}},
    {"K", true, true, {{e, es, ss}}},
    {"X", false, true, {{e, es, s, ss}}},

    /* 7.5: interactive, fundamental */
    {"NN", false, false, {{e}, {e, ee}}},
    {"NK", false, true, {{e, es}, {e, ee}}},
    {"NX", false, false, {{e}, {e, ee, s, es}}},
    {"XN", false, false, {{e}, {e, ee}, {s, se}}},
    {"XK", false, true, {{e, es}, {e, ee}, {s, se}}},
    {"XX", false, false, {{e}, {e, ee, s, es}, {s, se}}},
    {"KN", true, false, {{e}, {e, ee, se}}},
    {"KK", true, true, {{e, es, ss}, {e, ee, se}}},
    {"KX", true, false, {{e}, {e, ee, se, s, es}}},
    {"IN", false, false, {{e, s}, {e, ee, se}}},
    {"IK", false, true, {{e, es, s, ss}, {e, ee, se}}},
    {"IX", false, false, {{e, s}, {e, ee, se, s, es}}},

    /* 7.6 and 18.1: interactive, deferred */
    {"NK1", false, true, {{e}, {e, ee, es}}},
    {"NX1", false, false, {{e}, {e, ee, s}, {es}}},
    {"X1N", false, false, {{e}, {e, ee}, {s}, {se}}},
    {"X1K", false, true, {{e, es}, {e, ee}, {s}, {se}}},
    {"XK1", false, true, {{e}, {e, ee, es}, {s, se}}},
    {"X1K1", false, true, {{e}, {e, ee, es}, {s}, {se}}},
    {"X1X", false, false, {{e}, {e, ee, s, es}, {s}, {se}}},
    {"XX1", false, false, {{e}, {e, ee, s}, {es, s, se}}},
    {"X1X1", false, false, {{e}, {e, ee, s}, {es, s}, {se}}},
    {"K1N", true, false, {{e}, {e, ee}, {se}}},
    {"K1K", true, true, {{e, es}, {e, ee}, {se}}},
    {"KK1", true, true, {{e}, {e, ee, se, es}}},
    {"K1K1", true, true, {{e}, {e, ee, es}, {se}}},
    {"K1X", true, false, {{e}, {e, ee, s, es}, {se}}},
    {"KX1", true, false, {{e}, {e, ee, se, s}, {es}}},
    {"K1X1", true, false, {{e}, {e, ee, s}, {se, es}}},
    {"I1N", false, false, {{e, s}, {e, ee}, {se}}},
    {"I1K", false, true, {{e, es, s}, {e, ee}, {se}}},
    {"IK1", false, true, {{e, s}, {e, ee, se, es}}},
    {"I1K1", false, true, {{e, s}, {e, ee, es}, {se}}},
    {"I1X", false, false, {{e, s}, {e, ee, s, es}, {se}}},
    {"IX1", false, false, {{e, s}, {e, ee, se, s}, {es}}},
    {"I1X1", false, false, {{e, s}, {e, ee, s}, {se, es}}},

    /* 9.4: with a pre-shared key */
    {"Npsk0", false, true, {{psk, e, es}}},
    {"Kpsk0", true, true, {{psk, e, es, ss}}},
    {"Xpsk1", false, true, {{e, es, s, ss, psk}}},
    {"NNpsk0", false, false, {{psk, e}, {e, ee}}},
    {"NNpsk2", false, false, {{e}, {e, ee, psk}}},
    {"NKpsk0", false, true, {{psk, e, es}, {e, ee}}},
    {"NKpsk2", false, true, {{e, es}, {e, ee, psk}}},
    {"NXpsk2", false, false, {{e}, {e, ee, s, es, psk}}},
    {"XNpsk3", false, false, {{e}, {e, ee}, {s, se, psk}}},
    {"XKpsk3", false, true, {{e, es}, {e, ee}, {s, se, psk}}},
    {"XXpsk3", false, false, {{e}, {e, ee, s, es}, {s, se, psk}}},
    {"KNpsk0", true, false, {{psk, e}, {e, ee, se}}},
    {"KNpsk2", true, false, {{e}, {e, ee, se, psk}}},
    {"KKpsk0", true, true, {{psk, e, es, ss}, {e, ee, se}}},
    {"KKpsk2", true, true, {{e, es, ss}, {e, ee, se, psk}}},
    {"KXpsk2", true, false, {{e}, {e, ee, se, s, es, psk}}},
    {"INpsk1", false, false, {{e, s, psk}, {e, ee, se}}},
    {"INpsk2", false, false, {{e, s}, {e, ee, se, psk}}},
    {"IKpsk1", false, true, {{e, es, s, ss, psk}, {e, ee, se}}},
    {"IKpsk2", false, true, {{e, es, s, ss}, {e, ee, se, psk}}},
    {"IXpsk2", false, false, {{e, s}, {e, ee, se, s, es, psk}}},
};

enum { PATTERN_COUNT = sizeof patterns / sizeof patterns[0] };

const struct noise_pattern *noise_pattern_find(const char *name)
{
    for (size_t i = 0; i < PATTERN_COUNT; i++)
        if (strcmp(patterns[i].name, name) == 0) return &patterns[i];
    return NULL;
}

/* True if the token is in one of the messages that the role sends. */
static bool sends(const struct noise_pattern *pattern, bool initiator,
                  enum noise_token token)
{
    for (unsigned i = initiator ? 0 : 1; i < NOISE_MESSAGES_MAX; i += 2)
        for (const uint8_t *t = pattern->messages[i]; *t != NOISE_END; t++)
            if (*t == token) return true;
    return false;
}

struct noise_needs noise_pattern_needs(const struct noise_pattern *pattern,
                                       bool initiator)
{
    bool own = initiator ? pattern->initiator_known : pattern->responder_known;
    bool peer = initiator ? pattern->responder_known : pattern->initiator_known;

    return (struct noise_needs){
        .s = own || sends(pattern, initiator, NOISE_S),
        .e = sends(pattern, initiator, NOISE_E),
        .rs = peer,
        .psk =
            sends(pattern, true, NOISE_PSK) || sends(pattern, false, NOISE_PSK),
    };
}

bool noise_pattern_encrypts(const struct noise_pattern *pattern,
                            unsigned message)
{
    for (unsigned i = 0; i <= message && i < NOISE_MESSAGES_MAX; i++)
        for (const uint8_t *t = pattern->messages[i]; *t != NOISE_END; t++)
            if (*t != NOISE_E && *t != NOISE_S) return true;
    return false;
}

size_t noise_pattern_overhead(const struct noise_pattern *pattern,
                              unsigned message)
{
    size_t size = 0, tag = 0;

    for (unsigned i = 0; i <= message && i < NOISE_MESSAGES_MAX; i++) {
        size = 0;
        for (const uint8_t *t = pattern->messages[i]; *t != NOISE_END; t++) {
            if (*t == NOISE_E) size += NOISE_KEY_SIZE;
            if (*t == NOISE_S) size += NOISE_KEY_SIZE + tag;
            if (*t != NOISE_E && *t != NOISE_S) tag = NOISE_TAG_SIZE;
        }
    }
    return size + tag;
}

bool noise_pattern_authenticates(const struct noise_pattern *pattern,
                                 unsigned message)
{
    /* The first letter of a token is the initiator's key. */
    const enum noise_token own = message % 2 == 0 ? NOISE_SE : NOISE_ES;

    for (unsigned i = 0; i <= message && i < NOISE_MESSAGES_MAX; i++)
        for (const uint8_t *t = pattern->messages[i]; *t != NOISE_END; t++)
            if (*t == own || *t == NOISE_SS) return true;
    return false;
}
