/* A classifier that learns from examples: the most likely class of a thing,
 * given numbers that were seen of it. */
#ifndef EXPERIMENT_CLASSIFY_H
#define EXPERIMENT_CLASSIFY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"

enum { CLASSIFY_FEATURES_MAX = 4 };

/* The distance at which two values of a feature count as different: a fixed
 * part, and a part of their size. Both 0: any difference counts. */
struct classify_scale {
    double fixed, relative;
};

struct classify_item {
    double features[CLASSIFY_FEATURES_MAX];
    uint32_t label; /* the class; below `classes` */
};

/* Examples of known class; borrowed. */
struct classify {
    const struct classify_item *items;
    size_t count;
    struct classify_scale scales[CLASSIFY_FEATURES_MAX];
    uint32_t classes; /* labels are below it */
};

/* The most likely class of an item, by the features in `seen` alone (a bit
 * each). A class's density is that of its examples, each of which stands for
 * its neighbourhood, with kernel (1 + d^2)^-2 in each feature; the number of a
 * class's examples is its prior. Among equals the first class wins. Only + - *
 * /, so that all machines agree. `scratch` has room for a number a class. */
uint32_t classify_guess(const struct classify *c, unsigned seen,
                        const struct classify_item *item, double *scratch);

/* The result of an exam. */
struct classify_score {
    uint64_t right, asked;
};

/* Guesses at every item; the labels only mark the answers. */
struct classify_score classify_examine(const struct classify *c, unsigned seen,
                                       const struct classify_item *items,
                                       size_t count);

/* The same for a guesser that sees nothing and always names the most frequent
 * class. */
struct classify_score classify_blind(const struct classify *c,
                                     const struct classify_item *items,
                                     size_t count);

#endif
