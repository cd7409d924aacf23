/* Commands about a party's own keys: stated to others, replaced by new ones,
 * revoked. */
#ifndef MACHINE_ROTATION_H
#define MACHINE_ROTATION_H

#include "party/renewal.h"

/* DECLARE, ROTATE and REVOKE. */
void rotation_declare(struct party *p, const struct party_step *step);
void rotation_rotate(struct party *p, const struct party_step *step);
void rotation_revoke(struct party *p, const struct party_step *step);

#endif
