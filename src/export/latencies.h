/* The latencies of a run, one by one: a line each. */
#ifndef EXPORT_LATENCIES_H
#define EXPORT_LATENCIES_H

#include <stdio.h>

#include "study/stats.h"

/* RFC 4180. By channel, of frames, and by precedence, of copies; each from the
 * shortest to the longest, in nanoseconds. The open press is a channel without
 * a name. */
void latencies_write(const struct stats *s, FILE *out);

#endif
