#include "base/pool.h"

#include <stdlib.h>
#include <string.h>

#include "base/arena.h"

/* Its neighbours are named in each piece, so that one is taken out of the list
 * in the same time however many there are. */
struct pool_piece {
    struct pool_piece *next, **at; /* at: what points to this one */
    size_t size;                   /* of data */
    _Alignas(max_align_t) uint8_t data[];
};

static void piece_free(struct pool_piece *piece)
{
    explicit_bzero(piece->data, piece->size);
    free(piece);
}

void pool_fini(struct pool *pool)
{
    struct pool_piece *piece = pool->pieces;

    while (piece) {
        struct pool_piece *next = piece->next;
        piece_free(piece);
        piece = next;
    }
    pool->pieces = NULL;
}

void *pool_alloc(struct pool *pool, size_t size)
{
    if (size > SIZE_MAX / 2) arena_out_of_memory(size);
    struct pool_piece *piece = calloc(1, sizeof *piece + size);

    if (!piece) arena_out_of_memory(size);
    piece->size = size;
    piece->next = pool->pieces;
    piece->at = &pool->pieces;
    if (piece->next) piece->next->at = &piece->next;
    pool->pieces = piece;
    return piece->data;
}

struct bytes pool_copy(struct pool *pool, struct bytes b)
{
    uint8_t *copy = pool_alloc(pool, b.size);

    if (b.size > 0) memcpy(copy, b.data, b.size);
    return bytes_of(copy, b.size);
}

void pool_free(struct pool *pool, const void *data)
{
    (void)pool;
    if (!data) return;
    struct pool_piece *piece =
        (struct pool_piece *)((uint8_t *)data -
                              offsetof(struct pool_piece, data));

    *piece->at = piece->next;
    if (piece->next) piece->next->at = piece->at;
    piece_free(piece);
}
