/* Accusations: whom the marks and the times of a finished run accuse of a leak,
 * as its author would (study/attribution.h), and who it really was. */
#ifndef EXPERIMENT_ACCUSATION_H
#define EXPERIMENT_ACCUSATION_H

#include "runtime/runtime.h"
#include "study/attribution.h"

/* From this posterior probability on, a party is accused. */
#define ACCUSATION_CERTAIN 0.95

struct accusation {
    uint32_t leaker;    /* the party that gave it to the public first */
    uint32_t likeliest; /* of all holders; SCENARIO_NONE: several tie */
    unsigned wrongly;   /* parties that did not leak it, and are accused */
};

/* Weighs the copies that the parties have in hand as a run ends. False: the
 * public never held the document, or nobody else did before. */
bool accusation_of(struct accusation *out, const struct ledger *l,
                   const struct runtime *rt, uint32_t document);

#endif
