/* Protections that everybody has at hand, to be compared with a scenario's
 * own. */
#ifndef SCENARIO_STOCK_H
#define SCENARIO_STOCK_H

#include "scenario/scenario.h"

/* Adds those whose names the scenario does not have, after its own; they live
 * in the arena. The first of the stock is `open`: nothing at all. */
void stock_add(struct scenario *s, struct arena *a);

/* The name of the i-th of the stock; NULL past the last. */
const char *stock_name(size_t i);

#endif
