/* Prekey bundles that travel: left with the directory, handed out to those who
 * ask, taken in by the directory. */
#ifndef MACHINE_BUNDLES_H
#define MACHINE_BUNDLES_H

#include "party/party.h"

/* Leaves bundles of all its one-time prekeys with the directory. */
void bundles_leave(struct party *p, const struct party_step *step);

/* The party has taken a new identity: its bundles are signed anew, and left
 * anew with a directory that has the old ones. */
void bundles_renew(struct party *p, const struct party_step *step);

/* Somebody asks for a bundle. Asked again for the same session, the same one
 * is given; the last ones go without a one-time prekey. */
void bundles_handle_request(struct party *p, const struct party_step *step,
                            const struct arrival *arrival);

/* Somebody leaves bundles here; once more after a change of his identity, and
 * then what was given away stays given. */
void bundles_handle_deposit(struct party *p, const struct party_step *step,
                            const struct arrival *arrival);

#endif
