/* One run of a study of secrecy, as its records come. */
#ifndef EXPERIMENT_SECRECY_RUN_H
#define EXPERIMENT_SECRECY_RUN_H

#include "experiment/secrecy.h"

/* A source in this run. */
struct secrecy_run_source {
    const struct secrecy_source *of;
    bool started;                     /* its time counts, */
    instant start;                    /* from then on */
    struct meaning_progress progress; /* towards its condition */
    bool held;                        /* its holder has the text, */
    instant since;                    /* since then */
};

/* A document in this run. */
struct secrecy_run_document {
    struct secrecy_run_source *sources;
    /* The first leak since the scenario's start, its cause one of the holders;
     * censored at the study's end. */
    struct incidence_time leak;
    /* Computed where the document is computable, else 0: that it is out by each
     * point; that each holder leaks first. */
    double out[SECRECY_POINTS];
    double *first;
};

struct secrecy_run {
    struct arena arena;
    const struct secrecy *study;            /* borrowed */
    struct secrecy_run_document *documents; /* as many as the study's */
};

void secrecy_run_init(struct secrecy_run *run, const struct secrecy *study);
void secrecy_run_fini(struct secrecy_run *run);

/* The run's records, in order; then its end. */
void secrecy_run_record(struct secrecy_run *run, instant now,
                        const struct record *r);
void secrecy_run_end(struct secrecy_run *run);

#endif
