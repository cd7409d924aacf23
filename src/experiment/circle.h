/* The chance that a circle of people leaks, from their number alone. */
#ifndef EXPERIMENT_CIRCLE_H
#define EXPERIMENT_CIRCLE_H

#include "study/ledger.h"

/* Grimes, On the viability of conspiratorial beliefs, PLOS ONE 2016, with its
 * correction: L(t) = 1 - exp(-integral over t of (1 - psi^N)), where psi is 1
 * less the chance a year that one of N people tells. */
#define CIRCLE_RATE 4.09e-6

/* The integral above for N people and so many years. With half_life, in years
 * and above 0, N(s) = N / 2^(s / half_life) are still there after s years. */
double circle_hazard(double people, double years, double half_life);

/* The years until a chance below 1 is reached with constant N above 0. */
double circle_years(double people, double chance);

/* The chance for a document of a run, by a time: each non-public holder's
 * readers count from when it has any of the text. */
double circle_leaked(const struct ledger *l, uint32_t document, instant by,
                     double half_life, double *people);

#endif
