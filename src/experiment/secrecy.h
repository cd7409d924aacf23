/* Secrecy over time: the chance that a document has leaked by a time, from the
 * hazards of its holders and from runs. */
#ifndef EXPERIMENT_SECRECY_H
#define EXPERIMENT_SECRECY_H

#include "base/jobs.h"
#include "scenario/meaning.h"
#include "statistics/incidence.h"
#include "statistics/survival.h"

enum {
    SECRECY_POINTS = 8,
    SECRECY_QUANTILES = 3,
    SECRECY_RUNS = 200 /* unless told otherwise */
};

/* A quarter, a half and three quarters of the runs. */
#define SECRECY_QUANTILE(i) (((i) + 1) / 4.0)

/* One source of a leak: an entry of the script that leaks the document. */
struct secrecy_source {
    const struct scenario_entry *entry;
    size_t holder; /* of the document's holders */
    double rate;   /* a day; 0: at a time that is not drawn */
};

/* A probability, found in two ways. */
struct secrecy_share {
    double computed;          /* by the hazards, the mean over the runs */
    double counted;           /* the share of the runs */
    struct interval interval; /* of the latter */
};

/* A party that may leak a document: all its entries together. */
struct secrecy_holder {
    uint32_t party;
    double rate; /* of its hazards, a day */
    /* Leaks first: the incidence by the end (Aalen and Johansen). */
    struct secrecy_share first;
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
    struct secrecy_share out[SECRECY_POINTS]; /* counted with Wilson's score */
    /* A run each: its first leak, since the start, by which of the holders;
     * censored at the last point. */
    struct incidence_time *leaks;
    /* The time of the first leak (Kaplan and Meier), since the start. */
    struct survival_quantile quantiles[SECRECY_QUANTILES];
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
    uint64_t runs; /* 0 until they were studied */
};

/* Studies up to a time after the scenario's start. */
void secrecy_init(struct secrecy *s, const struct scenario *sc, instant by);
void secrecy_fini(struct secrecy *s);

/* So many runs of a seed, at least one, from run 0 on; once. The runner may be
 * NULL. */
MUST_CHECK enum err secrecy_study(struct secrecy *s, uint64_t seed,
                                  uint64_t runs,
                                  const struct jobs_runner *runner,
                                  struct errmsg *e);

/* Concludes from the first so many runs of a study that is not over, and will
 * not be. */
void secrecy_conclude(struct secrecy *s, uint64_t runs);

/* The best that a study says of the chance that a document is out by its last
 * point: computed, or else counted. A document that nothing leaks: 0. */
double secrecy_chance(const struct secrecy *s, uint32_t document);

/* The 95 % interval of a rate a day, from a single leak after so many days,
 * above 0. */
struct interval secrecy_rate_interval(double after);

#endif
