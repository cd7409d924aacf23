/* The verbs of commands: carries out what a party is told to do. */
#ifndef MACHINE_COMMAND_H
#define MACHINE_COMMAND_H

#include "party/party.h"

void command_carry_out(struct party *p, const struct party_step *step);

#endif
