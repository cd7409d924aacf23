/* What a party does with what others say to it. */
#ifndef PARTY_HANDLER_H
#define PARTY_HANDLER_H

#include "party/party_state.h"

/* A message has been handed on by the desk. */
void handler_message(struct party *p, const struct party_step *step,
                     const struct inbox_arrival *arrival);

#endif
