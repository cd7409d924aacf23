#include "party/inbox.h"

#include <assert.h>

#include "party/handler.h"

/* A message that waits, as bytes: it is decoded again when its turn comes. */
struct inbox_item {
    struct inbox_item *next;
    struct inbox_arrival arrival;
};

void inbox_init(struct inbox *desk, duration handling)
{
    *desk = (struct inbox){
        .handling = handling,
        .timer = {.kind = TIMER_INBOX},
    };
}

static void start(struct inbox *desk, const struct party_step *step)
{
    effect_set_timer(step->out, &desk->timer,
                     instant_add(step->event->now, desk->handling));
}

/* The one in hand stays at the head whatever comes in behind it: work that
 * was begun is finished. */
static void put(struct inbox *desk, struct inbox_item *item)
{
    struct inbox_item **at = &desk->waiting;

    if (*at) at = &(*at)->next;
    while (*at && (*at)->arrival.message.precedence <=
                      item->arrival.message.precedence)
        at = &(*at)->next;
    item->next = *at;
    *at = item;
}

void inbox_take(struct party *p, const struct party_step *step,
                const struct inbox_arrival *arrival)
{
    struct inbox *desk = &p->desk;

    if (desk->handling == 0) {
        handler_message(p, step, arrival);
        return;
    }
    struct record *r =
        party_record(p, step, RECORD_ARRIVED, arrival->message.exchange,
                     arrival->peer, arrival->channel);
    r->document = arrival->message.document;
    if (arrival->cause > 0) r->causes[r->cause_count++] = arrival->cause;

    struct inbox_item *item = arena_alloc(p->arena, sizeof *item);
    item->arrival = *arrival;
    item->arrival.raw = arena_copy(p->arena, arrival->raw);
    bool idle = !desk->waiting;
    put(desk, item);
    if (idle) start(desk, step);
}

void inbox_timer(struct party *p, const struct party_step *step)
{
    struct inbox *desk = &p->desk;
    struct inbox_item *done = desk->waiting;
    struct inbox_arrival arrival = done->arrival;

    desk->waiting = done->next;
    if (desk->waiting) start(desk, step);
    /* It decoded when it came, so it decodes now. */
    enum err rc =
        message_decode(step->out->arena, arrival.raw, &arrival.message);
    assert(rc == ERR_OK);
    handler_message(p, step, &arrival);
}
