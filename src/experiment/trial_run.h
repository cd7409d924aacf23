/* One run of a trial, played in virtual time into a journal in memory and read
 * back from there. */
#ifndef EXPERIMENT_TRIAL_RUN_H
#define EXPERIMENT_TRIAL_RUN_H

#include "adversary/tactic.h"
#include "scenario/scenario.h"
#include "study/ledger.h"

/* The part of a record that verdicts need. */
struct trial_record {
    uint64_t seq, exchange;
    uint64_t cause; /* the last of its causes; 0: none */
    instant time;
    enum record_kind kind;
    enum record_reason reason;
    enum record_act act;
    uint32_t party, peer; /* actors; SCENARIO_NONE: nobody */
    uint32_t document;
    bool forged; /* INTERFERED: a text goes on that nobody wrote */
};

struct trial_run {
    struct arena arena;
    struct reader reader; /* of its journal */
    struct ledger ledger;
    struct trial_record *records; /* in the order of their numbers */
    size_t count;
};

/* Plays the run. The scenario must outlive it. With a tactic, the scenario's
 * last adversary plays it against the target. */
MUST_CHECK enum err trial_run_init(struct trial_run *r,
                                   const struct scenario *s, uint64_t seed,
                                   uint64_t run, const struct tactic *tactic,
                                   const struct tactic_target *target,
                                   struct errmsg *e);
void trial_run_fini(struct trial_run *r);

/* The record of that number; NULL when there is none. */
const struct trial_record *trial_run_at(const struct trial_run *r,
                                        uint64_t seq);

#endif
