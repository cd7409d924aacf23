/* Inquiries: a party asks its directory for a key that it lacks. */
#ifndef SESSION_INQUIRY_H
#define SESSION_INQUIRY_H

#include "party/party.h"

struct inquiry;

/* Notes that the party needs a key of the peer's on account of an exchange. If
 * it lacks the key and goes by a directory, it asks there, unless a request is
 * under way. */
void inquiry_make(struct party *p, const struct party_step *step, uint32_t peer,
                  uint64_t exchange);

/* Asks once more, unless the key has come meanwhile or it has asked
 * SESSION_ATTEMPTS_MAX times; then the next need asks anew. */
void inquiry_timer(struct party *p, const struct party_step *step,
                   struct inquiry *inquiry);

#endif
