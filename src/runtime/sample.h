/* Draws a span of time from a distribution of a scenario. */
#ifndef RUNTIME_SAMPLE_H
#define RUNTIME_SAMPLE_H

#include "base/instant.h"
#include "crypto/rng.h"
#include "scenario/scenario.h"

/* Whole nanoseconds, from 0 to the largest duration: what falls outside is held
 * at the end it passed. The same on every machine. The count of numbers that
 * one draw takes from the stream depends on the distribution, and for lognormal
 * and gamma on chance. Shapes and sigmas are above 0, and the values of an
 * empirical distribution are not empty; any span is allowed. */
duration sample_draw(const struct scenario_distribution *d, struct rng *rng);

/* The span that half of the draws stay below: a constant's value, of a list the
 * lower middle, of a gamma the approximation of Wilson and Hilferty, which is
 * 2 % off at shape 1, closer above it, and 0 at small shapes. Within the same
 * bounds. */
duration sample_median(const struct scenario_distribution *d);

#endif
