/* The sentences that nothing in a run can make true, by the roles of those whom
 * they name. */
#ifndef SCENARIO_POSSIBILITY_H
#define SCENARIO_POSSIBILITY_H

#include "scenario/load.h"

/* Notes at its predicate why a sentence of the file cannot become true, if so:
 * an adversary that acts as a party does, an act of the author by another, an
 * act towards others by a party that reaches nobody, and, under `knows that`,
 * what no record shows about another. One with `never` is left alone, and so is
 * one that was not read. */
void possibility_check(struct load *l, const struct sentence *s);

#endif
