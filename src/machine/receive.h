/* Receives a frame: it becomes a message, through a session where the channel
 * has one, and goes to the service for its kind or to the inbox. */
#ifndef MACHINE_RECEIVE_H
#define MACHINE_RECEIVE_H

#include "party/party.h"

/* Takes a frame that has come in over a channel. */
void receive_frame(struct party *p, const struct party_step *step);

#endif
