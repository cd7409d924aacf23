/* What a run shows of each way of protecting a copy, once keys are stolen:
 * whether earlier copies stay shut (forward secrecy), and whether later ones
 * are shut again (healing). */
#ifndef EXPERIMENT_POST_COMPROMISE_H
#define EXPERIMENT_POST_COMPROMISE_H

#include "experiment/exposure.h"

/* How far around its sending thefts open a copy. */
enum post_compromise_extent {
    POST_COMPROMISE_NOT,   /* none does */
    POST_COMPROMISE_SPAN,  /* up to a span */
    POST_COMPROMISE_ALWAYS /* to the end of the run, or from its start */
};

struct post_compromise_side {
    enum post_compromise_extent extent;
    duration span; /* SPAN: the longest that was seen */
};

struct post_compromise {
    struct capture_way way;
    enum keys_reach reach;
    size_t copies; /* that went this way, take a key, and concern the robbed */
    struct post_compromise_side after; /* thefts later than the sending */
    struct post_compromise_side before;
    bool in_session; /* all of them went in sessions */
    bool within;     /* in one session, a copy withstood an earlier theft that a
                        still earlier copy did not, and fell to a later one */
    bool lasts;      /* in one session, a theft opened a copy that was sent
                        after the robbed had written, been answered, and
                        written again */
};

/* Forward secret: a theft long enough after the sending opens nothing. */
bool post_compromise_forward_secret(const struct post_compromise *h);

/* Heals: a theft long enough before the sending opens nothing. */
bool post_compromise_secure(const struct post_compromise *h);

/* One for each way and reach that was asked for, in the order of the copies;
 * they live in the arena. Of copies that give at least that level: from TOLD on
 * all of them, from HOLDS on no briefing. */
size_t post_compromise_of(struct arena *a, const struct exposure *x,
                          enum record_level least,
                          struct post_compromise **out);

#endif
