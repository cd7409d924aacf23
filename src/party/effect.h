/* All that a party can ask of the world. */
#ifndef PARTY_EFFECT_H
#define PARTY_EFFECT_H

#include "party/event.h"
#include "wire/record.h"

enum effect_kind {
    EFFECT_RECORD,    /* write down what happened */
    EFFECT_SEND,      /* put a frame on a channel */
    EFFECT_SET_TIMER, /* wake the party at an instant */
    EFFECT_CANCEL_TIMER
};

/* Bytes and texts are valid until the party's next step. */
struct effect {
    enum effect_kind kind;
    struct effect *next;
    struct record record;      /* RECORD: all but the party's name */
    uint32_t peer, channel;    /* SEND */
    uint64_t exchange;         /* SEND: on whose account */
    struct bytes frame;        /* SEND */
    struct event_timer *timer; /* SET_TIMER, CANCEL_TIMER */
    instant at;                /* SET_TIMER */
};

/* A step's effects, in order, in the step's arena. */
struct effects {
    struct arena *arena;
    struct effect *first;
    struct effect **last;
};

void effect_init(struct effects *out, struct arena *arena);

/* A record to fill in further. */
struct record *effect_record(struct effects *out, enum record_kind kind,
                             uint64_t exchange, const char *document);

/* The other effects. A frame's bytes are borrowed until the party's next step;
 * a timer lives as long as what it was set for. */
void effect_send(struct effects *out, uint32_t peer, uint32_t channel,
                 uint64_t exchange, struct bytes frame);
void effect_set_timer(struct effects *out, struct event_timer *timer,
                      instant at);
void effect_cancel_timer(struct effects *out, struct event_timer *timer);

#endif
