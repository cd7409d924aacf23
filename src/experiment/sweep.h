/* Sweeps: a scenario run again and again in virtual time, each run under its
 * own number. A watcher is told what happens as it happens; nothing is kept,
 * nor written into a journal. */
#ifndef EXPERIMENT_SWEEP_H
#define EXPERIMENT_SWEEP_H

#include "runtime/runtime.h"

struct sweep {
    const struct scenario *scenario;
    uint64_t seed;
    uint64_t first, runs; /* numbered as for `demarche run --run` */
    instant until;        /* nothing later is played */
    /* Calls to the watcher, any of them NULL: a run begins, a record of it, its
     * end with the world as it then is; */
    void (*begin)(void *watcher, uint64_t run);
    void (*record)(void *watcher, instant now, uint64_t seq,
                   const struct record *record);
    void (*end)(void *watcher, const struct runtime *rt);
    /* and the state of the world, before its first step and after each. */
    void (*stepped)(void *watcher, instant now, const struct runtime *rt);
    void *watcher;
};

/* Plays all the runs. */
MUST_CHECK enum err sweep_play(const struct sweep *s, struct errmsg *e);

#endif
