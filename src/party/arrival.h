/* A message that has come in, with where it came from, and the inbox of those
 * that wait. */
#ifndef PARTY_ARRIVAL_H
#define PARTY_ARRIVAL_H

#include "crypto/identity.h"
#include "party/event.h"
#include "wire/message.h"

struct arrival {
    uint32_t peer, channel;
    uint64_t cause;     /* the record of its frame */
    bool authenticated; /* by the session: only this peer can have sent it */
    uint8_t peer_key[IDENTITY_KEY_SIZE]; /* that authenticates it, then */
    struct event_carriage
        carriage;     /* it came in this, and its receipt goes back in it */
    struct bytes raw; /* the message as it came */
    struct message message;
};

enum { ARRIVAL_LINES = MESSAGE_ROUTINE + 1 }; /* one for each precedence */

/* A message that waits, as bytes: it is decoded again when its turn comes. */
struct arrival_item {
    struct arrival_item *next;
    struct arrival arrival;
};

/* A party's inbox, which machine/inbox.h works on. */
struct arrival_inbox {
    duration processing_delay;    /* for one message; 0: at once */
    struct arrival_item *in_hand; /* NULL: none */
    struct arrival_line {
        struct arrival_item *first, *last; /* in order of arrival */
    } lines[ARRIVAL_LINES];
    struct event_timer timer; /* set while one is being handled */
};

#endif
