/* A message that has come in, with where it came from. */
#ifndef PARTY_ARRIVAL_H
#define PARTY_ARRIVAL_H

#include "party/event.h"
#include "wire/message.h"

struct arrival {
    uint32_t peer, channel;
    uint64_t cause;     /* the record of its frame */
    bool authenticated; /* by the session: only this peer can have sent it */
    struct event_carriage
        carriage;     /* it came in this, and its receipt goes back in it */
    struct bytes raw; /* the message as it came */
    struct message message;
};

#endif
