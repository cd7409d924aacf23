#include "base/arena.h"

#include <assert.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/writer.h"

/* An arena is a list of chunks, the newest first. arena_alloc cuts pieces off
 * the newest one and begins another when the piece does not fit, twice as large
 * up to the usual size or, for a large piece, of its own. No piece is given
 * back alone: reset and fini wipe and free whole chunks. All else here is
 * arena_alloc with something written into the piece. */

enum { GROW_FIRST = 8 }; /* items that a growing array begins with */

struct arena_chunk {
    struct arena_chunk *next;
    size_t size; /* of data */
    _Alignas(max_align_t) uint8_t data[];
};

void arena_init(struct arena *a)
{
    *a = (struct arena){0};
}

/* A thread's own, since whoever runs out of memory deep in a step knows nothing
 * of the journal that is to be closed. */
static _Thread_local const struct arena_end *end_in_use;

void arena_use_end(const struct arena_end *end)
{
    end_in_use = end;
}

/* An end that runs out of memory itself is not begun again. */
void arena_out_of_memory(size_t wanted)
{
    const struct arena_end *end = end_in_use;
    char why[64];

    end_in_use = NULL;
    snprintf(why, sizeof why, "out of memory (%zu bytes wanted)", wanted);
    if (end)
        end->act(end->world, why);
    else
        fprintf(stderr, "demarche: %s\n", why);
    exit(EXIT_FAILURE);
}

/* Wipes and frees the chunks, the newest first; the first that is not over the
 * usual size is kept if one is to be, since the need is likely to be the same
 * again. explicit_bzero, for an arena may have held keys and
 * plaintext: in the bytes that were given out, since all others are zero. */
static void give_back(struct arena *a, bool keeps)
{
    struct arena_chunk *chunk = a->chunks, *kept = NULL;
    size_t used = a->used;

    while (chunk) {
        struct arena_chunk *next = chunk->next;
        explicit_bzero(chunk->data, used);
        if (keeps && !kept && chunk->size <= ARENA_CHUNK_SIZE)
            kept = chunk;
        else
            free(chunk);
        chunk = next;
        /* The part of an older chunk that was given out is not known. */
        if (chunk) used = chunk->size;
    }
    if (kept) kept->next = NULL;
    a->chunks = kept;
    a->used = 0;
}

void arena_fini(struct arena *a)
{
    give_back(a, false);
}

void arena_reset(struct arena *a)
{
    give_back(a, true);
}

/* The size of the next chunk, unless a piece asks for more. */
static size_t chunk_size(const struct arena *a)
{
    if (!a->chunks) return ARENA_CHUNK_MIN;
    const size_t twice = 2 * a->chunks->size;
    return twice < ARENA_CHUNK_SIZE ? twice : ARENA_CHUNK_SIZE;
}

void *arena_alloc(struct arena *a, size_t size)
{
    const size_t align = _Alignof(max_align_t);

    if (size > SIZE_MAX / 2) arena_out_of_memory(size);
    size = (size + align - 1) / align * align;
    if (!a->chunks || size > a->chunks->size - a->used) {
        size_t room = chunk_size(a);
        if (size > room) room = size;
        struct arena_chunk *chunk = calloc(1, sizeof *chunk + room);
        if (!chunk) arena_out_of_memory(size);
        chunk->size = room;
        chunk->next = a->chunks;
        a->chunks = chunk;
        a->used = 0;
    }
    void *piece = a->chunks->data + a->used;
    a->used += size;
    return piece;
}

void *arena_array(struct arena *a, size_t count, size_t size)
{
    size_t total;

    if (__builtin_mul_overflow(count, size, &total))
        arena_out_of_memory(SIZE_MAX);
    return arena_alloc(a, total);
}

void *arena_grow(struct arena *a, void *items, size_t count, size_t *room,
                 size_t size)
{
    assert(count <= *room);
    if (count < *room) return items;
    const size_t wider = *room > 0 ? 2 * *room : GROW_FIRST;
    void *moved = arena_array(a, wider, size);
    if (count > 0) memcpy(moved, items, count * size);
    *room = wider;
    return moved;
}

struct bytes arena_copy(struct arena *a, struct bytes b)
{
    uint8_t *copy = arena_alloc(a, b.size);

    if (b.size > 0) memcpy(copy, b.data, b.size);
    return bytes_of(copy, b.size);
}

char *arena_hex(struct arena *a, struct bytes b)
{
    char *hex = arena_alloc(a, 2 * b.size + 1);

    bytes_to_hex(hex, b);
    return hex;
}

char *arena_text(struct arena *a, const char *text)
{
    size_t size = strlen(text) + 1;
    char *copy = arena_alloc(a, size);

    memcpy(copy, text, size);
    return copy;
}

char *arena_join(struct arena *a, const char *const *texts, size_t count,
                 const char *between)
{
    size_t size = 1;
    struct writer w;

    for (size_t i = 0; i < count; i++)
        size += strlen(texts[i]) + strlen(between);
    writer_init(&w, arena_alloc(a, size), size);
    for (size_t i = 0; i < count; i++) {
        if (i > 0) writer_put_text(&w, between);
        writer_put_text(&w, texts[i]);
    }
    return (char *)w.data;
}

char *arena_format(struct arena *a, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    int size = vsnprintf(NULL, 0, format, args);
    va_end(args);
    if (size < 0) return arena_text(a, "");

    char *text = arena_alloc(a, (size_t)size + 1);
    va_start(args, format);
    vsnprintf(text, (size_t)size + 1, format, args);
    va_end(args);
    return text;
}
