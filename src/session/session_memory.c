#include "session/session_memory.h"

#include <string.h>

#include "crypto/sha256.h"

static size_t place_of(uint64_t counter)
{
    return counter % SESSION_MEMORY_MAX;
}

const struct session_memory_item *
session_memory_find(const struct session_memory *m, const struct frame *frame)
{
    const struct session_memory_item *i = m->items[place_of(frame->counter)];
    uint8_t hash[sizeof i->hash];

    if (!i || i->counter != frame->counter) return NULL;
    sha256(hash, frame->payload);
    return memcmp(hash, i->hash, sizeof hash) == 0 ? i : NULL;
}

bool session_memory_has_initial(const struct session_memory *m,
                                struct bytes message)
{
    uint8_t hash[32];

    sha256(hash, message);
    for (size_t i = 0; i < SESSION_MEMORY_MAX; i++)
        if (m->items[i] && m->items[i]->initial &&
            memcmp(m->items[i]->message, hash, sizeof hash) == 0)
            return true;
    for (const struct session_memory_item *i = m->initials; i; i = i->older)
        if (memcmp(i->message, hash, sizeof hash) == 0) return true;
    return false;
}

/* Puts away an item that gives its place to another one, or frees it. It and
 * the frame that confirmed it are two pieces. */
static void put_away(struct session_memory *m, struct pool *pool,
                     struct session_memory_item *i)
{
    if (!i) return;
    pool_free(pool, i->ack.data);
    if (!i->initial || m->initial_count == SESSION_MEMORY_INITIAL_MAX) {
        pool_free(pool, i);
        return;
    }
    i->ack = (struct bytes){0};
    i->older = m->initials;
    m->initials = i;
    m->initial_count++;
}

void session_memory_add(struct session_memory *m, struct pool *pool,
                        const struct frame *frame, struct bytes message,
                        uint64_t exchange, struct bytes ack)
{
    struct session_memory_item *i = pool_alloc(pool, sizeof *i);

    i->counter = frame->counter;
    i->exchange = exchange;
    i->ack = pool_copy(pool, ack);
    sha256(i->hash, frame->payload);
    i->initial = frame->type == FRAME_INITIAL;
    if (i->initial) sha256(i->message, message);
    i->older = NULL;
    put_away(m, pool, m->items[place_of(frame->counter)]);
    m->items[place_of(frame->counter)] = i;
}
