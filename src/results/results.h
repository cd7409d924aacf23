/* A study's results: a database with the study, its points and a row for each
 * run. docs/studies.md has the schema. */
#ifndef RESULTS_RESULTS_H
#define RESULTS_RESULTS_H

#include "database/database.h"
#include "replication/replication.h"

/* The study itself. It is in the file, so that nothing else is needed to go on
 * with the study or to draw it. */
struct results_study {
    const char *name;          /* of the study's file, without its ending */
    struct bytes study;        /* its text */
    const char *scenario_name; /* likewise */
    struct bytes scenario;
    uint64_t seed, runs;
    double half_width; /* 0: none */
    bool stand_in;
};

/* True of the same texts, seed, runs, rule and curve. */
bool results_study_same(const struct results_study *a,
                        const struct results_study *b);

/* Stays where it was opened. */
struct results {
    struct database database;
    struct database_query insert;
    size_t width; /* columns of a row */
};

/* Writes a new file, whose name must not be taken. The texts stay borrowed for
 * the call alone. */
MUST_CHECK enum err results_create(struct results *r, const char *path,
                                   const struct results_study *s,
                                   const struct points *p, struct errmsg *e);

/* Opens a file that is there, to read it or to go on; what was studied lies in
 * the arena. ERR_FORMAT: it is no study's. */
MUST_CHECK enum err results_open(struct results *r, const char *path,
                                 bool writes, struct arena *a,
                                 struct results_study *s, struct errmsg *e);
MUST_CHECK enum err results_close(struct results *r, struct errmsg *e);

/* Readies an opened file for rows of these points. ERR_FORMAT where its columns
 * are others. */
MUST_CHECK enum err results_expect(struct results *r, const struct points *p,
                                   struct errmsg *e);

/* Adds rows, all or none, even if the machine fails. A failure stays: what
 * follows it adds nothing, and results_close returns it. The sink of a
 * replication. */
void results_add(void *results, size_t point, uint64_t run, size_t count,
                 const int64_t *rows);

/* True once anything has failed. */
bool results_failed(const struct results *r);

/* The rows of a point, in the order of its runs. */
struct results_rows {
    struct database_query query;
    size_t width;
    uint64_t run;    /* of the row that was read last */
    int64_t *values; /* its own */
};

/* What it needs lies in the arena. It may begin again. */
void results_rows_init(struct results_rows *s, struct results *r,
                       struct arena *a);
void results_rows_begin(struct results_rows *s, size_t point);

/* False after the last, and once anything has failed. */
bool results_rows_next(struct results_rows *s);

/* Calls for each row of a point, in the order of its runs. */
void results_each(struct results *r, size_t point, void *watcher,
                  void (*row)(void *watcher, size_t point, uint64_t run,
                              const int64_t *row));

/* Adds the rows of another file of the same study. ERR_FORMAT: it is of
 * another one; ERR_EXISTS: a run is in both. */
MUST_CHECK enum err results_merge(struct results *r, const char *path,
                                  struct errmsg *e);

#endif
