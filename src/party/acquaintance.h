/* Getting to know others by their keys: what credentials and comparisons of
 * safety numbers change in the keyring, and what is said of it. */
#ifndef PARTY_ACQUAINTANCE_H
#define PARTY_ACQUAINTANCE_H

#include "party/party.h"

/* A credential that came, by itself or with a message. A directory hands on
 * what it takes to those who go by it. */
void acquaintance_handle(struct party *p, const struct party_step *step,
                         const struct inbox_arrival *arrival);

/* Writes down what the party cannot do with a peer, whose key it lacks or no
 * longer relies on. */
void acquaintance_cannot(const struct party *p, const struct party_step *step,
                         uint64_t exchange, enum record_verb verb,
                         uint32_t peer);

/* COMPARE: reads the safety number to one other party, who answers with his. */
void acquaintance_compare(struct party *p, const struct party_step *step);
void acquaintance_handle_number(struct party *p, const struct party_step *step,
                                const struct inbox_arrival *arrival);

#endif
