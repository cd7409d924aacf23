/* The frames that a session of the ratchet has read. Their keys are gone, so
 * that only hashes tell a repetition from a forgery. */
#ifndef SESSION_SESSION_MEMORY_H
#define SESSION_SESSION_MEMORY_H

#include "base/pool.h"
#include "session/transport.h"

enum {
    SESSION_MEMORY_MAX = 2 * TRANSPORT_WINDOW, /* the latest ones */
    SESSION_MEMORY_INITIAL_MAX = 64 /* initial messages before them */
};

struct session_memory_item {
    struct session_memory_item *older; /* among those put away */
    uint64_t counter;
    uint8_t hash[32];
    bool initial;        /* it bore an initial message */
    uint8_t message[32]; /* then the hash of its message */
    uint64_t exchange;
    struct bytes ack; /* the frame that confirmed it; size 0: none */
};

/* All zeros: empty. */
struct session_memory {
    struct session_memory_item *items[SESSION_MEMORY_MAX];
    /* Put away: initial messages can be read anew as long as their prekeys are
     * kept, which is longer than they are the latest. */
    struct session_memory_item *initials;
    size_t initial_count;
};

/* The item of the very frame; NULL for none. */
const struct session_memory_item *
session_memory_find(const struct session_memory *m, const struct frame *frame);

/* Tells whether a frame that bore an initial message brought this message. */
bool session_memory_has_initial(const struct session_memory *m,
                                struct bytes message);

/* Keeps a frame that was read, its message, and the frame that confirmed it, in
 * place of the one before it by SESSION_MEMORY_MAX. */
void session_memory_add(struct session_memory *m, struct pool *pool,
                        const struct frame *frame, struct bytes message,
                        uint64_t exchange, struct bytes ack);

#endif
