#include "plot/rung.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

/* Numbers have rungs of 1, 2 and 5 times the powers of ten, computed exactly
 * as far as a double goes; times have those of the tables. Multiples of a
 * number or a span are counted from 0, those of an instant from the beginning
 * of the calendar's day, week or month. */

enum { EXPONENT_MIN = -9, EXPONENT_MAX = 18 };

#define WEEK (7 * DAY)

static const duration spans[] = {
    1,
    2,
    5,
    10,
    20,
    50,
    100,
    200,
    500,
    MICROSECOND,
    2 * MICROSECOND,
    5 * MICROSECOND,
    10 * MICROSECOND,
    20 * MICROSECOND,
    50 * MICROSECOND,
    100 * MICROSECOND,
    200 * MICROSECOND,
    500 * MICROSECOND,
    MILLISECOND,
    2 * MILLISECOND,
    5 * MILLISECOND,
    10 * MILLISECOND,
    20 * MILLISECOND,
    50 * MILLISECOND,
    100 * MILLISECOND,
    200 * MILLISECOND,
    500 * MILLISECOND,
    SECOND,
    2 * SECOND,
    5 * SECOND,
    10 * SECOND,
    15 * SECOND,
    30 * SECOND,
    MINUTE,
    2 * MINUTE,
    5 * MINUTE,
    10 * MINUTE,
    15 * MINUTE,
    30 * MINUTE,
    HOUR,
    2 * HOUR,
    3 * HOUR,
    6 * HOUR,
    12 * HOUR,
    DAY,
    2 * DAY,
    WEEK,
    2 * WEEK,
    4 * WEEK,
    13 * WEEK,
    26 * WEEK,
    52 * WEEK,
    104 * WEEK,
    260 * WEEK,
    520 * WEEK,
    1040 * WEEK,
    2600 * WEEK,
    5200 * WEEK,
};

/* Instants have the same up to two weeks, then these. */
static const int months[] = {1, 2, 3, 6, 12, 24, 60, 120, 240, 600, 1200};

enum {
    SPAN_COUNT = sizeof spans / sizeof *spans,
    SPAN_OF_INSTANTS = SPAN_COUNT - 10, /* up to 2 * WEEK */
    MONTHS_COUNT = sizeof months / sizeof *months,
};

/* n times ten to the exponent, rounded once. */
static double scaled(double n, int exponent)
{
    double power = 1;

    for (int i = 0; i < abs(exponent); i++)
        power *= 10;
    return exponent < 0 ? n / power : n * power;
}

bool rung_get(enum rung_kind kind, size_t index, struct rung *out)
{
    static const double digits[] = {1, 2, 5};

    *out = (struct rung){0};
    switch (kind) {
    case RUNG_NUMBER:
    case RUNG_SHARE:
        out->digit = digits[index % 3];
        out->exponent = EXPONENT_MIN + (int)(index / 3);
        return out->exponent <= EXPONENT_MAX;
    case RUNG_SPAN:
        if (index < SPAN_COUNT) out->length = spans[index];
        return index < SPAN_COUNT;
    case RUNG_INSTANT:
        if (index < SPAN_OF_INSTANTS)
            out->length = spans[index];
        else if (index - SPAN_OF_INSTANTS < MONTHS_COUNT)
            out->months = months[index - SPAN_OF_INSTANTS];
        return out->length > 0 || out->months > 0;
    }
    return false;
}

double rung_length(const struct rung *r)
{
    if (r->months > 0) return (double)(r->months * 28 * DAY);
    if (r->length > 0) return (double)r->length;
    return scaled(r->digit, r->exponent);
}

/* Multiples of a length from 0 on; a millionth of a rung is no
 * distance. */
static size_t even_multiples(const struct rung *r, double low, double high,
                             double *out, size_t room)
{
    const double length = rung_length(r);
    const double first = ceil(low / length - 1e-6);
    const double last = floor(high / length + 1e-6);

    if (last < first || last - first >= (double)room) return 0;
    const size_t count = (size_t)(last - first) + 1;
    for (size_t i = 0; i < count; i++) {
        const double n = first + (double)i;
        out[i] = r->length > 0 ? n * length : scaled(n * r->digit, r->exponent);
    }
    return count;
}

static size_t aligned_multiples(const struct rung *r, instant start, double low,
                                double high, double *out, size_t room)
{
    /* 1970 began on a Thursday. */
    const instant origin = r->length % WEEK == 0 ? 4 * DAY : 0;
    instant offset = (start - origin) % r->length;

    if (offset < 0) offset += r->length;
    const size_t count = even_multiples(r, low + (double)offset,
                                        high + (double)offset, out, room);
    for (size_t i = 0; i < count; i++)
        out[i] -= (double)offset;
    return count;
}

/* The first days of every so many months; of those from a year on, the years
 * that they divide. */
static size_t month_multiples(const struct rung *r, instant start, double low,
                              double high, double *out, size_t room)
{
    size_t count = 0;

    for (int month = 0; month < (2262 - 1970) * 12; month++) {
        const int year = 1970 + month / 12;
        char text[INSTANT_TEXT_SIZE];
        instant t;
        if ((year * 12 + month % 12) % r->months != 0) continue;
        snprintf(text, sizeof text, "%04d-%02d-01", year, month % 12 + 1);
        if (instant_parse(&t, text) != ERR_OK) continue;
        const double value = (double)t - (double)start;
        if (value < low || value > high) continue;
        if (count == room) return 0;
        out[count++] = value;
    }
    return count;
}

size_t rung_multiples(const struct rung *r, enum rung_kind kind, instant start,
                      double low, double high, double *out, size_t room)
{
    if (r->months > 0) return month_multiples(r, start, low, high, out, room);
    if (kind == RUNG_INSTANT)
        return aligned_multiples(r, start, low, high, out, room);
    return even_multiples(r, low, high, out, room);
}
