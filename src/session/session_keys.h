/* The long-term keys that sessions rest on: the party has those it needs to
 * begin one, or not, and those of a session are still in force, or not. */
#ifndef SESSION_SESSION_KEYS_H
#define SESSION_SESSION_KEYS_H

#include "session/session_state.h"

/* The reason why this party cannot shake hands with a peer: it lacks the peer's
 * key, in a pattern that has one and where strangers will not do. Under the
 * ratchet (NULL) both keys take part. REASON_NONE when it can. */
enum record_reason session_keys_lacking(const struct party *p, uint32_t peer,
                                        const struct noise_pattern *pattern,
                                        enum noise_role role);

/* Refuses, with a record, to begin a session for which this side lacks the
 * peer's key; false when it can begin, under the ratchet also where a stranger
 * is admitted: the key then comes with the bundle. */
bool session_keys_refuse(const struct party *p, const struct party_step *step,
                         const struct session *s);

/* Tells whether a session, not closed, rests on a key of either side that is no
 * longer in force. */
bool session_keys_stale(const struct party *p, const struct session *s);

/* The newest session with that peer on that channel, under that pattern and as
 * bare as the key, that can carry a message: this side began it, or has read a
 * message in it, and its keys are in force. NULL: none. */
struct session *session_keys_usable(const struct party *p,
                                    const struct session *key);

/* Tells whether it rests on another key of the peer's than the one in force. */
bool session_keys_outdated(const struct party *p, const struct session *s);

#endif
