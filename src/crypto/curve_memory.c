#include "crypto/curve_memory.h"

#include <assert.h>
#include <sodium.h>
#include <string.h>

#include "crypto/curve_real.h"
#include "crypto/sha256.h"

/* A table with open addressing, half full at most: the first bytes of a
 * question's hash are its place, and an entry that is taken sends the search on
 * to the next one. A table that is half full is copied into one twice as large
 * and wiped.
 *
 * With an answer goes in what follows from it (keep_consequence). A signature
 * by a secret holds under the public key of that secret, if the memory has seen
 * that key made of it. An agreement of a with B is that of B's owner with a's
 * public key A, since both are ab times the base point; it is kept as ANSWERED,
 * under the public keys A and B, and found by who asks with a secret whose
 * public key is known to be B (recall_agreement). A key that is nobody's, of
 * low order or on the twist, is never found so. */

enum { ROOM_FIRST = 1 << 8, OUT_SIZE = 64, MORE_SIZE = 64, RECHECKED = 64 };

/* An operation of the memory's own: the agreement that the owner of `key`, a
 * public key, has with `message`, another one. */
enum { ANSWERED = CURVE_OPERATION_COUNT, OPERATIONS };

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
static const size_t out_sizes[OPERATIONS] = {
    [CURVE_PUBLIC] = CURVE_KEY_SIZE,
    [CURVE_AGREE] = CURVE_KEY_SIZE,
    [CURVE_SIGN_KEYS] = CURVE_KEY_SIZE,
    [CURVE_SIGN] = CURVE_SIGNATURE_SIZE,
    [CURVE_PREHASH_SIGN] = CURVE_SIGNATURE_SIZE,
    [CURVE_PROVE] = CURVE_SIGNATURE_SIZE,
    [ANSWERED] = CURVE_KEY_SIZE,
};

void curve_memory_init(struct curve_memory *m)
{
    *m = (struct curve_memory){.limit = CURVE_MEMORY_MAX};
    arena_init(&m->arena);
}

void curve_memory_init_recent(struct curve_memory *m)
{
    curve_memory_init(m);
    m->limit = CURVE_MEMORY_RECENT;
    m->renews = true;
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

/* At the limit; false where a full memory stays as it is. */
static bool renew(struct curve_memory *m)
{
    if (!m->renews) return false;
    sodium_memzero(m->entries, m->room * sizeof *m->entries);
    m->count = 0;
    return true;
}

/* Doubles a table that is half full; false if none is to be had. */
static bool make_room(struct curve_memory *m)
{
    if (2 * m->count < m->room) return true;

    const size_t room = m->room > 0 ? 2 * m->room : ROOM_FIRST;
    if (room > m->limit) return renew(m);
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

/* The entry of a question that was answered; NULL: there is none. */
static const struct curve_memory_entry *
find_entry(const struct curve_memory *m, const uint8_t hash[SHA256_SIZE])
{
    if (m->room == 0) return NULL;
    const struct curve_memory_entry *e = entry_of(m->entries, m->room, hash);

    return e->taken ? e : NULL;
}

static void keep_answer(struct curve_memory *m, const uint8_t hash[SHA256_SIZE],
                        const struct curve_question *q, bool answer)
{
    const size_t size = out_sizes[q->operation];

    if (!make_room(m)) return;
    struct curve_memory_entry *e = entry_of(m->entries, m->room, hash);
    if (e->taken) return;
    memcpy(e->hash, hash, sizeof e->hash);
    e->taken = true;
    e->answer = answer;
    if (size > 0) memcpy(e->out, q->out, size);
    m->count++;
}

/* The public key of a secret, as an operation made it; false: not known. */
static bool find_public(const struct curve_memory *m,
                        enum curve_operation operation, const uint8_t *secret,
                        uint8_t public[CURVE_KEY_SIZE])
{
    const struct curve_question q = {.operation = operation,
                                     .key = bytes_of(secret, CURVE_KEY_SIZE)};
    uint8_t hash[SHA256_SIZE];

    hash_question(hash, &q);
    const struct curve_memory_entry *e = find_entry(m, hash);
    if (e) memcpy(public, e->out, CURVE_KEY_SIZE);
    return e != NULL;
}

static void keep_settled(struct curve_memory *m, const struct curve_question *q)
{
    uint8_t hash[SHA256_SIZE];

    hash_question(hash, q);
    keep_answer(m, hash, q, true);
}

/* Each operation whose answer settles another question, with that by which the
 * public key of its secret was made. The secret begins with it in both. */
static const struct {
    bool settles;
    enum curve_operation public, question;
} consequences[CURVE_OPERATION_COUNT] = {
    [CURVE_AGREE] = {true, CURVE_PUBLIC, (enum curve_operation)ANSWERED},
    [CURVE_SIGN] = {true, CURVE_SIGN_KEYS, CURVE_VERIFY},
    [CURVE_PROVE] = {true, CURVE_PUBLIC, CURVE_PROVEN},
};

/* After a question that was answered with yes. */
static void keep_consequence(struct curve_memory *m,
                             const struct curve_question *q)
{
    uint8_t public[CURVE_KEY_SIZE];
    struct curve_question other = {.key = q->message};

    if (!consequences[q->operation].settles ||
        !find_public(m, consequences[q->operation].public, q->key.data, public))
        return;
    other.operation = consequences[q->operation].question;
    if (q->operation == CURVE_AGREE) {
        other.message = bytes_of(public, sizeof public);
        other.out = q->out;
    } else {
        other.key = bytes_of(public, sizeof public);
        other.message = q->message;
        other.signature = q->out;
    }
    /* The library signs with the public key that stands behind the seed. */
    if (q->operation == CURVE_SIGN &&
        memcmp(q->key.data + CURVE_KEY_SIZE, public, CURVE_KEY_SIZE) != 0)
        return;
    keep_settled(m, &other);
}

/* The agreement that the other end has worked out; NULL: it has not. */
static const struct curve_memory_entry *
recall_agreement(const struct curve_memory *m, const struct curve_question *q)
{
    uint8_t public[CURVE_KEY_SIZE], hash[SHA256_SIZE];

    if (q->operation != CURVE_AGREE ||
        !find_public(m, CURVE_PUBLIC, q->key.data, public))
        return NULL;
    hash_question(hash, &(struct curve_question){
                            .operation = (enum curve_operation)ANSWERED,
                            .key = bytes_of(public, sizeof public),
                            .message = q->message,
                        });
    return find_entry(m, hash);
}

bool curve_memory_answer(void *own, const struct curve_question *q)
{
    struct curve_memory *m = own;
    uint8_t hash[SHA256_SIZE];

    m->asked++;
    hash_question(hash, q);
    const struct curve_memory_entry *e = find_entry(m, hash);
    if (!e) e = recall_agreement(m, q);
    if (e) {
        m->known++;
        give_answer(e, q);
        recheck(m, e, q);
        return e->answer;
    }
    const bool answer = curve_real_answer(NULL, q);

    keep_answer(m, hash, q, answer);
    if (answer) keep_consequence(m, q);
    return answer;
}
