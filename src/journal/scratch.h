/* Journals in memory, for runs that nobody will ask for. */
#ifndef JOURNAL_SCRATCH_H
#define JOURNAL_SCRATCH_H

#include "journal/reader.h"

/* As journal_create, in a file of its own without a name: dropped as soon as
 * it is closed. */
MUST_CHECK enum err scratch_create(struct journal **out,
                                   struct record_header *header,
                                   const uint8_t key_seed[JOURNAL_SEED_SIZE],
                                   instant now, struct errmsg *e);

/* Holds such a file when its journal is closed. */
struct scratch {
    int fd;
};

/* The same, but held, to be read once it is closed. */
MUST_CHECK enum err scratch_keep(struct scratch *s, struct journal **out,
                                 struct record_header *header,
                                 const uint8_t key_seed[JOURNAL_SEED_SIZE],
                                 instant now, struct errmsg *e);
void scratch_fini(struct scratch *s);

/* Opens what is held. */
MUST_CHECK enum err scratch_open(const struct scratch *s, struct reader *r,
                                 struct errmsg *e);

#endif
