/* Which documents fall to a theft of keys, by the instant of the theft: a run
 * is played, at every instant at which a party's secrets change they are
 * taken, and all that was recorded on the channels is opened with them. */
#ifndef EXPERIMENT_EXPOSURE_H
#define EXPERIMENT_EXPOSURE_H

#include "experiment/capture.h"

/* Windows are kept for each theft and copy: so many pairs at most. */
enum { EXPOSURE_PAIRS_MAX = 250000 };

/* Who is robbed, and of how much. */
struct exposure_theft {
    uint32_t party;
    enum keys_reach reach;
};

/* Instants of theft, from `from` on and before `until`, that expose a copy to
 * a thief who only records. What happens at an instant is before a theft at
 * that instant. */
struct exposure_window {
    struct exposure_window *next; /* of the same theft and copy, later */
    instant from, until;
    bool recorded; /* what was recorded before the theft is enough */
    bool late;     /* so is what is recorded from the theft on */
    enum record_level level;
};

/* One theft and one copy. */
struct exposure_track {
    struct exposure_window *first, *last;
    /* What the secrets in hand open of it: */
    enum record_level level; /* UNAWARE: nothing */
    instant opened, again;   /* the first and the last frame that they open */
};

struct exposure {
    struct arena arena;
    struct capture capture;
    struct exposure_theft *thefts; /* by party, then reach */
    size_t theft_count;
    const bool *open;              /* a copy each: it takes no key to read it */
    struct exposure_track *tracks; /* theft_count times the copies */
};

/* What is asked: of one party or of all that copies go from or to
 * (SCENARIO_NONE); one reach, or (NOTHING) identity and state. */
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

/* Whether anybody who is robbed sends the copy, is sent it, or had its key. */
bool exposure_concerns(const struct exposure *x, size_t copy);

/* The window in which a theft at that time falls; NULL for none. */
const struct exposure_window *exposure_at(const struct exposure_track *t,
                                          instant time);

/* "nothing", "identity", "state", "all". ERR_FORMAT for none of these. */
const char *exposure_reach_name(enum keys_reach reach);
MUST_CHECK enum err exposure_reach(enum keys_reach *out, const char *name);

#endif
