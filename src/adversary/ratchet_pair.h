/* Two ratchets of the adversary's, one with each of two parties: what is read
 * under the one goes on under the other. */
#ifndef ADVERSARY_RATCHET_PAIR_H
#define ADVERSARY_RATCHET_PAIR_H

#include "adversary/tactic.h"
#include "crypto/ratchet.h"
#include "crypto/x3dh.h"

/* The ratchet with one of the two. */
struct ratchet_pair_end {
    struct ratchet ratchet;
    struct x3dh_ad ad;
    /* While it begins, frames to it bear this in place of the one that came. */
    bool begins;
    uint8_t initial[X3DH_INITIAL_SIZE];
};

struct ratchet_pair_frame;

struct ratchet_pair {
    struct ratchet_pair *next;
    uint32_t initiator, responder; /* of the session, and its number */
    uint64_t number;
    struct rng rng;
    struct ratchet_pair_end to_initiator, to_responder;
    struct ratchet_pair_frame *frames; /* that were replaced */
    struct x3dh_bundle bundle;         /* of the responder's */
    bool open;
};

/* The pair in the session that these two have under that number, whoever began
 * it; NULL for none. */
struct ratchet_pair *ratchet_pair_find(struct ratchet_pair *first, uint32_t a,
                                       uint32_t b, uint64_t number);

/* Reads the frame under the keys of the end that faces its sender, and replaces
 * it by one under those of the other end; one that comes again, by the same as
 * before. NONE where it cannot be read; nothing has then changed. */
enum record_act ratchet_pair_pass(struct tactic_play *p,
                                  struct ratchet_pair *pair,
                                  struct intervention *h);

/* Takes names and keys to sign into AD, as the party does that the adversary
 * deceives: with the names of both, and the keys that the party has of them. */
void ratchet_pair_bind(const struct party_peer *peers, uint32_t from,
                       uint32_t to, const struct identity_public *of_from,
                       const struct identity_public *of_to,
                       struct x3dh_agreement *agreement);

#endif
