/* The verbs: what a party does when it is told to. */
#ifndef PARTY_COMMAND_H
#define PARTY_COMMAND_H

#include "party/party_state.h"

void command_carry_out(struct party *p, const struct party_step *step);

#endif
