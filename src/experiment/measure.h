/* Measures a protection on a scenario's documents, its cost and its properties.
 * Each property is tested by attempts to break it. */
#ifndef EXPERIMENT_MEASURE_H
#define EXPERIMENT_MEASURE_H

#include "opener/keys.h"
#include "scenario/scenario.h"

enum measure_property {
    MEASURE_CONFIDENTIAL,    /* nobody on the way reads a document */
    MEASURE_ORIGIN,          /* the recipient knows for certain who wrote it */
    MEASURE_PROVABLE,        /* the recipient can convince others of that */
    MEASURE_FORWARD,         /* long-term keys stolen later open nothing */
    MEASURE_POST_COMPROMISE, /* stolen memory does not open what is sent long
                                after */
    MEASURE_HIDES_SENDER,    /* the bytes do not tell who wrote them */
    MEASURE_HIDES_LENGTH,    /* the bytes do not tell its length */
    MEASURE_COUNT
};

/* A yes has to be earned: an attempt that was really made has failed. */
enum measure_verdict {
    MEASURE_UNTRIED, /* there was nothing to try it on */
    MEASURE_HAS,
    MEASURE_LACKS
};

/* The verdict and the attempts behind it; the texts live in the arena. */
struct measure_answer {
    enum measure_verdict verdict;
    const char *because;
};

struct measure {
    const char *name; /* of the protection */
    size_t documents;
    size_t grouped; /* of these, under a group's keys, whatever the session */
    uint64_t bytes, frames; /* on all channels */
    uint64_t trips;         /* round trips before a document left, in sum */
    duration latency;       /* mean, from the act to the recipient */
    const char *primitives; /* in use */
    struct measure_answer answers[MEASURE_COUNT];
};

/* Runs the scenario with all its documents under the protection, many times:
 * undisturbed, under attack, with thefts, and with longer texts. Processing
 * delays are zero. All results live in the arena. */
MUST_CHECK enum err measure_protection(struct measure *out, struct arena *a,
                                       const struct scenario *s,
                                       uint32_t protection, uint64_t seed,
                                       uint64_t run, struct errmsg *e);

/* "forward secret" */
const char *measure_word(enum measure_property property);

/* "n.a.", "yes", "no". */
const char *measure_verdict_word(enum measure_verdict verdict);

#endif
