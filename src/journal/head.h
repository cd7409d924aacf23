/* A frame's head: its length before it, its fields at fixed offsets, and its
 * checksum, written and read by hand. */
#ifndef JOURNAL_HEAD_H
#define JOURNAL_HEAD_H

#include "base/writer.h"
#include "journal/reader.h"

enum {
    HEAD_FRAME_MIN = 69, /* a frame whose body is empty */
    HEAD_LENGTH_MAX = 3, /* bytes of the length before it */
    HEAD_SIZE_MAX = 74,  /* what a frame adds to its body, length included */
    HEAD_WHOLE_MAX = JOURNAL_FRAME_MAX + HEAD_LENGTH_MAX
};

/* Writes the whole frame, whose fields offset and whole do not matter. The
 * frame is at most JOURNAL_FRAME_MAX long and the writer has room for it. */
void head_write(struct writer *w, uint32_t magic, const struct reader_frame *f);

/* The magic of a file's first frame; 0 when the file is too short. */
uint32_t head_magic(struct bytes file);

/* True if rest can be all that was written of a frame: its fields lie where
 * they belong as far as it goes, and it would go on. */
bool head_is_begun(struct bytes rest);

/* The bytes of the file from offset on, as many as the frame there needs if one
 * begins there. Borrowed until the window moves. */
struct bytes head_look(struct window *file, uint64_t offset);

/* The first place in b where a frame can begin behind its length: where the
 * tags stand. False: there is none; `at` is then the number of places looked
 * at, for a frame may begin in the last bytes. */
bool head_find(struct bytes b, size_t *at);

/* Reads the frame that rest begins with; offset is left to the caller.
 * ERR_FORMAT when there is none, ERR_UNSUPPORTED when it is whole but of
 * another journal, or of an unknown kind or time; `why` then says what is
 * wrong. */
MUST_CHECK enum err head_read(struct bytes rest, uint32_t magic,
                              struct reader_frame *f, const char **why);

/* Reads a HEADER's body: ERR_FORMAT when it is malformed or its facts do not
 * follow from one another, ERR_UNSUPPORTED for a version or feature this
 * program does not know. */
MUST_CHECK enum err head_read_header(struct arena *a,
                                     const struct reader_frame *f,
                                     struct record_header *header,
                                     const char **why);

#endif
