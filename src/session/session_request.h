/* A request for a peer's prekey bundle, with which a session of the ratchet
 * begins. It is signed, so that nobody spends prekeys in another's name. */
#ifndef SESSION_SESSION_REQUEST_H
#define SESSION_SESSION_REQUEST_H

#include "session/session_state.h"

/* Begins to agree on keys: asks for a bundle, and again with each attempt. */
void session_request_begin(struct party *p, const struct party_step *step,
                           struct session *s);
void session_request_send(struct party *p, const struct party_step *step,
                          struct session *s);

/* Asks once more at once, where a bundle came that was changed on its way: in
 * each attempt one time, since anybody can send such. */
void session_request_repeat(struct party *p, const struct party_step *step,
                            struct session *s);

/* Signs a request for a bundle, or word that bundles run out, to that party. */
void session_request_sign(const struct party *p, struct arena *a, uint32_t to,
                          struct message *m);

/* The worth of one that came to this party: REASON_NONE where a key that the
 * party relies on has signed it in its sender's name, for this party, the owner
 * and the number that it names. UNSHOWN: nothing is signed. */
enum record_reason session_request_reason(const struct party *p,
                                          const struct party_step *step,
                                          const struct arrival *arrival);

#endif
