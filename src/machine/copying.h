/* Copies of a document on their way out: stated and signed, sealed for all or
 * for each, told of, posted. */
#ifndef MACHINE_COPYING_H
#define MACHINE_COPYING_H

#include "machine/verb.h"

/* Sends a copy of what is in hand to each of the command's recipients. */
void copying_send(struct party *p, const struct party_step *step,
                  struct document_holding *h, const struct verb *verb);

#endif
