/* Messages on their way to a peer: kept, in order, until each of them is
 * acknowledged. */
#ifndef SESSION_OUTBOX_H
#define SESSION_OUTBOX_H

#include "base/pool.h"

/* Messages in flight, from the oldest that is not acknowledged on; the next one
 * waits. */
enum { OUTBOX_IN_FLIGHT_MAX = 512 };

struct outbox_item {
    struct outbox_item *next;
    uint64_t exchange;
    uint64_t number; /* from 0, in the order in which they were sent */
    struct bytes message;
    struct bytes frame; /* kept, if it cannot be encrypted again; or empty */
    bool early;         /* it may ride in a handshake message */
};

/* All zeros: empty. The messages live in the pool they were added with. */
struct outbox {
    struct outbox_item *first, *last;
    struct outbox_item *unsent; /* the first not sent yet; NULL: all are */
    uint64_t sent;              /* so far, acknowledged or not */
};

/* Adds a message that is yet to be sent; it is copied. Gives it back, for the
 * caller to say more about it. */
struct outbox_item *outbox_add(struct outbox *box, struct pool *pool,
                               uint64_t exchange, struct bytes message);

/* Takes the next message as sent and numbers it; NULL when there is none, or
 * no room for it. */
struct outbox_item *outbox_next(struct outbox *box);

/* The message of that number, if it is on its way; or NULL. */
const struct outbox_item *outbox_find(const struct outbox *box,
                                      uint64_t number);

/* Removes, wiped, the message of that number, which has come through; false
 * when none such is on its way. */
bool outbox_acknowledge(struct outbox *box, struct pool *pool, uint64_t number);

/* Takes all messages as not sent: another session is to carry them. */
void outbox_rewind(struct outbox *box);

/* Removes all messages. */
void outbox_clear(struct outbox *box, struct pool *pool);

#endif
