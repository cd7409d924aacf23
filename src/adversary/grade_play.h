/* One session for an attacker to try: its two ends run the parties' own code,
 * but for the one whose place the attacker takes. Each message carries a
 * payload. What travelled is kept, and may be read later with other keys. */
#ifndef ADVERSARY_GRADE_PLAY_H
#define ADVERSARY_GRADE_PLAY_H

#include "adversary/noise_outsider.h"
#include "base/arena.h"
#include "crypto/identity.h"

enum {
    GRADE_PLAY_INITIATOR,
    GRADE_PLAY_RESPONDER,
    GRADE_PLAY_NOBODY,  /* no side is the attacker's: both are honest */
    GRADE_PLAY_ROWS = 4 /* messages: of the handshake, then of the transport */
};

/* The two parties, and the pairs that the attacker drew. */
struct grade_play {
    struct arena *arena; /* borrowed */
    const struct noise_pattern *pattern;
    struct rng_root root;
    struct identity ends[2]; /* initiator, responder */
    struct noise_outsider_pair own_static, own_ephemeral;
    struct noise_outsider_pair wrong; /* a candidate that is nobody's */
};

/* An attempt: the side that the attacker plays, from which message on, and the
 * keys that the attacker knows or holds. */
struct grade_play_attempt {
    int side;
    unsigned from;
    struct noise_outsider_pair keys[NOISE_OUTSIDER_KEYS];
};

/* What travelled, up to a message that an honest end refused. */
struct grade_play_record {
    unsigned count;
    struct bytes frames[GRADE_PLAY_ROWS];
    struct bytes payloads[GRADE_PLAY_ROWS]; /* as they were written */
    bool accepted[GRADE_PLAY_ROWS];         /* by an honest end */
};

void grade_play_init(struct grade_play *g, struct arena *a,
                     const struct noise_pattern *pattern, uint64_t seed);
void grade_play_fini(struct grade_play *g);

/* The static pair of an end, its secret as well; or its public key alone. */
struct noise_outsider_pair grade_play_static(const struct grade_play *g,
                                             int side);
struct noise_outsider_pair grade_play_public(const struct grade_play *g,
                                             int side);

/* Plays so many messages, GRADE_PLAY_ROWS at most. */
void grade_play_run(const struct grade_play *g,
                    const struct grade_play_attempt *attempt, unsigned rows,
                    struct grade_play_record *out);

/* Follows the record with those keys: true if they open the payload of that
 * row. Where `found` is not NULL it gets all keys as they are known then. */
bool grade_play_read(const struct grade_play *g,
                     const struct grade_play_record *record,
                     const struct noise_outsider_pair keys[NOISE_OUTSIDER_KEYS],
                     unsigned row,
                     struct noise_outsider_pair found[NOISE_OUTSIDER_KEYS]);

/* A pair of the honest end's session, as its memory holds it: its ephemeral
 * key. */
struct noise_outsider_pair grade_play_ephemeral(const struct grade_play *g,
                                                int side);

#endif
