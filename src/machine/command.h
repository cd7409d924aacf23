/* The verbs of commands, a row each: what a party is told to do. */
#ifndef MACHINE_COMMAND_H
#define MACHINE_COMMAND_H

#include "party/party.h"

/* Carries out the step's command, or records why it is refused. */
void command_carry_out(struct party *p, const struct party_step *step);

#endif
