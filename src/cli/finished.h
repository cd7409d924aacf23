/* A study's folder read back: its design and points out of the results
 * themselves, and what they say. */
#ifndef CLI_FINISHED_H
#define CLI_FINISHED_H

#include "cli/output.h"
#include "results/findings.h"

struct finished {
    struct arena arena;
    struct results_study study;
    struct design design;
    struct points points;
    struct results results;
    struct findings findings;
};

/* Opens the results of a folder, or a file of results. ERR_MISSING, ERR_FORMAT,
 * ERR_IO: it has none, or none that can be read. */
MUST_CHECK enum err finished_open(struct finished *f, const char *path,
                                  struct errmsg *e);
void finished_close(struct finished *f);

/* Ends an output that was made of the steps behind the findings; nothing is
 * left of it where they could not be read. */
MUST_CHECK enum err finished_end(const struct finished *f, struct output *o,
                                 struct errmsg *e);

#endif
