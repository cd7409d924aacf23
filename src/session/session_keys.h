/* The long-term keys that sessions stand on: whether the party has what it
 * takes to agree on one, and whether those it has are still in force. */
#ifndef SESSION_SESSION_KEYS_H
#define SESSION_SESSION_KEYS_H

#include "session/session_state.h"

/* Why this party cannot shake hands with a peer: for want of the peer's key,
 * where the pattern has one of his and strangers will not do. Under the
 * ratchet (NULL) both keys take part. REASON_NONE when it can. */
enum record_reason session_keys_lacking(const struct party *p, uint32_t peer,
                                        const struct noise_pattern *pattern,
                                        enum noise_role role);

/* Whether this side cannot begin such a session for want of the peer's key;
 * that is recorded then. */
bool session_keys_refuse(const struct party *p, const struct party_step *step,
                         const struct session *s);

/* Whether a session, not closed, rests on a key of either side that is no
 * longer in force. */
bool session_keys_stale(const struct party *p, const struct session *s);

/* Whether it rests on another key of the peer's than the one in force. */
bool session_keys_outdated(const struct party *p, const struct session *s);

#endif
