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

/* The study's scenario. */
struct points_source {
    const char *name;
    struct bytes text;
    uint64_t seed; /* draws its network */
};

/* Makes all of them out of the study's scenario. On failure nothing is held:
 * either `errors` has what is wrong with the study's file, or with its scenario
 * as a point has it (*changed is then its text, in `a`), or e says which change
 * was wrong. */
MUST_CHECK enum err points_make(struct points *p, const struct design *d,
                                const struct points_source *source,
                                struct arena *a, struct bytes *changed,
                                struct scenario_errors *errors,
                                struct errmsg *e);
void points_fini(struct points *p);

#endif
