#include "machine/inbox.h"

#include <assert.h>

#include "machine/handler.h"

/* A message that waits, as bytes: it is decoded again when its turn comes. */
struct inbox_item {
    struct inbox_item *next;
    struct arrival arrival;
};

void inbox_init(struct party *p, duration processing_delay)
{
    p->inbox = arena_alloc(p->arena, sizeof *p->inbox);
    *p->inbox = (struct inbox){
        .processing_delay = processing_delay,
        .timer = {.kind = TIMER_INBOX},
    };
}

static void start_processing(struct inbox *inbox, const struct party_step *step)
{
    effect_set_timer(step->out, &inbox->timer,
                     instant_add(step->event->now, inbox->processing_delay));
}

/* Puts a message in line. The one in hand stays at the head: work that was
 * begun is finished. */
static void put_item(struct inbox *inbox, struct inbox_item *item)
{
    struct inbox_item **at = &inbox->waiting;

    if (*at) at = &(*at)->next;
    while (*at && (*at)->arrival.message.precedence <=
                      item->arrival.message.precedence)
        at = &(*at)->next;
    item->next = *at;
    *at = item;
}

void inbox_take(struct party *p, const struct party_step *step,
                const struct arrival *arrival)
{
    struct inbox *inbox = p->inbox;

    if (inbox->processing_delay == 0) {
        handler_message(p, step, arrival);
        return;
    }
    struct record *r =
        party_record(p, step, RECORD_ARRIVED, arrival->message.exchange,
                     arrival->peer, arrival->channel);
    r->document = arrival->message.document;
    if (arrival->cause > 0) r->causes[r->cause_count++] = arrival->cause;

    struct inbox_item *item = pool_alloc(p->pool, sizeof *item);
    item->arrival = *arrival;
    item->arrival.raw = pool_copy(p->pool, arrival->raw);
    bool idle = !inbox->waiting;
    put_item(inbox, item);
    if (idle) start_processing(inbox, step);
}

void inbox_timer(struct party *p, const struct party_step *step)
{
    struct inbox *inbox = p->inbox;
    struct inbox_item *done = inbox->waiting;

    assert(done);
    struct arrival arrival = done->arrival;

    arrival.raw = arena_copy(step->out->arena, done->arrival.raw);
    inbox->waiting = done->next;
    pool_free(p->pool, done->arrival.raw.data);
    pool_free(p->pool, done);
    if (inbox->waiting) start_processing(inbox, step);
    /* It decoded when it came, so it decodes now. */
    enum err rc =
        message_decode(step->out->arena, arrival.raw, &arrival.message);
    assert(rc == ERR_OK);
    handler_message(p, step, &arrival);
}
