/* The way in: a frame becomes a message, through a session where the channel
 * has one, and goes to the desk. */
#ifndef MACHINE_RECEIVE_H
#define MACHINE_RECEIVE_H

#include "party/party.h"

/* A frame has come in over a channel. */
void receive_frame(struct party *p, const struct party_step *step);

#endif
