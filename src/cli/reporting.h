/* The page of a run, for the subcommands that write one. */
#ifndef CLI_REPORTING_H
#define CLI_REPORTING_H

#include "cli/evidence.h"

/* The parts of a page that take runs of their own. */
enum reporting_with {
    REPORTING_ATTACK,
    REPORTING_COMPARE,
    REPORTING_EXPOSURE,
    REPORTING_RISK,
    REPORTING_WITH_COUNT
};

struct reporting {
    const char *path;  /* of the run, as it was asked for */
    const char *study; /* a study's folder in its place, or NULL */
    const char *out;   /* "-": standard output */
    const char *party; /* whose view; NULL: everybody's */
    bool force;
    bool with[REPORTING_WITH_COUNT];
};

/* The word of a part; NULL past the last. */
const char *reporting_word(size_t i);

/* ERR_STATE where the program was built without the page. */
MUST_CHECK enum err reporting_check(struct errmsg *e);

/* Writes the page of an opened run, whose ledger is read. ERR_MISSING: there is
 * no such party. */
MUST_CHECK enum err reporting_write(const struct reporting *q,
                                    struct evidence *ev, struct errmsg *e);

#endif
