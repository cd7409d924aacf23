/* Explains why something did not happen: the steps it would have taken, and
 * those that were taken, from a journal alone. */
#ifndef STUDY_WHY_NOT_H
#define STUDY_WHY_NOT_H

#include "study/causes.h"

/* The kinds of findings. */
enum why_not_kind {
    WHY_NOT_REACHED,   /* the party had reached this level by this record */
    WHY_NOT_PARTLY,    /* only these of the document's portions */
    WHY_NOT_ATTEMPT,   /* somebody did something that might have led to it */
    WHY_NOT_SHOWN,     /* nested: the knower had this, which does not show it */
    WHY_NOT_REFUSED,   /* somebody was to do it and could not */
    WHY_NOT_CHANCE,    /* by chance it did not happen */
    WHY_NOT_CONDITION, /* the script's condition never came true */
    WHY_NOT_HOLDER     /* somebody had it and a channel to the party, and did
                          nothing */
};

/* The outcome of an attempt. */
enum why_not_outcome {
    WHY_NOT_TAKEN,      /* it was received, but gives less than was asked */
    WHY_NOT_REJECTED,   /* it was received and rejected */
    WHY_NOT_WAITING,    /* it lies in the inbox */
    WHY_NOT_LOST,       /* every frame with it was lost */
    WHY_NOT_INTERFERED, /* an adversary interfered */
    WHY_NOT_GIVEN_UP,   /* the sender gave up */
    WHY_NOT_CAPTURED,   /* an adversary has it, and cannot open it */
    WHY_NOT_UNDER_WAY   /* it had not arrived when the journal ends */
};

struct why_not_item {
    enum why_not_kind kind;
    uint64_t seq; /* of the act, the level reached or the refusal; 0: none */
    uint64_t outcome; /* of the attempt's outcome; 0: none */
    uint64_t proof;   /* attempt: by this the giver had the proof, which it did
                         not pass on; 0: not so */
    enum why_not_outcome what;
    uint32_t party;          /* holder; condition, chance: who was to act */
    uint32_t channel;        /* holder; SCENARIO_NONE: the open press */
    uint32_t entry;          /* condition, chance: of the script */
    enum record_level level; /* reached, holder */
    instant since;           /* reached, holder */
    const char **portions;   /* partly: which, */
    size_t count;            /* and how many */
};

struct why_not {
    const struct why_not_item *items;
    size_t count;
    size_t more; /* holders that are not listed */
};

enum { WHY_NOT_HOLDERS_MAX = 8 };

/* Explains an affirmed sentence that did not come true. The findings live in
 * the arena. */
struct why_not why_not_of(const struct causes *c, struct arena *a,
                          const struct sentence *s);

#endif
