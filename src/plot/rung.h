/* Rungs: the lengths that may lie between two ticks of a scale, a ladder for
 * each kind of value, and the places of a rung's ticks. */
#ifndef PLOT_RUNG_H
#define PLOT_RUNG_H

#include <stdbool.h>
#include <stddef.h>

#include "base/instant.h"

/* The kinds of a scale's values. Spans are in nanoseconds, and so are instants,
 * counted from the scale's start: a double has room for each of the nanoseconds
 * of 104 days. */
enum rung_kind {
    RUNG_NUMBER,
    RUNG_SHARE, /* 0 to 1, in words a percentage */
    RUNG_SPAN,
    RUNG_INSTANT,
};

/* A rung for numbers and shares is a digit times ten to the exponent; one for
 * times is a length, or months of the calendar (UTC). */
struct rung {
    double digit;
    int exponent;
    duration length;
    int months;
};

/* The rung of that index, from the shortest on; false where the ladder ends. */
bool rung_get(enum rung_kind kind, size_t index, struct rung *out);

/* Its length in the unit of the values; of months, that of the shortest. */
double rung_length(const struct rung *r);

/* Its multiples between low and high, rising. Those of an instant are times of
 * the calendar: weeks begin on Monday. Gives back how many there are; 0 if more
 * than `room`. */
size_t rung_multiples(const struct rung *r, enum rung_kind kind, instant start,
                      double low, double high, double *out, size_t room);

#endif
