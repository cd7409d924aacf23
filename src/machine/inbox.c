#include "machine/inbox.h"

#include <assert.h>

#include "machine/handler.h"

void inbox_init(struct party *p, duration processing_delay)
{
    p->inbox = arena_alloc(p->arena, sizeof *p->inbox);
    *p->inbox = (struct arrival_inbox){
        .processing_delay = processing_delay,
        .timer = {.kind = TIMER_INBOX},
    };
}

bool inbox_is_sound(const struct arrival_inbox *inbox)
{
    for (size_t i = 0; i < ARRIVAL_LINES; i++)
        if (inbox->lines[i].first && !inbox->in_hand) return false;
    return true;
}

static void start_processing(struct arrival_inbox *inbox,
                             const struct party_step *step,
                             struct arrival_item *item)
{
    inbox->in_hand = item;
    if (!item) return;
    effect_set_timer(step->out, &inbox->timer,
                     instant_add(step->event->now, inbox->processing_delay));
}

/* Puts a message in the line of its precedence. The one in hand is in none:
 * work that was begun is finished. */
static void put_item(struct arrival_inbox *inbox, struct arrival_item *item)
{
    assert(item->arrival.message.precedence < ARRIVAL_LINES);
    struct arrival_line *line = &inbox->lines[item->arrival.message.precedence];

    if (line->first)
        line->last->next = item;
    else
        line->first = item;
    line->last = item;
}

/* Takes the next message out of its line; NULL: none waits. */
static struct arrival_item *next_item(struct arrival_inbox *inbox)
{
    for (size_t i = 0; i < ARRIVAL_LINES; i++) {
        struct arrival_line *line = &inbox->lines[i];
        struct arrival_item *item = line->first;
        if (!item) continue;
        line->first = item->next;
        return item;
    }
    return NULL;
}

void inbox_take(struct party *p, const struct party_step *step,
                const struct arrival *arrival)
{
    struct arrival_inbox *inbox = p->inbox;

    if (inbox->processing_delay == 0) {
        handler_message(p, step, arrival);
        return;
    }
    (void)party_record_arrival(p, step, arrival, RECORD_ARRIVED);

    struct arrival_item *item = pool_alloc(p->pool, sizeof *item);
    item->arrival = *arrival;
    item->arrival.raw = pool_copy(p->pool, arrival->raw);
    if (inbox->in_hand)
        put_item(inbox, item);
    else
        start_processing(inbox, step, item);
}

void inbox_timer(struct party *p, const struct party_step *step)
{
    struct arrival_inbox *inbox = p->inbox;
    struct arrival_item *done = inbox->in_hand;

    assert(done);
    struct arrival arrival = done->arrival;

    arrival.raw = arena_copy(step->out->arena, done->arrival.raw);
    pool_free(p->pool, done->arrival.raw.data);
    pool_free(p->pool, done);
    start_processing(inbox, step, next_item(inbox));
    /* It decoded when it came, so it decodes now. */
    enum err rc =
        message_decode(step->out->arena, arrival.raw, &arrival.message);
    assert(rc == ERR_OK);
    handler_message(p, step, &arrival);
}
