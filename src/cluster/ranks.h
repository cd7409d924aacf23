/* The ranks of an MPI job, which do jobs for the first of them: the one door to
 * MPI. Where a rank is lost, MPI ends all of them and names it. */
#ifndef CLUSTER_RANKS_H
#define CLUSTER_RANKS_H

#include <stdbool.h>

#include "base/arena.h"
#include "base/bytes.h"
#include "base/jobs.h"

enum {
    RANKS_AHEAD = 2,  /* jobs that a rank holds, the one being done included */
    RANKS_WINDOW = 8, /* results for each rank that wait for one before them */
};

struct ranks {
    int own, count; /* this one, from 0, of so many */
    bool shared;    /* rank 0: the others wait for jobs */
};

/* Begins and ends it, on all ranks. Rank 0 lets the others go as it ends. */
void ranks_begin(struct ranks *r, int *argc, char ***argv);
void ranks_end(struct ranks *r);

/* Rank 0, once: gives bytes to all others, and leaves them as they are. */
void ranks_share(struct ranks *r, void *data, size_t size);

/* The others, once: waits for them. False where rank 0 has ended instead. */
bool ranks_await(struct bytes *out, struct arena *a);

/* The others: does jobs of rank 0 by their numbers, until it ends; of the jobs,
 * context, size and work are those of rank 0. */
void ranks_serve(const struct jobs *jobs);

/* Rank 0: does jobs on all ranks, its own included, after ranks_share. */
struct jobs_runner ranks_runner(struct ranks *r);

#endif
