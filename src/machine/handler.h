/* What a party does with what others say to it. */
#ifndef MACHINE_HANDLER_H
#define MACHINE_HANDLER_H

#include "party/party.h"

/* A message has been handed on by the desk. */
void handler_message(struct party *p, const struct party_step *step,
                     const struct arrival *arrival);

#endif
