/* A party's desk: what arrives is handled one at a time, by precedence. */
#ifndef MACHINE_INBOX_H
#define MACHINE_INBOX_H

#include "party/party.h"

struct inbox {
    duration processing_delay;  /* for one message; 0: at once */
    struct inbox_item *waiting; /* by precedence, then in order of arrival */
    struct event_timer timer;   /* set while one is being handled */
};

/* Gives a party its inbox. */
void inbox_init(struct party *p, duration processing_delay);

/* Puts the message on the desk, or hands it on at once when handling takes
 * no time. What the arrival points to is copied when it has to wait. */
void inbox_take(struct party *p, const struct party_step *step,
                const struct arrival *arrival);

/* The time for the message in hand is over: it is handed on. */
void inbox_timer(struct party *p, const struct party_step *step);

#endif
