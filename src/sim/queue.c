#include "sim/queue.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

#include "base/arena.h"

/* The ordinary way: a push takes a slot, writes the event into it, and lets a
 * key for it rise in the heap; a pop takes the root's slot, frees it, and lets
 * the last key sink from the root. A cancel only frees the slot: the key is
 * dead from then on, and is dropped when it comes to the root, or when most
 * keys are dead and the heap is compacted. */

/* A 4-ary heap of keys. A key is one number: the time above, below it the kind,
 * the serial number of the push and the slot that holds the event, so that no
 * two are equal and one comparison settles the order. The lower half alone
 * names a push for ever; it is the event's handle, and a key whose slot no
 * longer bears it has been cancelled. */
__extension__ typedef unsigned __int128 queue_key;

struct queue_entry {
    queue_key key;
};

struct queue_slot {
    uint64_t handle; /* of the event within; of a free slot, the next one */
    struct queue_event event;
};

enum {
    ROOT = 3, /* so that the four children of a node share a cache line */
    LINE = 64,
    HUGE_PAGE = 2 * 1024 * 1024,
    CAPACITY_MIN = 1024,
    SLOT_BITS = 24,
    KIND_SHIFT = 61, /* kinds are 3 bits wide */
    SLOT_MASK = (1 << SLOT_BITS) - 1,
    NO_SLOT = SLOT_MASK /* ends the free list */
};

#define KEY_LAST (~(queue_key)0)

static uint32_t first_child(uint32_t i)
{
    return 4 * (i - 2);
}

static uint32_t parent(uint32_t i)
{
    return i / 4 + 2;
}

/* Times are signed: flipping the sign bit makes unsigned order theirs. */
static queue_key make_key(instant at, uint64_t handle)
{
    return (queue_key)((uint64_t)at ^ UINT64_C(1) << 63) << 64 | handle;
}

static instant key_instant(queue_key k)
{
    return (instant)((uint64_t)(k >> 64) ^ UINT64_C(1) << 63);
}

static uint32_t key_slot(queue_key k)
{
    return (uint32_t)k & SLOT_MASK;
}

static bool dead(const struct queue *q, queue_key k)
{
    return q->slots[key_slot(k)].handle != (uint64_t)k;
}

/* The smallest of four siblings from `first` on; missing ones are KEY_LAST. */
static uint32_t smallest(const struct queue_entry *h, uint32_t first)
{
    const uint32_t a = first + (h[first + 1].key < h[first].key);
    const uint32_t b = first + 2 + (h[first + 3].key < h[first + 2].key);

    return h[b].key < h[a].key ? b : a;
}

static void sift_up(struct queue_entry *h, uint32_t hole, queue_key k)
{
    for (; hole > ROOT && k < h[parent(hole)].key; hole = parent(hole))
        h[hole] = h[parent(hole)];
    h[hole].key = k;
}

/* Puts k into the tree below the hole: the hole sinks to the bottom along the
 * smallest children, and k, which came from the bottom and mostly belongs
 * there, rises from it. The sixteen grandchildren are four cache lines in a
 * row, fetched while the children are compared. (A function of its own that
 * only prefetches would be taken by GCC for one without effects and left
 * out.) */
static void sift_down(struct queue_entry *h, uint32_t end, uint32_t top,
                      queue_key k)
{
    uint32_t hole = top;

    for (uint32_t child; (child = first_child(hole)) < end;) {
        const uint32_t grandchild = first_child(child);
        if (grandchild + 12 < end) {
            __builtin_prefetch(&h[grandchild]);
            __builtin_prefetch(&h[grandchild + 4]);
            __builtin_prefetch(&h[grandchild + 8]);
            __builtin_prefetch(&h[grandchild + 12]);
        }
        child = smallest(h, child);
        h[hole] = h[child];
        hole = child;
    }
    for (; hole > top && k < h[parent(hole)].key; hole = parent(hole))
        h[hole] = h[parent(hole)];
    h[hole].key = k;
}

/* Memory of its own huge pages where the system has them: a large heap is
 * walked at random, and would else miss in the TLB at every level. */
static void *grow_memory(void *old, size_t used, size_t capacity)
{
    const size_t page = capacity < HUGE_PAGE ? LINE : HUGE_PAGE;
    void *new = aligned_alloc(page, capacity);

    if (!new) arena_out_of_memory(capacity);
#ifdef MADV_HUGEPAGE
    if (page == HUGE_PAGE) madvise(new, capacity, MADV_HUGEPAGE);
#endif
    if (used > 0) memcpy(new, old, used);
    free(old);
    return new;
}

