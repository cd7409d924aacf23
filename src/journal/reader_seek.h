/* Jumps in a journal by sequence number or time, through its index where that
 * is of help. */
#ifndef JOURNAL_READER_SEEK_H
#define JOURNAL_READER_SEEK_H

#include "journal/reader.h"

/* The reader's next frame is the first of that number or a later one (of a
 * journal that holds: of that number); or the first of that time or later.
 * ERR_MISSING when there is none, and what reader_next gives when the way there
 * is blocked; the reader is then where the way ended.
 *
 * The index (the journal's path and .index) saves walking from the start. It
 * is nobody's witness: a jump counts only if there is a frame of this journal
 * where the index says, with the number and the time that it says; else, or
 * without an index, all frames are walked. The walk does not see what lies
 * before the jump: who has not verified the journal knows nothing of that. */
MUST_CHECK enum err reader_seek_seq(struct reader *r, uint64_t seq);
MUST_CHECK enum err reader_seek_time(struct reader *r, instant at);

#endif
