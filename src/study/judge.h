/* Judges the sentences of `expect:` by a journal. */
#ifndef STUDY_JUDGE_H
#define STUDY_JUDGE_H

#include "study/ledger.h"

enum judge_verdict {
    JUDGE_HOLDS,        /* the run confirms it */
    JUDGE_BROKEN,       /* the run contradicts it */
    JUDGE_UNDETERMINED, /* the run was cut short before it was decided */
    JUDGE_VERDICT_COUNT
};

/* "holds", "broken", "undetermined" */
const char *judge_verdict_word(enum judge_verdict verdict);

/* The verdict on one sentence. */
struct judge_finding {
    enum judge_verdict verdict;
    bool reached;            /* it came true at all, in time or not */
    struct ledger_mark mark; /* reached: the time and the record */
    bool timed;              /* it came true, and the sentence has a bound */
    duration spare; /* timed: between the two; below 0 where it does not hold */
    const char *why; /* in words; lives in the judge's arena */
};

/* All expectations of a scenario, in the order of the file. */
struct judge {
    struct arena arena;
    const struct scenario *scenario; /* borrowed */
    struct judge_finding *findings;  /* one an expectation */
    size_t counts[JUDGE_VERDICT_COUNT];
};

/* Judges one sentence about the ledger's scenario; the words live in the
 * arena. */
struct judge_finding judge_sentence(struct arena *a, const struct ledger *l,
                                    const struct sentence *s);

/* The same without the words. */
struct judge_finding judge_weigh(const struct ledger *l,
                                 const struct sentence *s);

/* Judges every expectation of the ledger's scenario. A sentence on a whole
 * document needs all its portions; `never` is broken by any one of them. If the
 * run was cut short, only what can no longer change is decided. */
void judge_init(struct judge *j, const struct ledger *l);
void judge_fini(struct judge *j);

#endif
