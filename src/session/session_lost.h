/* Sessions of the ratchet that one side has and the other has not. */
#ifndef SESSION_SESSION_LOST_H
#define SESSION_SESSION_LOST_H

#include "session/session_state.h"

enum {
    SESSION_LOST_MAX = 8,  /* word of so many is under way in one session */
    SESSION_LOST_DOUBT = 4 /* attempts without an answer, and powers of two
                              from there on: another bundle is asked for */
};

/* Tells the peer of a session that it uses and this side does not have. */
void session_lost_tell(struct party *p, const struct party_step *step,
                       const struct session *lost);

/* Takes note of a frame for a session that this side has left: the peer, who
 * still sends messages in it, is told that it is lost. */
void session_lost_handle_left(struct party *p, const struct party_step *step,
                              const struct session *s,
                              const struct frame *frame);

/* Takes the peer's word, in `s`, of a session that the peer has lost: its
 * messages that were never confirmed go out again in `s`. */
void session_lost_handle(struct party *p, const struct party_step *step,
                         struct session *s, uint64_t number);

/* Moves the messages of a session that nobody answers into another one, under
 * another bundle; false where it is to go on. */
bool session_lost_replace(struct party *p, const struct party_step *step,
                          struct session *old);

#endif