static void grow_heap(struct queue *q)
{
    const uint32_t old = q->heap_capacity;
    const uint32_t capacity = old ? 2 * old : CAPACITY_MIN;

    q->heap =
        grow_memory(q->heap, old * sizeof *q->heap, capacity * sizeof *q->heap);
    memset(q->heap + old, 0xff, (capacity - old) * sizeof *q->heap);
    q->heap_capacity = capacity;
}

static void grow_slots(struct queue *q)
{
    const uint32_t old = q->slot_capacity;
    const uint32_t capacity = old ? 2 * old : CAPACITY_MIN;

    q->slots = grow_memory(q->slots, old * sizeof *q->slots,
                           capacity * sizeof *q->slots);
    q->slot_capacity = capacity;
}

void queue_init(struct queue *q)
{
    *q = (struct queue){.heap_end = ROOT, .free_slot = NO_SLOT};
}

void queue_fini(struct queue *q)
{
    free(q->heap);
    free(q->slots);
    queue_init(q);
}

static uint32_t take_slot(struct queue *q)
{
    const uint32_t slot = q->free_slot;

    if (slot != NO_SLOT) {
        q->free_slot = (uint32_t)q->slots[slot].handle;
        return slot;
    }
    if (q->slot_count == q->slot_capacity) grow_slots(q);
    return q->slot_count++;
}

/* The link to the next free slot is smaller than any handle, so that a key
 * of this slot is dead from here on. */
static void free_slot(struct queue *q, uint32_t slot)
{
    q->slots[slot].handle = q->free_slot;
    q->free_slot = slot;
    q->pending--;
}

static void remove_root(struct queue *q)
{
    const uint32_t end = --q->heap_end;
    const queue_key last = q->heap[end].key;

    q->heap[end].key = KEY_LAST;
    if (end > ROOT) sift_down(q->heap, end, ROOT, last);
}

/* The root is alive between calls, so that to peek is to look. */
static void remove_dead_roots(struct queue *q)
{
    while (q->heap_end > ROOT && dead(q, q->heap[ROOT].key))
        remove_root(q);
}

static uint32_t dead_count(const struct queue *q)
{
    return q->heap_end - ROOT - q->pending;
}

/* Drops the dead keys and makes a heap of the others, from the last parent
 * up. Done when most are dead, it costs each cancellation a constant. */
static void compact(struct queue *q)
{
    uint32_t end = ROOT;

    for (uint32_t i = ROOT; i < q->heap_end; i++)
        if (!dead(q, q->heap[i].key)) q->heap[end++] = q->heap[i];
    memset(q->heap + end, 0xff, (q->heap_end - end) * sizeof *q->heap);
    q->heap_end = end;
    if (end <= ROOT + 1) return;
    for (uint32_t i = parent(end - 1); i >= ROOT; i--)
        sift_down(q->heap, end, i, q->heap[i].key);
}

enum err queue_push(struct queue *q, instant at,
                    const struct queue_event *event, uint64_t *handle)
{
    assert(event->kind < QUEUE_KINDS_MAX);
    if (q->pending == QUEUE_PENDING_MAX || q->pushes == QUEUE_PUSHES_MAX)
        return ERR_LIMIT;
    if (q->heap_end >= q->heap_capacity) grow_heap(q);

    const uint32_t slot = take_slot(q);
    const uint64_t name =
        (uint64_t)event->kind << KIND_SHIFT | ++q->pushes << SLOT_BITS | slot;
    q->slots[slot] = (struct queue_slot){name, *event};
    q->pending++;
    sift_up(q->heap, q->heap_end++, make_key(at, name));
    if (handle) *handle = name;
    return ERR_OK;
}

bool queue_peek(const struct queue *q, instant *at)
{
    if (q->pending == 0) return false;
    *at = key_instant(q->heap[ROOT].key);
    return true;
}

bool queue_pop(struct queue *q, instant *at, struct queue_event *event)
{
    if (q->pending == 0) return false;

    const queue_key first = q->heap[ROOT].key;
    const uint32_t slot = key_slot(first);
    *at = key_instant(first);
    *event = q->slots[slot].event;
    free_slot(q, slot);
    remove_root(q);
    if (dead_count(q) > 0) remove_dead_roots(q);
    /* The next pop will want it. */
    if (q->pending > 0)
        __builtin_prefetch(&q->slots[key_slot(q->heap[ROOT].key)]);
    return true;
}

bool queue_cancel(struct queue *q, uint64_t handle)
{
    const uint32_t slot = key_slot(handle);

    if (slot >= q->slot_count || q->slots[slot].handle != handle ||
        handle <= SLOT_MASK)
        return false;
    free_slot(q, slot);
    remove_dead_roots(q);
    if (dead_count(q) > q->pending) compact(q);
    return true;
}
