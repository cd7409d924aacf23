/* The interface of a world to its parties: channels, timers, and the script's
 * future. Virtual time is one such world. */
#ifndef RUNTIME_DRIVER_H
#define RUNTIME_DRIVER_H

#include "party/event.h"
#include "scenario/scenario.h"

/* A frame on its way. The world copies the bytes it carries. */
struct driver_parcel {
    uint32_t from, to, channel;
    uint64_t exchange;
    uint64_t cause; /* the record that put it on the channel */
    struct bytes frame;
};

/* Each may fail with ERR_LIMIT when the world is full, and says so itself. */
struct driver {
    void *world;
    enum err (*send)(void *world, const struct driver_parcel *parcel);
    enum err (*set_timer)(void *world, uint32_t party,
                          struct event_timer *timer, instant at);
    void (*cancel_timer)(void *world, struct event_timer *timer);

    /* Come back with runtime_entry(entry, cause) at the instant. There are a
     * few more entries than the script's own. */
    enum err (*schedule)(void *world, uint32_t entry, uint64_t cause,
                         instant at);

    /* Takes the channel out of service, or back into it. */
    void (*set_up)(void *world, uint32_t channel, bool up);

    /* Has an adversary take what a `compromise` says. */
    enum err (*compromise)(void *world, const struct scenario_entry *entry,
                           uint64_t cause);
};

#endif
