/* A classifier that learns from examples: which class a thing is most likely
 * of, given numbers that were seen of it. */
#ifndef EXPERIMENT_CLASSIFY_H
#define EXPERIMENT_CLASSIFY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"

enum { CLASSIFY_FEATURES_MAX = 4 };

/* How far apart two values of a feature have to be to count as different: a
 * fixed part, and a part of their size. Both 0: any difference is one. */
struct classify_scale {
    double fixed, relative;
};

struct classify_item {
    double features[CLASSIFY_FEATURES_MAX];
    uint32_t label; /* its class */
};

/* Examples of known class; borrowed. */
struct classify {
    const struct classify_item *items;
    size_t count;
    struct classify_scale scales[CLASSIFY_FEATURES_MAX];
    uint32_t classes; /* labels are below it */
};

/* The most likely class of an item, of which only the features in `seen` (a
 * bit each) are looked at. The density of each class is that of its examples,
 * every one of which stands for its neighbourhood, with kernel (1 + d^2)^-2 in
 * each feature; how many there are of a class counts as how likely it is
 * beforehand. Among equals the first class. Only + - * /, so that all machines
 * agree. `scratch` has room for a number a class. */
uint32_t classify_guess(const struct classify *c, unsigned seen,
                        const struct classify_item *item, double *scratch);

/* How an exam went. */
struct classify_score {
    uint64_t right, asked;
};

/* Guesses at every item, whose labels are used to mark the answers only. */
struct classify_score classify_examine(const struct classify *c, unsigned seen,
                                       const struct classify_item *items,
                                       size_t count);

/* The same, for whoever always names the class that is most frequent among
 * the examples, and sees nothing. */
struct classify_score classify_blind(const struct classify *c,
                                     const struct classify_item *items,
                                     size_t count);

#endif
