/* The observer of a run: fills in the run's row of a study's table. */
#ifndef REPLICATION_OBSERVER_H
#define REPLICATION_OBSERVER_H

#include "experiment/onlooker.h"
#include "replication/overtaking.h"
#include "replication/points.h"
#include "runtime/runtime.h"
#include "study/ledger.h"
#include "study/stats.h"

/* Watches one run after the other of a point. */
struct observer {
    const struct points_one *point; /* borrowed */
    int64_t *row;                   /* of the next run; the caller's */
    bool counts;                    /* traffic is asked for */
    bool orders;                    /* so is the order of arrival */
    bool guesses;                   /* so are an onlooker's guesses */
    bool watching;                  /* a run has begun and not ended */
    struct ledger ledger;
    struct stats stats;
    struct overtaking overtaking;
    struct arena arena; /* of what the onlooker has learned */
    struct onlooker onlooker;
    struct onlooker_watch seen;
};

void observer_init(struct observer *o, const struct points_one *point);

/* Has an onlooker learn, where its guesses are asked for, from runs of the next
 * seed: the same for whoever plays which runs. */
MUST_CHECK enum err observer_learn(struct observer *o, uint64_t seed,
                                   struct errmsg *e);

/* Lets go of a run that did not come to its end. */
void observer_fini(struct observer *o);

/* Calls of a sweep, whose watcher it is. At a run's end its row is filled and
 * `row` goes on to the next. */
void observer_begin(void *watcher, uint64_t run);
void observer_record(void *watcher, instant now, uint64_t seq,
                     const struct record *r);
void observer_end(void *watcher, const struct runtime *rt);

#endif
