/* The frames that an exchange rests on, beside those of its number: the
 * handshakes, bundles and first messages of the sessions that it used, its
 * group's roster and sender keys, and the acknowledgements. */
#ifndef OPENER_RELATED_H
#define OPENER_RELATED_H

#include "opener/opener.h"

enum { RELATED_BUCKETS = 256 };

struct related {
    struct arena arena;
    uint64_t exchange;
    bool awaits;
    struct related_trace *first, **last; /* in the journal's order */
    struct related_trace *found;         /* those that belong to it */
    struct related_session *sessions[RELATED_BUCKETS];
};

void related_init(struct related *r, uint64_t exchange);
void related_fini(struct related *r);

/* Takes note of a frame, opened as far as keys reach. Frames are given in the
 * journal's order. */
void related_note(struct related *r, const struct opener_layers *l);

/* True when a frame of a group is the exchange's own: its acknowledgements bear
 * no exchange's number. */
bool related_awaits(const struct related *r);

/* Finds what belongs to the exchange among all that was noted. */
void related_resolve(struct related *r);

/* Tells whether the frame of this record belongs to it. Records are asked for
 * in the journal's order, once each. */
bool related_take(struct related *r, uint64_t seq);

/* The last record that belongs to it; 0: none does. */
uint64_t related_last(const struct related *r);

#endif
