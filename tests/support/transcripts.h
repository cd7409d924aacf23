/* Transcripts of what one party sent another, by wire or by hand, and such as
 * the recipient made up alone, from its own keys and public values. */
#ifndef TESTS_SUPPORT_TRANSCRIPTS_H
#define TESTS_SUPPORT_TRANSCRIPTS_H

#include "crypto/x3dh.h"
#include "party/handshake.h"
#include "support/parties.h"

/* A way of sending from the US to Russia. */
enum transcript_way {
    TRANSCRIPT_HPKE_AUTH, /* envelopes, by hand */
    TRANSCRIPT_NOISE,     /* a session of pattern XX */
    TRANSCRIPT_RATCHET,   /* X3DH and the Double Ratchet, both ways */
    TRANSCRIPT_SIGNED,    /* signed within envelopes, by hand */
    TRANSCRIPT_WAYS
};

enum { TRANSCRIPT_ITEMS_MAX = 16, TRANSCRIPT_LETTERS = 3 };

/* All that a judge is given: what travelled, in order, and what the recipient
 * hands over with it. */
struct transcript {
    struct arena arena;
    enum transcript_way way;
    struct bytes items[TRANSCRIPT_ITEMS_MAX];
    size_t count;
    struct identity_public author;
    struct identity recipient;
    struct handshake side;     /* of a session: the recipient's, as it began */
    struct x3dh_prekey prekey; /* what the ratchet began with */
    struct rng stream;         /* the source of the recipient's keys in it */
};

/* The real frames between two parties whose keys come from the seed. */
void transcripts_real(struct transcript *t, enum transcript_way way,
                      uint64_t seed);

/* The recipient's invention in their place, from its own keys and the author's
 * public ones. */
void transcripts_simulated(struct transcript *t, enum transcript_way way,
                           uint64_t seed);

void transcripts_fini(struct transcript *t);

/* The info that a letter's envelope is bound to. */
struct bytes transcripts_info(struct arena *a, uint64_t exchange);

#endif
