/* What a party does with what others say to it. */
#ifndef PARTY_RECEIVE_H
#define PARTY_RECEIVE_H

#include "party/party.h"

/* A frame has come in over a channel. */
void receive_frame(struct party *p, const struct step *step);

/* A message has been handed on by the desk. */
void receive_message(struct party *p, const struct step *step,
                     const struct arrival *arrival);

#endif
