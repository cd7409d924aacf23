/* What a run shows of each way of protecting a copy, once keys are stolen:
 * whether earlier copies stay shut (forward secrecy), and whether later ones
 * are shut again (healing). */
#ifndef STUDY_HEALING_H
#define STUDY_HEALING_H

#include "study/exposure.h"

/* How far around its sending thefts open a copy. */
enum healing_extent {
    HEALING_NOT,   /* none does */
    HEALING_SPAN,  /* up to a span */
    HEALING_ALWAYS /* to the end of the run, or from its start */
};

struct healing_side {
    enum healing_extent extent;
    duration span; /* SPAN: the longest that was seen */
};

struct healing {
    const char *way; /* of the capture's copies */
    enum keys_reach reach;
    size_t copies; /* that went this way, take a key, and concern the robbed */
    struct healing_side after; /* thefts later than the sending */
    struct healing_side before;
    bool in_session; /* all of them went in sessions */
    bool within;     /* in one session, a copy withstood an earlier theft that a
                        still earlier copy did not, and fell to a later one */
    bool lasts;      /* in one session, a theft opened a copy that was sent
                        after the robbed had written, been answered, and
                        written again */
};

/* Forward secret: a theft long enough after the sending opens nothing. */
bool healing_forward_secret(const struct healing *h);

/* Heals: a theft long enough before the sending opens nothing. */
bool healing_heals(const struct healing *h);

/* One for each way and reach that was asked for, in the order of the copies;
 * they live in the arena. Of copies that give at least that level: from TOLD on
 * all of them, from HOLDS on no briefing. */
size_t healing_of(struct arena *a, const struct exposure *x,
                  enum record_level least, struct healing **out);

#endif
