/* Secrecy over time: the chance that a document has leaked by a time, from the
 * hazards of its holders, or from their number alone. */
#ifndef EXPERIMENT_SECRECY_H
#define EXPERIMENT_SECRECY_H

#include "base/jobs.h"
#include "scenario/meaning.h"
#include "study/ledger.h"

enum { SECRECY_POINTS = 8 };

/* One source of a leak: an entry of the script that leaks the document. */
struct secrecy_source {
    const struct scenario_entry *entry;
    size_t holder; /* of the document's holders */
    double rate;   /* a day; 0: at a time that is not drawn */
    bool started;  /* in this run: its time counts */
    instant start; /* from when */
    struct meaning_progress progress; /* in this run, towards its condition */
    bool held;                        /* in this run: its holder has the text */
    instant since;
};

/* A party that may leak a document: all its entries together. */
struct secrecy_holder {
    uint32_t party;
    double rate;         /* of its hazards, a day */
    double first;        /* computed, summed over the runs: leaks first */
    uint64_t first_seen; /* runs in which it did */
};

/* The result for one document. */
struct secrecy_document {
    uint32_t document;
    /* A leak after a span that is drawn otherwise has no rate, and one that
     * another may lead to is not independent of it: then nothing is computed,
     * only counted. */
    bool computable;
    bool dependent; /* the second of the two */
    struct secrecy_source *sources;
    size_t source_count;
    struct secrecy_holder *holders;
    size_t holder_count;
    double out[SECRECY_POINTS];    /* computed, summed over the runs */
    uint64_t seen[SECRECY_POINTS]; /* runs in which it was out */
    bool leaked;                   /* in this run, by the last point */
};

/* A study of a scenario over its runs. The model: each holder's insiders are
 * one hazard, readers x rate x motive, that counts from when the holder has the
 * text; hazards add up. */
struct secrecy {
    struct arena arena;
    const struct scenario *scenario;    /* borrowed */
    instant points[SECRECY_POINTS];     /* evenly, up to the last */
    struct secrecy_document *documents; /* those that the script leaks */
    size_t document_count;
    uint64_t runs; /* that ended */
};

/* Studies up to a time after the scenario's start. */
void secrecy_init(struct secrecy *s, const struct scenario *sc, instant by);
void secrecy_fini(struct secrecy *s);

/* One run: its beginning, its records in order, its end. */
void secrecy_begin(struct secrecy *s);
void secrecy_record(struct secrecy *s, instant now, const struct record *r);
void secrecy_end(struct secrecy *s);

/* So many runs of a seed, from run 0 on. The runner may be NULL. */
MUST_CHECK enum err secrecy_study(struct secrecy *s, uint64_t seed,
                                  uint64_t runs,
                                  const struct jobs_runner *runner,
                                  struct errmsg *e);

/* The 95 % interval of a share (Wilson's score); runs is above 0, seen at most
 * runs. */
void secrecy_interval(uint64_t seen, uint64_t runs, double *low, double *high);

/* The 95 % interval of a rate a day, from a single leak after so many days,
 * above 0. */
void secrecy_rate_interval(double after, double *low, double *high);

/* Grimes, On the viability of conspiratorial beliefs, PLOS ONE 2016, with its
 * correction: L(t) = 1 - exp(-integral over t of (1 - psi^N)), where psi is 1
 * less the chance a year that one of N people tells. */
#define SECRECY_GRIMES_RATE 4.09e-6

/* The integral above for N people and so many years. With half_life, in years
 * and above 0, N(s) = N / 2^(s / half_life) are still there after s years. */
double secrecy_grimes_hazard(double people, double years, double half_life);

/* The years until a chance below 1 is reached with constant N above 0. */
double secrecy_grimes_years(double people, double chance);

/* The chance for a document of a run, by a time: each non-public holder's
 * readers count from when it has any of the text. */
double secrecy_circle(const struct ledger *l, uint32_t document, instant by,
                      double half_life, double *people);

#endif
