/* Whose key is whose: what each party believes of the others' keys, as the
 * journal tells it. */
#ifndef STUDY_BELIEF_H
#define STUDY_BELIEF_H

#include "journal/reader.h"
#include "scenario/scenario.h"
#include "wire/record.h"

/* What became of a key in the eyes of a party. */
enum belief_end {
    BELIEF_HELD,
    BELIEF_VOID,    /* it was declared void */
    BELIEF_DISPUTED /* the numbers compared were not the same */
};

/* One key of a peer's as one party has it; of its own, where the two are the
 * same. */
struct belief {
    uint32_t party, peer;
    uint32_t serial;
    struct bytes fingerprint; /* empty: the journal does not tell */
    enum record_trust trust;  /* NONE: of its own */
    instant since;            /* INSTANT_MIN: from the start */
    bool compared;            /* the numbers were the same, at that time: */
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

/* Takes in the records up to a time. The keys of the start derive again from
 * a simulated run's seed; of another run they have no fingerprint here.
 * ERR_FORMAT, with what was read before, for a record that cannot be read. */
MUST_CHECK enum err beliefs_read(struct beliefs *b, struct reader *r,
                                 const struct scenario *sc, instant until);
void beliefs_fini(struct beliefs *b);

#endif
