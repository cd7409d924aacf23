/* Copies of a document on their way out: stated and signed, sealed for all or
 * for each, told of, posted. */
#ifndef PARTY_COPYING_H
#define PARTY_COPYING_H

#include "party/verb.h"

/* Sends a copy of what is in hand to each of the command's recipients. */
void copying_send(struct party *p, const struct party_step *step,
                  struct document_holding *h, const struct verb *verb);

#endif
