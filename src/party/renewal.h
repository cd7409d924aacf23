/* A party's own keys: the one in force, those before it, and the credential
 * that states one. */
#ifndef PARTY_RENEWAL_H
#define PARTY_RENEWAL_H

#include "party/party.h"

/* A key that was replaced. It is kept to open what was sealed to it, until it
 * is revoked. */
struct renewal_retired {
    struct renewal_retired *older;
    struct identity identity;
    struct party_term term;
};

/* The credential of the key in force; lives as long as the party. */
struct bytes renewal_credential(struct party *p);

/* The same where messages introduce their sender, for some party trusts on
 * first use; else nothing. */
struct bytes renewal_introduction(struct party *p);

/* The n-th newest of the own keys, for what may have been sealed to an older
 * one; NULL past the last. */
const struct identity *renewal_identity(const struct party *p, size_t n);

/* The serial of that key. */
uint32_t renewal_serial(const struct party *p, size_t n);

/* Says in the record which key it is: its serial and its fingerprint, in the
 * arena. */
void renewal_tell_key(struct arena *a, uint32_t serial,
                      const struct identity_public *pub, struct record *r);

/* The statement of one of the party's keys. */
struct credential_statement renewal_state(const struct party *p,
                                          const struct identity_public *pub,
                                          const struct party_term *term);

/* The credential: a statement signed by its key and, where there is one, by the
 * key before. A party's name and two keys always fit. */
struct bytes renewal_sign(struct arena *a, const struct credential_statement *s,
                          const struct identity *id,
                          const struct identity *previous);

/* Wipes the keys that were replaced. */
void renewal_fini(struct party *p);

#endif
