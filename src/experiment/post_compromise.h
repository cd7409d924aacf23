/* Forward secrecy and post-compromise security as a run shows them, for each
 * way of protecting a copy: whether earlier copies stay closed after a theft of
 * keys, and whether later ones are closed again. */
#ifndef EXPERIMENT_POST_COMPROMISE_H
#define EXPERIMENT_POST_COMPROMISE_H

#include "experiment/exposure.h"

/* The extent of thefts, before or after its sending, that open a copy. */
enum post_compromise_extent {
    POST_COMPROMISE_NOT,   /* none opens it */
    POST_COMPROMISE_SPAN,  /* those within a span */
    POST_COMPROMISE_ALWAYS /* to the end of the run, or from its start */
};

struct post_compromise_side {
    enum post_compromise_extent extent;
    duration span; /* SPAN: the longest one seen */
};

struct post_compromise {
    struct capture_way way;
    enum keys_reach reach;
    size_t copies; /* protected this way, not readable by all, and of the
                      victims' concern */
    struct post_compromise_side after;  /* thefts later than the sending */
    struct post_compromise_side before; /* earlier, in the session itself */
    struct post_compromise_side prior;  /* before the session began: thefts of
                                           the prekeys that it began with */
    bool in_session;                    /* all copies went in sessions */
    bool within;  /* in one session, or under one sender key, a copy withstood a
                     theft that opened an earlier copy once it had been sent,
                     and fell to another */
    bool renewed; /* in one group, the same of two copies of one sender under
                     different keys */
    bool lasts; /* in one session, a theft opened a copy that was sent after the
                   victim had written, been answered, and written again */
};

/* Forward secret: a theft long enough after the sending opens nothing. */
bool post_compromise_forward_secret(const struct post_compromise *h);

/* Post-compromise secure: a theft in the session, long enough before the
 * sending, opens nothing; in a group, because sender keys were replaced. */
bool post_compromise_secure(const struct post_compromise *h);

/* One result for each way and each reach that was asked for, in the order of
 * the copies; they live in the arena. `least` is the lowest level of the copies
 * that count: with TOLD all of them, with HOLDS no briefings. */
size_t post_compromise_of(struct arena *a, const struct exposure *x,
                          enum record_level least,
                          struct post_compromise **out);

#endif
