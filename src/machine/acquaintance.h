/* Getting to know others by their keys: what credentials and comparisons of
 * safety numbers change in the keyring, and what is said of it. */
#ifndef MACHINE_ACQUAINTANCE_H
#define MACHINE_ACQUAINTANCE_H

#include "party/party.h"

/* A credential that came, by itself or with a message. A directory hands on
 * what it takes to those who go by it. */
void acquaintance_handle(struct party *p, const struct party_step *step,
                         const struct arrival *arrival);

/* COMPARE: reads the safety number to one other party, who answers with his. */
void acquaintance_compare(struct party *p, const struct party_step *step);
void acquaintance_handle_number(struct party *p, const struct party_step *step,
                                const struct arrival *arrival);

#endif
