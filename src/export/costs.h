/* Protections as a table: a line each, with the answer for each property and
 * the attempts behind it. */
#ifndef EXPORT_COSTS_H
#define EXPORT_COSTS_H

#include <stdio.h>

#include "experiment/measure.h"

/* RFC 4180. Times are in nanoseconds; the processor's, an item each, are left
 * out with NULL. */
void costs_write(const struct measure *items, size_t count,
                 const uint64_t *cpu_ns, FILE *out);

#endif
