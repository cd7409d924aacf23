/* A journal in memory, for a run that nobody will ask for: dropped as soon as
 * it is closed. */
#ifndef JOURNAL_SCRATCH_H
#define JOURNAL_SCRATCH_H

#include "journal/journal.h"

/* As journal_create, in a file of its own without a name. */
MUST_CHECK enum err scratch_create(struct journal **out,
                                   struct record_header *header,
                                   const uint8_t key_seed[JOURNAL_SEED_SIZE],
                                   instant now, struct errmsg *e);

#endif
