#include "party/desk.h"

#include <assert.h>

#include "party/hear.h"

/* A message that waits, as bytes: it is decoded again when its turn comes. */
struct desk_item {
    struct desk_item *next;
    struct arrival arrival;
};

void desk_init(struct desk *desk, duration handling)
{
    *desk = (struct desk){
        .handling = handling,
        .timer = {.kind = TIMER_DESK},
    };
}

static void start(struct desk *desk, const struct step *step)
{
    effect_set_timer(step->out, &desk->timer,
                     instant_add(step->event->now, desk->handling));
}

/* The one in hand stays at the head whatever comes in behind it: work that
 * was begun is finished. */
static void put(struct desk *desk, struct desk_item *item)
{
    struct desk_item **at = &desk->waiting;

    if (*at) at = &(*at)->next;
    while (*at && (*at)->arrival.message.precedence <=
                      item->arrival.message.precedence)
        at = &(*at)->next;
    item->next = *at;
    *at = item;
}

void desk_take(struct party *p, const struct step *step,
               const struct arrival *arrival)
{
    struct desk *desk = &p->desk;

    if (desk->handling == 0) {
        hear_message(p, step, arrival);
        return;
    }
    struct record *r =
        party_record(p, step, RECORD_ARRIVED, arrival->message.exchange,
                     arrival->peer, arrival->channel);
    r->document = arrival->message.document;
    if (arrival->cause > 0) r->causes[r->cause_count++] = arrival->cause;

    struct desk_item *item = arena_alloc(p->arena, sizeof *item);
    item->arrival = *arrival;
    item->arrival.raw = arena_copy(p->arena, arrival->raw);
    bool idle = !desk->waiting;
    put(desk, item);
    if (idle) start(desk, step);
}

void desk_timer(struct party *p, const struct step *step)
{
    struct desk *desk = &p->desk;
    struct desk_item *done = desk->waiting;
    struct arrival arrival = done->arrival;

    desk->waiting = done->next;
    if (desk->waiting) start(desk, step);
    /* It decoded when it came, so it decodes now. */
    enum err rc =
        message_decode(step->out->arena, arrival.raw, &arrival.message);
    assert(rc == ERR_OK);
    hear_message(p, step, &arrival);
}
