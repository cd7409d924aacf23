/* Draws a span of time from a distribution of a scenario. */
#ifndef RUNTIME_SAMPLE_H
#define RUNTIME_SAMPLE_H

#include "base/instant.h"
#include "crypto/rng.h"
#include "scenario/scenario.h"

/* Whole nanoseconds, from 0 to the largest duration: what falls outside is
 * held at the end it passed. The same on every machine. How many numbers one
 * draw takes from the stream depends on the distribution, and for lognormal
 * and gamma on chance. The parameters are as scenario_parse lets them pass:
 * scales not negative, shapes above 0, values not empty. */
duration sample_draw(const struct scenario_distribution *d, struct rng *rng);

#endif
