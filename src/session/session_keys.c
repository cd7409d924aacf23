#include "session/session_keys.h"

#include <string.h>

enum record_reason session_keys_lacking(const struct party *p, uint32_t peer,
                                        const struct noise_pattern *pattern,
                                        enum noise_role role)
{
    const bool initiator = role == NOISE_INITIATOR;

    /* X3DH takes both static keys in from the start. */
    if (!pattern) return keyring_missing(p, peer);
    const bool beforehand =
        initiator ? pattern->responder_known : pattern->initiator_known;

    if (!noise_pattern_needs(pattern, !initiator).s) return REASON_NONE;
    if (keyring_admits_stranger(p, peer) && !beforehand) return REASON_NONE;
    return keyring_missing(p, peer);
}

bool session_keys_outdated(const struct party *p, const struct session *s)
{
    const struct identity_public *pub = keyring_current(p, s->peer);
    const uint8_t *key = s->protocol->peer_key(s);

    return key && (!pub || memcmp(key, pub->agree, sizeof pub->agree) != 0);
}

bool session_keys_stale(const struct party *p, const struct session *s)
{
    if ((!s->pattern || noise_pattern_needs(s->pattern, s->initiator).s) &&
        s->serial != p->term.serial)
        return true;
    return session_keys_outdated(p, s);
}

/* Tells whether a session can carry a message: this side began it, or has read
 * a message in it. A session that a stranger only pretends to open would
 * swallow it, and so would one that was opened by a message that is replayed:
 * what rode in a handshake counts only for the answer to it. */
static bool is_usable(const struct session *s)
{
    if (!s->initiator)
        return s->noise.answer_due || (s->state == SESSION_OPEN && s->heard);
    return s->state == SESSION_OPEN || s->state == SESSION_HANDSHAKING;
}

struct session *session_keys_usable(const struct party *p,
                                    const struct session *key)
{
    struct session *s = session_with(p, key->peer, key->channel);

    while (s && (s->pattern != key->pattern || s->bare != key->bare ||
                 !is_usable(s) || session_keys_stale(p, s)))
        s = s->older;
    return s;
}

bool session_keys_refuse(const struct party *p, const struct party_step *step,
                         const struct session *s)
{
    /* On first use the answer to a request for prekeys shows the key. */
    if (!s->pattern && keyring_admits_stranger(p, s->peer)) return false;
    if (!session_keys_lacking(p, s->peer, s->pattern, NOISE_INITIATOR))
        return false;
    keyring_cannot(p, step, s->exchange, RECORD_VERB_CONNECT, s->peer);
    return true;
}
