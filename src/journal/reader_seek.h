/* Jumps in a journal by sequence number or time, through its index where that
 * is of help. */
#ifndef JOURNAL_READER_SEEK_H
#define JOURNAL_READER_SEEK_H

#include "journal/reader.h"

/* The reader's next frame is the first of that number or a later one (of a
 * journal that verifies: of that number); or the first of that time or later.
 * ERR_MISSING when there is none, and the error of reader_next when the way
 * there is blocked; the reader is then where the way ended.
 *
 * The index (the journal's path and .index) saves walking from the start. It is
 * not trusted: a jump counts only if there is a frame of this journal at its
 * offset, with its number and its time; else, or without an index, all frames
 * are walked. The walk sees nothing of the frames before the jump, which only a
 * verified journal vouches for. */
MUST_CHECK enum err reader_seek_seq(struct reader *r, uint64_t seq);
MUST_CHECK enum err reader_seek_time(struct reader *r, instant at);

#endif
