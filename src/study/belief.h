/* Beliefs about keys: the keys that each party takes for the others', as the
 * journal shows them. */
#ifndef STUDY_BELIEF_H
#define STUDY_BELIEF_H

#include "journal/reader.h"
#include "scenario/scenario.h"
#include "wire/record.h"

/* A key's state in a party's eyes. */
enum belief_end {
    BELIEF_HELD,
    BELIEF_VOID,    /* the key was revoked */
    BELIEF_DISPUTED /* the safety numbers differed */
};

/* A peer's key as one party has it; the party's own, where the two are the
 * same. */
struct belief {
    uint32_t party, peer;
    uint32_t serial;
    struct bytes fingerprint; /* empty: the journal does not tell */
    enum record_trust trust;  /* NONE: of its own */
    instant since;            /* INSTANT_MIN: from the start */
    bool compared;            /* the safety numbers matched, at: */
    instant compared_at;
    enum belief_end end;
    instant ended; /* VOID, DISPUTED */
};

struct beliefs {
    struct arena arena;
    const struct scenario *scenario;
    struct belief *items; /* by peer, then party, then as they came */
    size_t count, room;
};

/* Reads the records up to a time. The first keys derive again from a simulated
 * run's seed; those of another run have no fingerprint here. ERR_FORMAT, with
 * what was read before, for a record that cannot be read. */
MUST_CHECK enum err beliefs_read(struct beliefs *b, struct reader *r,
                                 const struct scenario *sc, instant until);
void beliefs_fini(struct beliefs *b);

#endif
