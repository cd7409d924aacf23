/* The undamaged part of a journal, in a new file. */
#ifndef JOURNAL_SALVAGE_H
#define JOURNAL_SALVAGE_H

#include "journal/reader.h"

/* Copies the first `size` bytes of an open journal, all of valid frames, into
 * an empty file that it forces onto the disk (storage NULL: the system's). The
 * journal itself is only read; the file stays the caller's, as far as it got.
 */
MUST_CHECK enum err salvage_copy(const struct storage *storage,
                                 struct reader *r, uint64_t size, int fd,
                                 struct errmsg *e);

#endif
