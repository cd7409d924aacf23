/* Prekey bundles that travel: left with the directory, handed out to those who
 * ask, taken in by the directory. */
#ifndef MACHINE_BUNDLES_H
#define MACHINE_BUNDLES_H

#include "party/party.h"

/* Leaves bundles of all the party's one-time prekeys with the directory. */
void bundles_leave(struct party *p, const struct party_step *step);

/* Signs the bundles anew after a change of identity, and leaves them anew with
 * a directory that has the old ones. */
void bundles_renew(struct party *p, const struct party_step *step);

/* Gives a bundle to a peer that asks for one. Asked again for the same session,
 * the same bundle is given; the last ones go without a one-time prekey. */
void bundles_handle_request(struct party *p, const struct party_step *step,
                            const struct arrival *arrival);

/* Takes bundles that a peer leaves here. After a change of its identity it
 * leaves them once more, and those given away stay given. */
void bundles_handle_deposit(struct party *p, const struct party_step *step,
                            const struct arrival *arrival);

#endif
