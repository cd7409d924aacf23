/* Judges the sentences of `expect:` against what a journal shows. */
#ifndef STUDY_JUDGE_H
#define STUDY_JUDGE_H

#include "study/ledger.h"

enum judge_verdict {
    JUDGE_HOLDS,        /* the run bears it out */
    JUDGE_BROKEN,       /* the run contradicts it */
    JUDGE_UNDETERMINED, /* the run was cut short before this could be told */
    JUDGE_VERDICT_COUNT
};

/* What was found of one sentence. */
struct judge_finding {
    enum judge_verdict verdict;
    bool reached;            /* it came about at all, in time or not */
    struct ledger_mark mark; /* reached: since when, by which record */
    const char *why;         /* in words; lives in the judge's arena */
};

/* All of a scenario's expectations, in the order of the file. */
struct judge {
    struct arena arena;
    const struct scenario *scenario; /* borrowed */
    struct judge_finding *findings;  /* one for each of its expects */
    size_t counts[JUDGE_VERDICT_COUNT];
};

/* Judges one sentence about the ledger's scenario; the words live in the
 * arena. */
struct judge_finding judge_sentence(struct arena *a, const struct ledger *l,
                                    const struct sentence *s);

/* Judges every expectation of the ledger's scenario. A sentence on a whole
 * document needs all its portions; `never` is broken by any one of them. Of a
 * run that was cut short only what can no longer change is decided. */
void judge_init(struct judge *j, const struct ledger *l);
void judge_fini(struct judge *j);

#endif
