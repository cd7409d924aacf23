/* The undamaged part of a journal, in a new file. */
#ifndef JOURNAL_SALVAGE_H
#define JOURNAL_SALVAGE_H

#include "journal/reader.h"

/* Copies the first `size` bytes of an open journal, all of valid frames, into a
 * new file that it forces onto the disk (storage NULL: the system's). The
 * journal itself is only read. ERR_EXISTS when there is such a file; on any
 * other failure there is none. */
MUST_CHECK enum err salvage_copy(const struct storage *storage,
                                 struct reader *r, uint64_t size,
                                 const char *path, struct errmsg *e);

#endif
