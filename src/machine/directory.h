/* The directory's part: it vouches for the keys of others, hands them on, and
 * answers peers that ask for one. */
#ifndef MACHINE_DIRECTORY_H
#define MACHINE_DIRECTORY_H

#include "party/party.h"

/* Keeps a credential that its owner handed over, with the directory's own
 * signature, and hands it on to all who go by the directory, its owner aside.
 */
void directory_hand_on(struct party *p, const struct party_step *step,
                       const struct arrival *arrival,
                       const struct keyring_offer *o);

/* Answers a request with the credential that the directory keeps, unless it is
 * void. */
void directory_handle(struct party *p, const struct party_step *step,
                      const struct arrival *arrival);

#endif
