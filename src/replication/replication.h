/* Replications: the runs of a study, played in chunks by whoever does jobs, and
 * their rows handed over in order. At each point the runs have the same
 * numbers, and so the same random streams. */
#ifndef REPLICATION_REPLICATION_H
#define REPLICATION_REPLICATION_H

#include "base/jobs.h"
#include "replication/points.h"
#include "replication/shares.h"

enum {
    REPLICATION_CHUNK = 64,  /* runs of a job */
    REPLICATION_BLOCK = 256, /* runs of a point between two looks at the rule */
    REPLICATION_ROUND = 1 << 14 /* chunks that are listed at a time, at most */
};

struct replication {
    const struct points *points; /* borrowed */
    uint64_t seed;
    uint64_t runs;          /* at each point; with a rule: at most */
    double half_width;      /* the rule: shares are known to so much; 0: none */
    uint64_t shard, shards; /* plays chunk shard - 1, and each shards-th after
                               it; 0: all chunks */
    /* Takes over rows, which follow one another, run by run. */
    void (*take)(void *sink, size_t point, uint64_t run, size_t count,
                 const int64_t *rows);
    void *sink;
    /* Asked after each chunk: an error ends the playing. NULL: nothing does. */
    enum err (*go_on)(void *sink, struct errmsg *e);
    struct arena arena;
    uint64_t *next;        /* a point each: the runs before it are played */
    struct shares *shares; /* a point each */
};

/* Prepares; the fields above `arena` are the caller's to give. */
void replication_init(struct replication *r);
void replication_fini(struct replication *r);

/* True if an earlier call may have played this run, or come to this end, after
 * what was taken in: it leaves whole chunks, one after the other. */
bool replication_follows(const struct replication *r, size_t point,
                         uint64_t run);
bool replication_whole(const struct replication *r, size_t point);

/* Takes in a row that an earlier call had played, in the order of the runs of a
 * point: it is not played again. */
void replication_resume(struct replication *r, size_t point, uint64_t run,
                        const int64_t *row);

/* True if a point needs no more runs. */
bool replication_done(const struct replication *r, size_t point);

/* The number of chunks that are to be played next, REPLICATION_ROUND at most: 0
 * if all were. */
size_t replication_left(const struct replication *r);

/* The chunks as jobs, for whoever does them elsewhere by their numbers: a
 * replication of the same points, seed and runs gives the same results. */
struct jobs replication_jobs(struct replication *r);

/* Plays all that is to be played. An error of a run, or that of go_on. */
MUST_CHECK enum err replication_play(struct replication *r,
                                     const struct jobs_runner *runner,
                                     struct errmsg *e);

#endif
