/* A session with one peer over a channel: NEW > HANDSHAKING > OPEN > CLOSED.
 * Messages are sent again until they are acknowledged. The protocol that
 * protects them is a row of functions (session_state.h). */
#ifndef SESSION_SESSION_H
#define SESSION_SESSION_H

#include "session/session_state.h"

/* Sends a message to the peer in a Noise session of that pattern, or in one of
 * the ratchet (NULL; perhaps bare), and opens one first if there is none. Where
 * it is early and fits, it rides in the next message of the handshake. */
void session_send(struct party *p, const struct party_step *step, uint32_t peer,
                  uint32_t channel, const struct event_carriage *carriage,
                  uint64_t exchange, struct bytes message);

/* Confirms, in a session of the ratchet, a message that a peer said in a group.
 * Without such a session nothing is sent: the peer will say it again. */
void session_confirm(struct party *p, const struct party_step *step,
                     uint32_t peer, uint32_t channel, uint64_t group,
                     uint64_t number);

/* Takes a frame of a session. NULL, or the session in which messages may now be
 * read; session_answer follows once they are. */
struct session *session_handle(struct party *p, const struct party_step *step,
                               const struct frame *frame);

/* Reads the next message in the session, authenticated and seen for the first
 * time, into the arrival. Acknowledgements of a group's messages come up like
 * messages. false: no more. */
bool session_next(struct party *p, const struct party_step *step,
                  struct session *s, struct arrival *arrival);

/* Writes the handshake message that had to wait for the one that rode in the
 * peer's to be handled, if there is one. */
void session_answer(struct party *p, const struct party_step *step,
                    struct session *s);

/* Sends again what the peer has not answered in time. */
void session_timer(struct party *p, const struct party_step *step,
                   struct session *session);

/* Wipes the keys of every session. */
void session_fini_all(struct party *p);

#endif
