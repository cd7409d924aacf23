/* Why something did not come about: what would have been needed, and what of
 * it there was, out of a journal alone. */
#ifndef STUDY_LACK_H
#define STUDY_LACK_H

#include "study/causes.h"

/* What is found to say of it. */
enum lack_kind {
    LACK_REACHED,   /* the party had reached this level by this record */
    LACK_PARTLY,    /* only these of the document's portions */
    LACK_ATTEMPT,   /* somebody did something that might have led to it */
    LACK_REFUSED,   /* somebody was to do it and could not */
    LACK_CHANCE,    /* by chance it was not done */
    LACK_CONDITION, /* the script had it wait for what never came about */
    LACK_HOLDER     /* somebody had it and a way to the party; did nothing */
};

/* What became of an attempt. */
enum lack_outcome {
    LACK_TAKEN,    /* it came, but gives less than what was asked */
    LACK_REJECTED, /* it came and was rejected */
    LACK_WAITING,  /* it came, and lies on the desk */
    LACK_LOST,     /* all that carried it was lost */
    LACK_MEDDLED,  /* an adversary laid hands on it */
    LACK_GIVEN_UP, /* the sender gave up */
    LACK_CAPTURED, /* who it was not sent to has it, and cannot open it */
    LACK_UNDER_WAY /* it had not arrived when the journal ends */
};

struct lack_item {
    enum lack_kind kind;
    uint64_t seq;     /* of what was done, reached or refused; 0: none */
    uint64_t outcome; /* of what became of an attempt; 0: none */
    enum lack_outcome what;
    uint32_t party;          /* holder; condition, chance: who was to act */
    uint32_t channel;        /* holder; SCENARIO_NONE: the open press */
    uint32_t entry;          /* condition, chance: of the script */
    enum record_level level; /* reached, holder */
    instant since;           /* reached, holder */
    const char *portions;    /* partly: which */
    size_t count;            /* partly: how many */
};

struct lack {
    const struct lack_item *items;
    size_t count;
    size_t more; /* holders that are not listed */
};

enum { LACK_HOLDERS_MAX = 8 };

/* Of an affirmed sentence that did not come about; what is found lives in the
 * arena. */
struct lack lack_of(const struct causes *c, struct arena *a,
                    const struct sentence *s);

#endif
