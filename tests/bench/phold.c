/* PHOLD: each event that comes due sets the next, an exponential time later.
 * Our future-event list beside a textbook's binary heap and, where it is
 * installed, the schedulers of ns-3, all given the same events, in turns.
 *
 * The textbook's heap is not made to look slow: it moves keys of 16 bytes, as
 * small as a time and an order can be, and leaves the events where they are. */
#include <math.h>
#include <stdlib.h>

#include "crypto/rng.h"
#include "sim/queue.h"
#include "support/bench.h"
#include "support/increments.h"
#ifdef BENCH_NS3
#include "peer/ns3.h"
#endif

enum { PASS = 500000, PASSES = 7 };

static void increments_init(struct increments *in)
{
    struct rng_root root;
    struct rng rng;

    rng_root_init(&root, 1, 0);
    rng_init(&rng, &root, "bench", "phold");
    for (int i = 0; i < INCREMENTS; i++)
        in->table[i] = (int64_t)(-1e9 * log(1 - rng_unit(&rng)));
    in->state = 88172645463325252;
}

/* ---- The textbook's: keys, and a list of free places for the events ---- */

/* 32 bits of numbers suffice for what is pushed here. */
struct plain_key {
    instant at;
    uint32_t number, place;
};

struct plain {
    struct plain_key *heap; /* from 1 */
    struct queue_event *events;
    uint32_t *free; /* places, free_count of them */
    uint32_t size, free_count, pushes;
};

static bool before(const struct plain_key *a, const struct plain_key *b)
{
    return a->at != b->at ? a->at < b->at : a->number < b->number;
}

static void plain_insert(struct plain *p, instant at,
                         const struct queue_event *event)
{
    const struct plain_key new = {at, p->pushes++, p->free[--p->free_count]};
    uint32_t i = ++p->size;

    p->events[new.place] = *event;
    for (; i > 1 && before(&new, &p->heap[i / 2]); i /= 2)
        p->heap[i] = p->heap[i / 2];
    p->heap[i] = new;
}

static void plain_remove(struct plain *p, instant *at,
                         struct queue_event *event)
{
    const struct plain_key first = p->heap[1], last = p->heap[p->size--];
    uint32_t i = 1;

    *at = first.at;
    *event = p->events[first.place];
    p->free[p->free_count++] = first.place;
    for (uint32_t child; (child = 2 * i) <= p->size; i = child) {
        if (child < p->size && before(&p->heap[child + 1], &p->heap[child]))
            child++;
        if (before(&last, &p->heap[child])) break;
        p->heap[i] = p->heap[child];
    }
    p->heap[i] = last;
}

static void *plain_init(uint32_t pending)
{
    struct plain *p = bench_room(1, sizeof *p);

    p->heap = bench_room(pending + 2, sizeof *p->heap);
    p->events = bench_room(pending + 1, sizeof *p->events);
    p->free = bench_room(pending + 1, sizeof *p->free);
    for (uint32_t i = 0; i <= pending; i++)
        p->free[p->free_count++] = pending - i;
    return p;
}

static void plain_push(void *list, int64_t at)
{
    plain_insert(list, at, &(struct queue_event){0});
}

static uint64_t plain_hold(void *list, int pass, struct increments *in)
{
    struct queue_event event;
    uint64_t sum = 0;
    instant at;

    for (int i = 0; i < pass; i++) {
        plain_remove(list, &at, &event);
        sum += (uint64_t)at;
        plain_insert(list, at + increments_next(in), &event);
    }
    return sum;
}

static void plain_fini(void *list)
{
    struct plain *p = list;

    free(p->heap);
    free(p->events);
    free(p->free);
    free(p);
}

/* ---- Ours ---- */

static void *ours_init(uint32_t pending)
{
    struct queue *q = bench_room(1, sizeof *q);

    (void)pending;
    queue_init(q);
    return q;
}

static void ours_push(void *list, int64_t at)
{
    if (queue_push(list, at, &(struct queue_event){0}, NULL)) abort();
}

static uint64_t ours_hold(void *list, int pass, struct increments *in)
{
    struct queue_event event;
    uint64_t sum = 0;
    instant at;

    for (int i = 0; i < pass; i++) {
        if (!queue_pop(list, &at, &event)) abort();
        sum += (uint64_t)at;
        if (queue_push(list, at + increments_next(in), &event, NULL)) abort();
    }
    return sum;
}

static void ours_fini(void *list)
{
    queue_fini(list);
    free(list);
}

/* ---- All of them, in turns ---- */

static const struct holder {
    const char *name;
    void *(*init)(uint32_t pending);
    void (*push)(void *list, int64_t at);
    uint64_t (*hold)(void *list, int pass, struct increments *in);
    void (*fini)(void *list);
} holders[] = {
    {"ours", ours_init, ours_push, ours_hold, ours_fini},
    {"a textbook's heap", plain_init, plain_push, plain_hold, plain_fini},
#ifdef BENCH_NS3
    {"ns-3, map (its default)", ns3_map, ns3_push, ns3_hold, ns3_fini},
    {"ns-3, heap", ns3_heap, ns3_push, ns3_hold, ns3_fini},
    {"ns-3, calendar", ns3_calendar, ns3_push, ns3_hold, ns3_fini},
    {"ns-3, priority queue", ns3_priority_queue, ns3_push, ns3_hold, ns3_fini},
#endif
};

enum { HOLDERS = sizeof holders / sizeof *holders };

/* A holder at work: what it holds, and the least nanoseconds of a pass. The sum
 * of the times that came out shows that all did the same. */
struct held {
    void *list;
    struct increments in;
    uint64_t sum;
    double least;
};

static void take_turns(struct held held[HOLDERS], uint32_t pending, int pass,
                       int passes)
{
    for (int i = 0; i < HOLDERS; i++) {
        increments_init(&held[i].in);
        held[i].list = holders[i].init(pending);
        for (uint32_t n = 0; n < pending; n++)
            holders[i].push(held[i].list, increments_next(&held[i].in));
    }
    for (int n = 0; n < passes; n++)
        for (int i = 0; i < HOLDERS; i++) {
            const int64_t start = bench_ns();
            held[i].sum += holders[i].hold(held[i].list, pass, &held[i].in);
            bench_least(&held[i].least, (double)(bench_ns() - start));
        }
    for (int i = 0; i < HOLDERS; i++) {
        holders[i].fini(held[i].list);
        bench_must(held[i].sum == held[0].sum, "not all held the same events");
    }
}

static void measure(const struct bench *b, uint32_t pending)
{
    struct held *held = bench_room(HOLDERS, sizeof *held);
    const int pass = bench_often(b, PASS, 1000);

    take_turns(held, b->brief ? pending / 100 : pending, pass,
               bench_often(b, PASSES, 1));
    for (int i = 1; i < HOLDERS; i++)
        bench_row(b,
                  &(struct bench_row){
                      .unit = "M events/s",
                      .value = pass * 1e3 / held[0].least,
                      .beside = BENCH_PEER,
                      .other = pass * 1e3 / held[i].least,
                      .of = holders[i].name,
                  },
                  "%u pending", pending);
    free(held);
}

int main(int argc, char **argv)
{
    struct bench b;

    (void)argc;
    bench_begin(&b, argv, "phold", "the future-event list alone");
    measure(&b, 1000);
    measure(&b, 100000);
    measure(&b, 1000000);
#ifndef BENCH_NS3
    bench_say(&b, "ns-3 was not there to be built with");
#endif
    return 0;
}
