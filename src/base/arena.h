/* Region memory: many small pieces, one release. One per step, one per run. */
#ifndef BASE_ARENA_H
#define BASE_ARENA_H

#include <stddef.h>

#include "base/bytes.h"

enum { ARENA_CHUNK_MIN = 4 * 1024, ARENA_CHUNK_SIZE = 64 * 1024 };

struct arena {
    struct arena_chunk *chunks; /* newest first */
    size_t used;                /* bytes of the newest chunk given out */
};

void arena_init(struct arena *a);

/* Gives every piece back; what was in them is wiped first. */
void arena_fini(struct arena *a);

/* Gives every piece back like fini, but keeps one chunk for the next step, of
 * ARENA_CHUNK_SIZE at most: a great need once is not held for the whole run. */
void arena_reset(struct arena *a);

/* Zeroed memory aligned for any type, valid until reset or fini. A machine
 * out of memory ends the process with a message: a simulator cannot go on
 * without memory. A run first closes its journal (arena_use_end). */
void *arena_alloc(struct arena *a, size_t size);

/* An array of count items of size bytes each; the product is checked. */
void *arena_array(struct arena *a, size_t count, size_t size);

/* Makes room for one more in an array of `count` items with room for *room,
 * which is no less: where it is, or moved to a place twice as large. The
 * outgrown place stays in the arena. */
void *arena_grow(struct arena *a, void *items, size_t count, size_t *room,
                 size_t size);

/* Copies: of bytes, of bytes as small hex digits, of a text. */
struct bytes arena_copy(struct arena *a, struct bytes b);
char *arena_hex(struct arena *a, struct bytes b);
char *arena_text(struct arena *a, const char *text);

/* The texts one after the other, with `between` between two: "a, b, c"; ""
 * where there is none. */
char *arena_join(struct arena *a, const char *const *texts, size_t count,
                 const char *between);

/* printf into the arena. */
char *arena_format(struct arena *a, const char *format, ...)
    __attribute__((format(printf, 2, 3), nonnull(2)));

/* Ends the process with status 1, after the thread's end or else a message with
 * the size wanted; for those few others that take memory by themselves. */
void arena_out_of_memory(size_t wanted) __attribute__((noreturn));

/* The last act of a process that is out of memory: it tells why, and needs
 * none. */
struct arena_end {
    void (*act)(void *world, const char *why);
    void *world;
};

/* Sets the end of this thread, which stays the caller's; NULL: none. */
void arena_use_end(const struct arena_end *end);

#endif
