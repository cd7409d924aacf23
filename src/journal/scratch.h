/* Journals in memory, for runs of which none is kept on disk. */
#ifndef JOURNAL_SCRATCH_H
#define JOURNAL_SCRATCH_H

#include "journal/reader.h"

/* Holds the file of a journal, which has no name. */
struct scratch {
    int fd;
};

/* Creates a journal in a file of its own, to be read once the journal is closed
 * and dropped by scratch_fini; fails like journal_create. */
MUST_CHECK enum err scratch_keep(struct scratch *s, struct journal **out,
                                 struct record_header *header, instant now,
                                 struct errmsg *e);
void scratch_fini(struct scratch *s);

/* Opens the held file, whose journal is closed. */
MUST_CHECK enum err scratch_open(const struct scratch *s, struct reader *r,
                                 struct errmsg *e);

#endif
