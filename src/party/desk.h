/* A party's desk: what arrives is handled one at a time, by precedence. */
#ifndef PARTY_DESK_H
#define PARTY_DESK_H

#include "party/event.h"
#include "wire/message.h"

struct party;
struct step;

/* A message with where it came from. */
struct arrival {
    uint32_t peer, channel;
    uint64_t cause;     /* the record of its frame */
    bool authenticated; /* by the session: only this peer can have sent it */
    struct carriage carriage; /* what it came in, and its receipt goes in */
    struct bytes raw;         /* the message as it came */
    struct message message;
};

struct desk {
    duration handling;         /* for one message; 0: at once */
    struct desk_item *waiting; /* by precedence, then in order of arrival */
    struct timer timer;        /* set while one is being handled */
};

void desk_init(struct desk *desk, duration handling);

/* Puts the message on the desk, or hands it on at once when handling takes
 * no time. What the arrival points to is copied when it has to wait. */
void desk_take(struct party *p, const struct step *step,
               const struct arrival *arrival);

/* The time for the message in hand is over: it is handed on. */
void desk_timer(struct party *p, const struct step *step);

#endif
