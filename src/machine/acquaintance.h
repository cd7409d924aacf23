/* Acquaintance with others by their keys: credentials and comparisons of safety
 * numbers change the keyring. */
#ifndef MACHINE_ACQUAINTANCE_H
#define MACHINE_ACQUAINTANCE_H

#include "party/party.h"

/* Takes a credential that came, by itself or with a message. A directory hands
 * it on to those who go by it. */
void acquaintance_handle(struct party *p, const struct party_step *step,
                         const struct arrival *arrival);

/* COMPARE: reads the safety number to one other party, which answers with its
 * own. */
void acquaintance_compare(struct party *p, const struct party_step *step);
void acquaintance_handle_number(struct party *p, const struct party_step *step,
                                const struct arrival *arrival);

#endif
