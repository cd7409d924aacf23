/* A journal's scenario played again, with its seed and run, and compared with
 * the journal frame by frame as it plays: nothing but the journal is needed to
 * tell a genuine one from a forgery. */
#ifndef EXPERIMENT_RERUN_H
#define EXPERIMENT_RERUN_H

#include "journal/comparison.h"
#include "journal/verify.h"
#include "scenario/scenario.h"

enum rerun_verdict {
    RERUN_SAME,
    RERUN_DIFFERENT,
    RERUN_NOT_JUDGED, /* another program's semantics made it */
    RERUN_VERDICT_COUNT
};

/* How far the comparison went. */
enum rerun_reach {
    RERUN_WHOLE,
    RERUN_TO_STOP,  /* the run was stopped; that is played again as well */
    RERUN_TO_FAULT, /* it could not go on, for a reason outside of it */
    RERUN_TO_CUT,   /* the journal goes no further */
    RERUN_REACH_COUNT
};

struct rerun {
    enum rerun_verdict verdict;
    enum rerun_reach reach;
    uint32_t semantics;           /* of this program */
    struct comparison comparison; /* with the frames that differ */
};

/* Plays the scenario, which is that of the reader's header, and stops at the
 * first difference. The reader is one that was verified, and is then at its
 * start again. Any error is one of this run: then there is no verdict. */
MUST_CHECK enum err rerun_play(struct rerun *r, struct reader *reader,
                               const struct verify_result *verified,
                               const struct scenario *s, struct errmsg *e);
void rerun_fini(struct rerun *r);

#endif
