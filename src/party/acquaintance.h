/* Getting to know others by their keys: what credentials and comparisons of
 * safety numbers change in the keyring, and what is said of it. */
#ifndef PARTY_ACQUAINTANCE_H
#define PARTY_ACQUAINTANCE_H

#include "party/party.h"

/* A credential that came, by itself or with a message. A directory hands on
 * what it takes to those who go by it. */
void acquaintance_hear(struct party *p, const struct step *step,
                       const struct arrival *arrival);

/* Why this party cannot shake hands with a peer: for want of the peer's key,
 * where the pattern has one of his and strangers will not do. REASON_NONE when
 * it can. */
enum record_reason acquaintance_lacks(const struct party *p, uint32_t peer,
                                      const struct noise_pattern *pattern,
                                      enum noise_role role);

/* Whether a session, not closed, rests on a key of either side that is no
 * longer in force. */
struct session;
bool acquaintance_stale(const struct party *p, const struct session *s);

/* Whether it rests on another key of the peer's than the one in force. */
bool acquaintance_outdated(const struct party *p, const struct session *s);

/* Whether this side cannot begin such a session for want of the peer's key;
 * that is recorded then. */
bool acquaintance_refuses(const struct party *p, const struct step *step,
                          const struct session *s);

/* COMPARE: reads the safety number to one other party, who answers with his. */
void acquaintance_compare(struct party *p, const struct step *step);
void acquaintance_hear_number(struct party *p, const struct step *step,
                              const struct arrival *arrival);

#endif
