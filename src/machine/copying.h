/* The copies of a document that a command sends: stated and signed, sealed for
 * all or for each, recorded, sent. */
#ifndef MACHINE_COPYING_H
#define MACHINE_COPYING_H

#include "machine/verb.h"

/* Sends a copy of the document in hand to each of the command's recipients. */
void copying_send(struct party *p, const struct party_step *step,
                  struct document_holding *h, const struct verb *verb);

#endif
