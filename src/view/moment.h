/* Times as people read them in a table: dates, times of day, short forms. */
#ifndef VIEW_MOMENT_H
#define VIEW_MOMENT_H

#include <stdbool.h>

#include "base/instant.h"

enum { MOMENT_SIZE = 48 };

/* "Wednesday, 26 January 2022". */
void moment_day(char out[MOMENT_SIZE], instant t);

/* "16:55:00", or "16:55:00.040" where thousandths are wanted. */
void moment_clock(char out[MOMENT_SIZE], instant t, bool thousandths);

/* "2022-01-26 16:55:00". */
void moment_full(char out[MOMENT_SIZE], instant t);

/* "26 Jan 16:55"; of a span of a year or more "26 Jan 2022". */
void moment_short(char out[MOMENT_SIZE], instant t, bool years);

/* True where two times lie on the same day, UTC. */
bool moment_same_day(instant a, instant b);

#endif
