/* Journals in memory, for runs of which none is kept on disk. */
#ifndef JOURNAL_SCRATCH_H
#define JOURNAL_SCRATCH_H

#include "journal/reader.h"

/* Creates a journal in a file of its own without a name, which is dropped as
 * soon as it is closed; fails like journal_create. */
MUST_CHECK enum err scratch_create(struct journal **out,
                                   struct record_header *header, instant now,
                                   struct errmsg *e);

/* Holds such a file when its journal is closed. */
struct scratch {
    int fd;
};

/* The same, but held, to be read once the journal is closed. */
MUST_CHECK enum err scratch_keep(struct scratch *s, struct journal **out,
                                 struct record_header *header, instant now,
                                 struct errmsg *e);
void scratch_fini(struct scratch *s);

/* Opens the held file, whose journal is closed. */
MUST_CHECK enum err scratch_open(const struct scratch *s, struct reader *r,
                                 struct errmsg *e);

#endif
