/* Tactics that need an insider or a stolen key: they re-address a received
 * text, claim another's text, or make up a text or a receipt. */
#ifndef ADVERSARY_INSIDER_H
#define ADVERSARY_INSIDER_H

#include "adversary/tactic.h"

/* Surreptitious forwarding: the recipient seals the sender's text for a third
 * party, in the sender's name. */
enum record_act insider_forward(struct tactic_play *p, struct intervention *h);

/* Unknown key-share: a third party delivers the sender's envelope as its
 * own. */
enum record_act insider_claim(struct tactic_play *p, struct intervention *h);

/* Key-compromise impersonation under HPKE's auth mode, with the recipient's own
 * key and outside of any session, whatever protects the sender's documents. */
enum record_act insider_detour(struct tactic_play *p, struct intervention *h);

/* Forged receipt: the sender makes up one of the recipient's. */
enum record_act insider_receipt(struct tactic_play *p, struct intervention *h);

/* Malicious directory: it vouches to the sender for a key of the adversary's as
 * the recipient's, before the sender gets the true one. */
enum record_act insider_vouch(struct tactic_play *p, struct intervention *h);

#endif
