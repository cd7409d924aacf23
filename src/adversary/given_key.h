/* Sender keys on their way between two members of a group, with an adversary in
 * the middle: the chains stay, and the key to verify is the adversary's. */
#ifndef ADVERSARY_GIVEN_KEY_H
#define ADVERSARY_GIVEN_KEY_H

#include "adversary/tactic.h"
#include "crypto/sender_key.h"

/* A sender key that one member gave another, at the place from which it was
 * given first. */
struct given_key {
    struct given_key *next;
    uint64_t group;
    uint32_t from, to;
    struct sender_key_distribution given;
};

/* Keeps the sender key of the message in hand, which the frame's sender gives
 * its recipient, and puts the adversary's key to verify into it. Bytes that are
 * no distribution stay. */
void given_key_take(struct tactic_play *p, const struct intervention *h,
                    struct message *m);

/* The key of that number that the frame's sender gave its recipient; NULL for
 * one that the adversary did not see. */
const struct given_key *given_key_find(const struct tactic_play *p,
                                       const struct intervention *h,
                                       uint64_t group, uint32_t number);

/* The adversary's key of that number, of which only the signature pair is
 * used. */
void given_key_draw(const struct tactic_play *p, uint32_t number,
                    struct sender_key *out);

#endif
