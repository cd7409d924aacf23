/* Fingerprinting codes: bits for each holder's copy, so that a copy mixed out
 * of several holders' copies still speaks against one who took part. */
#ifndef DOCUMENT_TARDOS_H
#define DOCUMENT_TARDOS_H

#include "base/tardos_length.h"
#include "crypto/rng.h"

/* Tardos, Optimal probabilistic fingerprint codes, 2003, with the symmetric
 * score of Skoric, Katzenbeisser and Celik, 2008: a position counts for and
 * against a holder alike whether the copy shows a 0 or a 1 there.
 *
 * The constants. With L = ln(users / error) and m positions:
 *   threshold Z = 2 sqrt(m L). An innocent's score is a sum of m terms of mean
 *     0 and variance 1. Since exp(u) <= 1 + u + u^2 for u <= 1.79, Markov's
 *     inequality gives P(score > Z) <= exp(-Z^2 / 4m) = error / users, as long
 *     as no term passes 1.79 sqrt(m / L); so that
 *   cutoff t = L / (L + 1.79^2 m) keeps every bias p within [t, 1 - t], where
 *     no term passes sqrt((1 - t) / t). This holds whoever colludes, and how.
 *   length m = 20 c^2 L against c colluders: their scores add up to 2m / pi at
 *     least but for what the cutoff takes, so pi^2 c^2 L is where the mean
 *     colluder comes up to Z; about twice that carries it well past. */

enum tardos_bit { TARDOS_ZERO, TARDOS_ONE };

/* Draws the biases of so many positions for so many users. */
void tardos_draw_biases(struct rng *rng, uint32_t users, uint32_t length,
                        double error, double *bias);

/* The threshold of scores over so many positions. */
double tardos_limit(uint32_t users, uint32_t length, double error);

/* The term that a position of that bias adds to the score of a user with this
 * bit, where the copy shows TARDOS_ZERO or TARDOS_ONE. */
double tardos_term(double bias, uint8_t bit, uint8_t shown);

#endif
