/* A party's own keys: stated to others, replaced by new ones, revoked. */
#ifndef PARTY_RENEWAL_H
#define PARTY_RENEWAL_H

#include "party/party.h"

/* A key that was replaced: kept, to open what was sealed to it, until it is
 * revoked. */
struct renewal_retired {
    struct renewal_retired *older;
    struct identity identity;
    struct party_term term;
};

/* DECLARE, ROTATE and REVOKE. */
void renewal_declare(struct party *p, const struct party_step *step);
void renewal_rotate(struct party *p, const struct party_step *step);
void renewal_revoke(struct party *p, const struct party_step *step);

/* The credential of the key in force; lives as long as the party. */
struct bytes renewal_credential(struct party *p);

/* The n-th newest of the own keys, for what may have been sealed to an older
 * one; NULL past the last. */
const struct identity *renewal_identity(const struct party *p, size_t n);

/* The serial of that key. */
uint32_t renewal_serial(const struct party *p, size_t n);

/* Says in the record which key it is: its serial and its fingerprint, in the
 * arena. */
void renewal_tell_key(struct arena *a, uint32_t serial,
                      const struct identity_public *pub, struct record *r);

/* Wipes what was replaced. */
void renewal_fini(struct party *p);

#endif
