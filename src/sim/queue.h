/* The future-event list: events to come, in the order of time. */
#ifndef SIM_QUEUE_H
#define SIM_QUEUE_H

#include <stdbool.h>
#include <stdint.h>

#include "base/instant.h"

enum { QUEUE_PENDING_MAX = (1 << 24) - 1 };

/* Events that one queue can take in its life. */
#define QUEUE_PUSHES_MAX ((UINT64_C(1) << 37) - 1)

enum { QUEUE_KINDS_MAX = 8 };

/* An event. The queue carries it and reads nothing of it but its kind, which is
 * below QUEUE_KINDS_MAX. */
struct queue_event {
    uint32_t kind;
    uint32_t a;
    uint64_t b;
    void *p;
};

/* Events come out by time, those of one time by kind, the smallest first, and
 * those of one kind in the order in which they were pushed. */
struct queue {
    struct queue_entry *heap;
    struct queue_slot *slots;
    uint32_t heap_end, heap_capacity; /* the cancelled are among them */
    uint32_t slot_count, slot_capacity;
    uint32_t free_slot; /* the first of the free list */
    uint32_t pending;   /* events pushed, neither popped nor cancelled */
    uint64_t pushes;    /* so far */
};

void queue_init(struct queue *q);
void queue_fini(struct queue *q);

/* Adds an event; a copy is kept. `handle` names it to queue_cancel and is
 * never 0; it may be NULL. ERR_LIMIT at QUEUE_PENDING_MAX or
 * QUEUE_PUSHES_MAX, and the queue is then unchanged. */
MUST_CHECK enum err queue_push(struct queue *q, instant at,
                               const struct queue_event *event,
                               uint64_t *handle);

/* When the next event is due; false when there is none. */
bool queue_peek(const struct queue *q, instant *at);

/* Takes the next event out; false when there is none. */
bool queue_pop(struct queue *q, instant *at, struct queue_event *event);

/* Takes an event back; false, and no harm done, when it has been popped or
 * cancelled before. */
bool queue_cancel(struct queue *q, uint64_t handle);

#endif
