/* Sessions that Noise protects: a handshake of the channel's pattern or of
 * another, then transport frames. */
#ifndef SESSION_SESSION_NOISE_H
#define SESSION_SESSION_NOISE_H

#include "session/session_state.h"

/* The row of sessions under Noise. */
const struct session_protocol *session_noise_protocol(void);

/* Takes a handshake frame for that session, or for none (NULL): only a sound
 * first message makes one. */
struct session *session_noise_handle(struct party *p,
                                     const struct party_step *step,
                                     struct session *s,
                                     const struct frame *frame);

/* The message of that number is about to be acknowledged: other sessions that
 * it was sent in as well need not send it again. */
void session_noise_settle(struct party *p, const struct party_step *step,
                          const struct session *s, uint64_t number);

/* Writes the message of the handshake that is due. */
void session_noise_answer(struct party *p, const struct party_step *step,
                          struct session *s);

#endif
