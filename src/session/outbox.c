#include "session/outbox.h"

#include <assert.h>

struct outbox_item *outbox_add(struct outbox *box, struct pool *pool,
                               uint64_t exchange, struct bytes message)
{
    struct outbox_item *o = pool_alloc(pool, sizeof *o);

    o->exchange = exchange;
    o->message = pool_copy(pool, message);
    if (box->last)
        box->last->next = o;
    else
        box->first = o;
    box->last = o;
    if (!box->unsent) box->unsent = o;
    return o;
}

static bool has_room(const struct outbox *box)
{
    return box->first == box->unsent ||
           box->sent - box->first->number < OUTBOX_IN_FLIGHT_MAX;
}

struct outbox_item *outbox_next(struct outbox *box)
{
    struct outbox_item *o = box->unsent;

    if (!o || !has_room(box)) return NULL;
    assert(o->frame.size == 0); /* numbered anew, it is encrypted anew */
    o->number = box->sent++;
    box->unsent = o->next;
    return o;
}

static void free_item(struct pool *pool, struct outbox_item *o)
{
    pool_free(pool, o->message.data);
    pool_free(pool, o->frame.data);
    pool_free(pool, o);
}

const struct outbox_item *outbox_find(const struct outbox *box, uint64_t number)
{
    const struct outbox_item *o = box->first;

    while (o != box->unsent && o->number != number)
        o = o->next;
    return o != box->unsent ? o : NULL;
}

bool outbox_acknowledge(struct outbox *box, struct pool *pool, uint64_t number)
{
    struct outbox_item *before = NULL, *o = box->first;

    while (o != box->unsent && o->number != number) {
        before = o;
        o = o->next;
    }
    if (o == box->unsent) return false;
    assert(o->number < box->sent);
    if (before)
        before->next = o->next;
    else
        box->first = o->next;
    if (box->last == o) box->last = before;
    free_item(pool, o);
    return true;
}

void outbox_rewind(struct outbox *box)
{
    box->unsent = box->first;
    box->sent = 0;
}

void outbox_clear(struct outbox *box, struct pool *pool)
{
    while (box->first) {
        struct outbox_item *o = box->first;
        box->first = o->next;
        free_item(pool, o);
    }
    box->last = box->unsent = NULL;
}
