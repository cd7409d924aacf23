#include "crypto/curve_memory.h"

#include <assert.h>
#include <sodium.h>
#include <string.h>

#include "crypto/curve_real.h"
#include "crypto/sha256.h"

/* A table with open addressing, half full at most: the first bytes of a
 * question's hash are its place, and an entry that is taken sends the search on
 * to the next one. A table that is half full is copied into one twice as large
 * and wiped. */

enum { ROOM_FIRST = 1 << 8, OUT_SIZE = 64, MORE_SIZE = 64, RECHECKED = 64 };

struct curve_memory_entry {
    uint8_t hash[SHA256_SIZE];
    uint8_t out[OUT_SIZE];
    bool taken, answer;
};

_Static_assert(2 * CURVE_MEMORY_MAX * sizeof(struct curve_memory_entry) <=
                   64 << 20,
               "the limit that is promised");

/* Sizes of what comes out of each operation. The secret of a seed is the seed
 * with the public key behind it, so that it needs no room. */
static const size_t out_sizes[CURVE_OPERATION_COUNT] = {
    [CURVE_PUBLIC] = CURVE_KEY_SIZE,
    [CURVE_AGREE] = CURVE_KEY_SIZE,
    [CURVE_SIGN_KEYS] = CURVE_KEY_SIZE,
    [CURVE_SIGN] = CURVE_SIGNATURE_SIZE,
    [CURVE_PREHASH_SIGN] = CURVE_SIGNATURE_SIZE,
    [CURVE_PROVE] = CURVE_SIGNATURE_SIZE,
};

void curve_memory_init(struct curve_memory *m)
{
    *m = (struct curve_memory){.limit = CURVE_MEMORY_MAX};
    arena_init(&m->arena);
}

void curve_memory_fini(struct curve_memory *m)
{
    arena_fini(&m->arena);
    *m = (struct curve_memory){0};
}

/* Keys and signatures are of one size for each operation, so that the parts of
 * a question cannot be read in another way. */
static void hash_question(uint8_t out[SHA256_SIZE],
                          const struct curve_question *q)
{
    const uint8_t operation = (uint8_t)q->operation;
    uint8_t digest[CURVE_REAL_DIGEST_SIZE];
    struct sha256 h;

    sha256_begin(&h);
    sha256_add(&h, bytes_of(&operation, 1));
    sha256_add(&h, q->key);
    if (q->signature) sha256_add(&h, bytes_of(q->signature, OUT_SIZE));
    if (q->prehash) {
        curve_real_prehash_digest(q->prehash, digest);
        sha256_add(&h, bytes_of(digest, sizeof digest));
    }
    sha256_add(&h, q->message);
    sha256_end(&h, out);
    sodium_memzero(&h, sizeof h);
}

/* The entry of that hash, or the empty one where it belongs. */
static struct curve_memory_entry *entry_of(struct curve_memory_entry *entries,
                                           size_t room,
                                           const uint8_t hash[SHA256_SIZE])
{
    size_t at = bytes_get_be32(hash) & (room - 1);

    while (entries[at].taken &&
           memcmp(entries[at].hash, hash, SHA256_SIZE) != 0)
        at = (at + 1) & (room - 1);
    return &entries[at];
}

/* Doubles a table that is half full; false at the limit. */
static bool make_room(struct curve_memory *m)
{
    if (2 * m->count < m->room) return true;

    const size_t room = m->room > 0 ? 2 * m->room : ROOM_FIRST;
    if (room > m->limit) return false;
    struct curve_memory_entry *entries =
        arena_array(&m->arena, room, sizeof *entries);
    for (size_t i = 0; i < m->room; i++)
        if (m->entries[i].taken)
            *entry_of(entries, room, m->entries[i].hash) = m->entries[i];
    if (m->room > 0) sodium_memzero(m->entries, m->room * sizeof *m->entries);
    m->entries = entries;
    m->room = room;
    return true;
}

static void give_answer(const struct curve_memory_entry *e,
                        const struct curve_question *q)
{
    const size_t size = out_sizes[q->operation];

    if (size > 0) memcpy(q->out, e->out, size);
    if (!q->more) return;
    memcpy(q->more, q->key.data, CURVE_KEY_SIZE);
    memcpy(q->more + CURVE_KEY_SIZE, e->out, CURVE_KEY_SIZE);
}

#if defined(__has_feature)
#if __has_feature(address_sanitizer)
#define LOOKING_FOR_ERRORS 1
#endif
#endif
#if defined(__SANITIZE_ADDRESS__)
#define LOOKING_FOR_ERRORS 1
#endif
#ifndef LOOKING_FOR_ERRORS
#define LOOKING_FOR_ERRORS 0
#endif

/* Works one known answer in so many out anew, in builds that look for errors of
 * memory. A prehash is used up by its answer, so a copy is asked. */
static void recheck(const struct curve_memory *m,
                    const struct curve_memory_entry *e,
                    const struct curve_question *q)
{
    uint8_t out[OUT_SIZE], more[MORE_SIZE];
    struct curve_question again = *q;
    struct curve_prehash prehash;

    if (!LOOKING_FOR_ERRORS || m->known % RECHECKED != 0) return;
    again.out = out;
    if (q->more) again.more = more;
    if (q->prehash) {
        prehash = *q->prehash;
        again.prehash = &prehash;
    }
    const bool answer = curve_real_answer(NULL, &again);
    assert(answer == e->answer);
    assert(memcmp(out, e->out, out_sizes[q->operation]) == 0);
    assert(!q->more || memcmp(more, q->more, MORE_SIZE) == 0);
}

bool curve_memory_answer(void *own, const struct curve_question *q)
{
    struct curve_memory *m = own;
    uint8_t hash[SHA256_SIZE];

    m->asked++;
    hash_question(hash, q);
    const bool room = make_room(m);
    struct curve_memory_entry *e = entry_of(m->entries, m->room, hash);
    if (e->taken) {
        m->known++;
        give_answer(e, q);
        recheck(m, e, q);
        return e->answer;
    }

    const bool answer = curve_real_answer(NULL, q);
    if (!room) return answer;
    memcpy(e->hash, hash, sizeof e->hash);
    e->taken = true;
    e->answer = answer;
    if (out_sizes[q->operation] > 0)
        memcpy(e->out, q->out, out_sizes[q->operation]);
    m->count++;
    return answer;
}
