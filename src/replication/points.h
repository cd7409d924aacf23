/* The points of a design: for each combination of values a scenario of its own,
 * with the columns that its runs are asked for. */
#ifndef REPLICATION_POINTS_H
#define REPLICATION_POINTS_H

#include "replication/columns.h"

struct points_one {
    const char *label; /* "readers 10, delay 1 h"; "" where nothing varies */
    struct scenario scenario;
    struct columns columns;
    struct scenario asked; /* the same scenario, expecting its columns'
                              sentences: what a ledger is prepared for */
};

struct points {
    struct arena arena;
    const struct design *design; /* borrowed */
    uint64_t seed;               /* of networks */
    struct points_one *items;
    size_t count;
};

/* Makes all of them out of the text of the study's scenario, whose network is
 * drawn with the seed. On failure nothing
 * is held: either `errors` has what is wrong with the study's file, or with its
 * scenario as a point has it (*changed is then its text, in `a`), or e says
 * which change was wrong. */
MUST_CHECK enum err points_make(struct points *p, const struct design *d,
                                uint64_t seed, const char *name,
                                struct bytes source, struct arena *a,
                                struct bytes *changed,
                                struct scenario_errors *errors,
                                struct errmsg *e);
void points_fini(struct points *p);

#endif
