#include "session/outbox.h"

void outbox_add(struct outbox *box, struct arena *a, uint64_t exchange,
                struct bytes message)
{
    struct outbox_item *o = arena_alloc(a, sizeof *o);

    o->exchange = exchange;
    o->message = arena_copy(a, message);
    if (box->last)
        box->last->next = o;
    else
        box->first = o;
    box->last = o;
    if (!box->unsent) box->unsent = o;
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
    o->number = box->sent++;
    box->unsent = o->next;
    return o;
}

bool outbox_acknowledge(struct outbox *box, uint64_t number)
{
    struct outbox_item *before = NULL, *o = box->first;

    while (o != box->unsent && o->number != number) {
        before = o;
        o = o->next;
    }
    if (o == box->unsent) return false;
    if (before)
        before->next = o->next;
    else
        box->first = o->next;
    if (box->last == o) box->last = before;
    return true;
}
