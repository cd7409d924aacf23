/* What a protection costs on a scenario's papers, and what it gives: each
 * property is found out by trying to take it away. */
#ifndef EXPERIMENT_MEASURE_H
#define EXPERIMENT_MEASURE_H

#include "opener/keys.h"
#include "scenario/scenario.h"

enum measure_property {
    MEASURE_CONFIDENTIAL, /* nobody on the way reads a paper */
    MEASURE_ORIGIN,       /* the recipient knows for certain whose it is */
    MEASURE_PROVABLE,     /* the recipient can convince others of that */
    MEASURE_FORWARD,      /* long-term keys stolen later open nothing */
    MEASURE_HEALS,        /* stolen memory does not open what is sent long
                             after */
    MEASURE_HIDES_SENDER, /* the bytes do not tell who wrote them */
    MEASURE_HIDES_LENGTH, /* the bytes do not tell how long it is */
    MEASURE_COUNT
};

/* A yes has to be earned: something that was really tried has failed. */
enum measure_verdict {
    MEASURE_UNTRIED, /* there was nothing to try it on */
    MEASURE_HAS,
    MEASURE_LACKS
};

/* What was found, and by which attempts; the texts live in the arena. */
struct measure_answer {
    enum measure_verdict verdict;
    const char *because;
};

struct measure {
    const char *name; /* of the protection */
    size_t papers;
    size_t grouped; /* of them: under a group's keys, whatever the session */
    uint64_t bytes, frames; /* on all channels */
    uint64_t trips;         /* round trips before a paper left, of all papers */
    duration latency;       /* on average, from the act to the recipient */
    const char *primitives; /* that took part */
    struct measure_answer answers[MEASURE_COUNT];
};

/* Runs the scenario with all its papers under the protection, many times: as
 * it is, under attack, robbed, and with longer texts. Desks take no time. All
 * that is told lives in the arena. */
MUST_CHECK enum err measure_protection(struct measure *out, struct arena *a,
                                       const struct scenario *s,
                                       uint32_t protection, uint64_t seed,
                                       uint64_t run, struct errmsg *e);

/* "forward secret" */
const char *measure_word(enum measure_property property);

/* "n.a.", "yes", "no". */
const char *measure_verdict_word(enum measure_verdict verdict);

#endif
