/* Exposure windows: the documents that a theft of keys opens, by the time of
 * the theft. A run is played; whenever a party's secrets change they are taken,
 * and all that was recorded on the channels is opened with them. */
#ifndef EXPERIMENT_EXPOSURE_H
#define EXPERIMENT_EXPOSURE_H

#include "experiment/capture.h"

/* Windows are kept for each theft and copy: at most so many pairs. */
enum { EXPOSURE_PAIRS_MAX = 250000 };

/* The victim of a theft, and its extent. */
struct exposure_theft {
    uint32_t party;
    enum keys_reach reach;
};

/* Times of theft, at least `from` and below `until`, that expose a copy to a
 * passive thief. Events at an instant come before a theft at that instant. */
struct exposure_window {
    struct exposure_window *next; /* of the same theft and copy, later */
    instant from, until;
    bool recorded; /* the frames before the theft are enough */
    bool late;     /* so are those from the theft on */
    enum record_level level;
};

/* One theft and one copy. */
struct exposure_track {
    struct exposure_window *first, *last;
    /* Opened with the secrets stolen last: */
    enum record_level level; /* UNAWARE: nothing */
    instant opened, again;   /* the first and the last frame that they open */
};

struct exposure {
    struct arena arena;
    struct capture capture;
    struct exposure_theft *thefts; /* by party, then reach */
    size_t theft_count;
    const bool *open;              /* a copy each: readable without a key */
    struct exposure_track *tracks; /* theft_count times the copies of them */
};

/* The question: one party or all that copies go from or to (SCENARIO_NONE); one
 * reach, or with KEYS_NOTHING both identity and state. */
struct exposure_question {
    const struct scenario *scenario;
    uint64_t seed, run;
    uint32_t party;
    enum keys_reach reach;
};

/* Plays the run twice. ERR_LIMIT past EXPOSURE_PAIRS_MAX. */
MUST_CHECK enum err exposure_of(struct exposure *x,
                                const struct exposure_question *q,
                                struct errmsg *e);
void exposure_fini(struct exposure *x);

const struct exposure_track *exposure_track(const struct exposure *x,
                                            size_t theft, size_t copy);

/* True for a copy that a victim sends or is sent, or that a theft opens. */
bool exposure_concerns(const struct exposure *x, size_t copy);

/* The window that a theft at that time falls in; NULL for none. */
const struct exposure_window *exposure_at(const struct exposure_track *t,
                                          instant time);

/* "nothing", "identity", "state", "all". ERR_FORMAT for none of these. */
const char *exposure_reach_name(enum keys_reach reach);
MUST_CHECK enum err exposure_reach(enum keys_reach *out, const char *name);

#endif
