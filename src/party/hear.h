/* What a party does with what others say to it. */
#ifndef PARTY_HEAR_H
#define PARTY_HEAR_H

#include "party/party.h"

/* A message has been handed on by the desk. */
void hear_message(struct party *p, const struct step *step,
                  const struct arrival *arrival);

#endif
