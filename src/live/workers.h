/* Threads that do jobs: the one door to threads. */
#ifndef LIVE_WORKERS_H
#define LIVE_WORKERS_H

#include "base/jobs.h"
#include "base/watch.h"

enum {
    WORKERS_MAX = 16,
    WORKERS_WINDOW = 64 /* results that wait for one before them */
};

/* Something of its own for each thread: so many zeroed bytes, and the calls on
 * that thread before its first job and after its last. */
struct workers_life {
    size_t size;
    void (*begin)(void *own);
    void (*end)(void *own);
};

struct workers;

/* Starts so many threads, from 1 to WORKERS_MAX; the caller's is one of them.
 * `life` may be NULL. ERR_LIMIT where the system has no thread left. */
MUST_CHECK enum err workers_start(struct workers **out, size_t threads,
                                  const struct workers_life *life,
                                  struct errmsg *e);

/* Has the caller look on from now on, with a thread more in its place: while
 * jobs are done, the watch sees every 20 ms, and after each result, how many of
 * them were taken. It outlives the workers. ERR_LIMIT as above. */
MUST_CHECK enum err workers_watch(struct workers *w, const struct watch *watch,
                                  struct errmsg *e);

/* Ends them, on the thread that started them. */
void workers_stop(struct workers *w);

/* Does jobs on all threads, for the one that started them, and holds at most
 * WORKERS_WINDOW results at a time. No job may ask for others. */
struct jobs_runner workers_runner(struct workers *w);

/* The threads that can run at once, at most WORKERS_MAX. */
size_t workers_processors(void);

#endif
