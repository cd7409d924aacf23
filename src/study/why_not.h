/* Why something did not come about: what would have been needed, and what of
 * it there was, out of a journal alone. */
#ifndef STUDY_WHY_NOT_H
#define STUDY_WHY_NOT_H

#include "study/causes.h"

/* What is found to say of it. */
enum why_not_kind {
    WHY_NOT_REACHED,   /* the party had reached this level by this record */
    WHY_NOT_PARTLY,    /* only these of the document's portions */
    WHY_NOT_ATTEMPT,   /* somebody did something that might have led to it */
    WHY_NOT_REFUSED,   /* somebody was to do it and could not */
    WHY_NOT_CHANCE,    /* by chance it was not done */
    WHY_NOT_CONDITION, /* the script had it wait for what never came about */
    WHY_NOT_HOLDER     /* somebody had it and a way to the party; did nothing */
};

/* What became of an attempt. */
enum why_not_outcome {
    WHY_NOT_TAKEN,      /* it came, but gives less than what was asked */
    WHY_NOT_REJECTED,   /* it came and was rejected */
    WHY_NOT_WAITING,    /* it came, and lies on the desk */
    WHY_NOT_LOST,       /* all that carried it was lost */
    WHY_NOT_INTERFERED, /* an adversary laid hands on it */
    WHY_NOT_GIVEN_UP,   /* the sender gave up */
    WHY_NOT_CAPTURED,   /* who it was not sent to has it, and cannot open it */
    WHY_NOT_UNDER_WAY   /* it had not arrived when the journal ends */
};

struct why_not_item {
    enum why_not_kind kind;
    uint64_t seq;     /* of what was done, reached or refused; 0: none */
    uint64_t outcome; /* of what became of an attempt; 0: none */
    enum why_not_outcome what;
    uint32_t party;          /* holder; condition, chance: who was to act */
    uint32_t channel;        /* holder; SCENARIO_NONE: the open press */
    uint32_t entry;          /* condition, chance: of the script */
    enum record_level level; /* reached, holder */
    instant since;           /* reached, holder */
    const char *portions;    /* partly: which */
    size_t count;            /* partly: how many */
};

struct why_not {
    const struct why_not_item *items;
    size_t count;
    size_t more; /* holders that are not listed */
};

enum { WHY_NOT_HOLDERS_MAX = 8 };

/* Of an affirmed sentence that did not come about; what is found lives in the
 * arena. */
struct why_not why_not_of(const struct causes *c, struct arena *a,
                          const struct sentence *s);

#endif
