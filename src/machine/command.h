/* The verbs: what a party does when it is told to. */
#ifndef MACHINE_COMMAND_H
#define MACHINE_COMMAND_H

#include "party/party.h"

void command_carry_out(struct party *p, const struct party_step *step);

#endif
