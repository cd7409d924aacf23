/* Prekey bundles that travel: left with the directory, handed out to those who
 * ask, taken in by the directory. */
#ifndef MACHINE_BUNDLES_H
#define MACHINE_BUNDLES_H

#include "party/party.h"

/* Leaves bundles with the directory: one of each one-time prekey in stock, and
 * one without. */
void bundles_leave(struct party *p, const struct party_step *step);

/* Ends a step: fills the stock of prekeys up where half is gone, and leaves the
 * bundles anew with a directory that has others, also after a change of signed
 * prekey or identity. */
void bundles_keep(struct party *p, const struct party_step *step);

/* Gives a bundle to a peer that asks for one. Asked again for the same session,
 * the same bundle is given. It goes without a one-time prekey where none is
 * left, or where the request is not signed in the peer's name. */
void bundles_handle_request(struct party *p, const struct party_step *step,
                            const struct arrival *arrival);

/* Takes the directory's word that half of the bundles there are given. */
void bundles_handle_low(struct party *p, const struct party_step *step,
                        const struct arrival *arrival);

/* Takes bundles that a peer leaves here in place of those before. One-time
 * prekeys given away stay given. */
void bundles_handle_deposit(struct party *p, const struct party_step *step,
                            const struct arrival *arrival);

#endif
