/* The way in: a frame becomes a message, through a session where the channel
 * has one, and goes to the desk. */
#ifndef PARTY_RECEIVE_H
#define PARTY_RECEIVE_H

#include "party/party_state.h"

/* A frame has come in over a channel. */
void receive_frame(struct party *p, const struct party_step *step);

#endif
