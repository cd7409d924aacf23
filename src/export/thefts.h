/* Windows of exposure as a table: a line each, with exact instants. */
#ifndef EXPORT_THEFTS_H
#define EXPORT_THEFTS_H

#include <stdio.h>

#include "experiment/exposure.h"

/* RFC 4180. A window's `until` is the first instant after it. recorded-before:
 * recordings from before the theft are enough; recorded-after: recordings from
 * the theft on are. */
void thefts_write(const struct exposure *x, FILE *out);

#endif
