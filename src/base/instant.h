/* Points and spans of time in nanoseconds; RFC 3339 in and out. Reads no
 * clock. */
#ifndef BASE_INSTANT_H
#define BASE_INSTANT_H

#include <stdint.h>

#include "base/err.h"

/* Nanoseconds since 1970-01-01T00:00Z, without leap seconds; and between. */
typedef int64_t instant;
typedef int64_t duration;

#define NANOSECOND  ((duration)1)
#define MICROSECOND (1000 * NANOSECOND)
#define MILLISECOND (1000 * MICROSECOND)
#define SECOND      (1000 * MILLISECOND)
#define MINUTE      (60 * SECOND)
#define HOUR        (60 * MINUTE)
#define DAY         (24 * HOUR)

#define INSTANT_MIN INT64_MIN
#define INSTANT_MAX INT64_MAX

enum { INSTANT_TEXT_SIZE = 40, DURATION_TEXT_SIZE = 40 };

/* RFC 3339 5.6, years 1970 to 2261 in UTC. Seconds may be left out, and so may
 * the whole time of day (midnight UTC); an offset such as +01:00 is taken into
 * account; a space may stand for the T. ERR_FORMAT otherwise. */
MUST_CHECK enum err instant_parse(instant *out, const char *text);

/* The form that a text which instant_parse refuses lacks, as in "a time
 * with Z at its end". */
const char *instant_expected(const char *text);

/* "2022-01-26T16:30:00Z", with as many decimals (3, 6 or 9) as it needs. */
void instant_format(char out[INSTANT_TEXT_SIZE], instant t);

/* "25 min", "3 h", "1.5 d", "3 h 20 min": numbers with units ns, us, ms, s,
 * min, h, d, w, each once. ERR_FORMAT for anything else, a negative, a part
 * below 1 ns, or past 106751 d (292 years); *expected then says which, as in "a
 * span of whole nanoseconds" or "a unit". */
MUST_CHECK enum err duration_parse(duration *out, const char *text,
                                   const char **expected);

/* The two largest units that matter: "3 h 20 min", "40 ms", "0 s". */
void duration_format(char out[DURATION_TEXT_SIZE], duration d);

/* t + d, held at the ends of the range instead of wrapping around. */
instant instant_add(instant t, duration d);

#endif
