/* A scenario with its generated network written out, as an ordinary one. */
#ifndef SCENARIO_EXPANSION_H
#define SCENARIO_EXPANSION_H

#include "scenario/scenario.h"

/* The text of a scenario that has the drawn network of s among its own parties,
 * channels, documents and entries, in the arena; that of s itself where it has
 * none. A run of it has the same records, but for the numbers of entries that
 * chance has left out. ERR_LIMIT: it goes past the limits of a file;
 * ERR_FORMAT: an entry of the script goes over several channels that it does
 * not name, between parties that have others; e says so. */
MUST_CHECK enum err expansion_write(const struct scenario *s, struct arena *a,
                                    struct bytes *out, struct errmsg *e);

#endif
