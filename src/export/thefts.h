/* Windows of exposure as a table: a line each, with exact instants. */
#ifndef EXPORT_THEFTS_H
#define EXPORT_THEFTS_H

#include <stdio.h>

#include "experiment/exposure.h"

/* RFC 4180. A window's `until` is the first instant that is no longer in it;
 * recorded-before: what was recorded before the theft is enough;
 * recorded-after: what is recorded from the theft on is. */
void thefts_write(const struct exposure *x, FILE *out);

#endif
