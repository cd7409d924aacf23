/* The way out: a message to a peer, through a session where the channel has
 * one, as it is where people carry it. */
#ifndef PARTY_POST_H
#define PARTY_POST_H

#include "party/party.h"
#include "wire/message.h"

/* ERR_LIMIT when the message is too large for a frame. */
MUST_CHECK enum err post_send(struct party *p, const struct step *step,
                              uint32_t peer, uint32_t channel,
                              const struct message *m);

#endif
