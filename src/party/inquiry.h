/* Asking a directory for a key that is lacking, and what it answers from. */
#ifndef PARTY_INQUIRY_H
#define PARTY_INQUIRY_H

#include "party/party.h"

enum { INQUIRY_ATTEMPTS_MAX = 8 }; /* then the next need asks anew */

struct inquiry;

/* The party needs a key of the peer's on account of an exchange. Where it goes
 * by a directory, lacks that key and is not asking already, it asks. */
void inquiry_make(struct party *p, const struct party_step *step, uint32_t peer,
                  uint64_t exchange);

/* Asks once more, unless the key has come meanwhile. */
void inquiry_timer(struct party *p, const struct party_step *step,
                   struct inquiry *inquiry);

/* The directory keeps what it vouches for: the owner's credential with its
 * signature. */
void inquiry_keep(struct party *p, uint32_t owner, struct bytes credential);

/* Somebody asks: he gets what the directory keeps, unless it is void. */
void inquiry_handle(struct party *p, const struct party_step *step,
                    const struct inbox_arrival *arrival);

#endif
