/* Commands about a party's own keys: stated to others, replaced by new ones,
 * revoked. */
#ifndef PARTY_RENEWAL_H
#define PARTY_RENEWAL_H

#include "party/renewal_keys.h"

/* DECLARE, ROTATE and REVOKE. */
void renewal_declare(struct party *p, const struct party_step *step);
void renewal_rotate(struct party *p, const struct party_step *step);
void renewal_revoke(struct party *p, const struct party_step *step);

#endif
