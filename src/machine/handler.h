/* Handles the decoded messages of others that concern documents and keys. */
#ifndef MACHINE_HANDLER_H
#define MACHINE_HANDLER_H

#include "party/party.h"

/* Handles a message that the inbox has handed on. */
void handler_message(struct party *p, const struct party_step *step,
                     const struct arrival *arrival);

#endif
