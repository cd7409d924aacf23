/* A party's desk: what arrives is handled one at a time, by precedence. */
#ifndef PARTY_INBOX_H
#define PARTY_INBOX_H

#include "party/event.h"
#include "wire/message.h"

struct party;
struct party_step;

/* A message with where it came from. */
struct inbox_arrival {
    uint32_t peer, channel;
    uint64_t cause;     /* the record of its frame */
    bool authenticated; /* by the session: only this peer can have sent it */
    struct event_carriage
        carriage;     /* what it came in, and its receipt goes in */
    struct bytes raw; /* the message as it came */
    struct message message;
};

struct inbox {
    duration processing_delay;  /* for one message; 0: at once */
    struct inbox_item *waiting; /* by precedence, then in order of arrival */
    struct event_timer timer;   /* set while one is being handled */
};

void inbox_init(struct inbox *inbox, duration processing_delay);

/* Puts the message on the desk, or hands it on at once when handling takes
 * no time. What the arrival points to is copied when it has to wait. */
void inbox_take(struct party *p, const struct party_step *step,
                const struct inbox_arrival *arrival);

/* The time for the message in hand is over: it is handed on. */
void inbox_timer(struct party *p, const struct party_step *step);

#endif
