/* PHOLD: each event that comes due sets the next, an exponential time later.
 * Our future-event list beside a textbook heap of the same events, in turns. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "bench.h"
#include "crypto/rng.h"
#include "sim/queue.h"

enum { TABLE = 1 << 16, PASS = 500000, PASSES = 7 };

/* Increments are cheap to draw and the same for both: a table of exponentials
 * read at places that xorshift names (Marsaglia 2003). */
struct increments {
    uint64_t state;
    duration table[TABLE];
};

static void increments_init(struct increments *in)
{
    struct rng_root root;
    struct rng rng;

    rng_root_init(&root, 1, 0);
    rng_init(&rng, &root, "bench", "phold");
    for (int i = 0; i < TABLE; i++)
        in->table[i] = (duration)(-1e9 * log(1 - rng_unit(&rng)));
    in->state = 88172645463325252;
}

static duration increments_next(struct increments *in)
{
    in->state ^= in->state << 13;
    in->state ^= in->state >> 7;
    in->state ^= in->state << 17;
    return in->table[in->state % TABLE] + (duration)(in->state >> 48);
}

/* The textbook's binary heap of whole events, ordered by time and number. */
struct plain_event {
    instant at;
    uint64_t number;
    struct queue_event event;
};

struct plain {
    struct plain_event *heap; /* from 1 */
    uint32_t size;
    uint64_t pushes;
};

static bool before(const struct plain_event *a, const struct plain_event *b)
{
    return a->at != b->at ? a->at < b->at : a->number < b->number;
}

static void plain_push(struct plain *p, instant at,
                       const struct queue_event *event)
{
    const struct plain_event new = {at, p->pushes++, *event};
    uint32_t i = ++p->size;

    for (; i > 1 && before(&new, &p->heap[i / 2]); i /= 2)
        p->heap[i] = p->heap[i / 2];
    p->heap[i] = new;
}

static void plain_pop(struct plain *p, instant *at, struct queue_event *event)
{
    const struct plain_event last = p->heap[p->size--];
    uint32_t i = 1;

    *at = p->heap[1].at;
    *event = p->heap[1].event;
    for (uint32_t child; (child = 2 * i) <= p->size; i = child) {
        if (child < p->size && before(&p->heap[child + 1], &p->heap[child]))
            child++;
        if (before(&last, &p->heap[child])) break;
        p->heap[i] = p->heap[child];
    }
    p->heap[i] = last;
}

static void push(struct queue *q, instant at, const struct queue_event *event)
{
    if (queue_push(q, at, event, NULL) != ERR_OK) abort();
}

/* Nanoseconds an event; the sum of times shows that both did the same. */
static double hold_ours(struct queue *q, struct increments *in, uint64_t *sum)
{
    struct queue_event event;
    instant at;
    const int64_t start = bench_ns();

    for (int i = 0; i < PASS; i++) {
        if (!queue_pop(q, &at, &event)) abort();
        *sum += (uint64_t)at ^ event.a;
        push(q, at + increments_next(in), &event);
    }
    return (double)(bench_ns() - start) / PASS;
}

static double hold_plain(struct plain *p, struct increments *in, uint64_t *sum)
{
    struct queue_event event;
    instant at;
    const int64_t start = bench_ns();

    for (int i = 0; i < PASS; i++) {
        plain_pop(p, &at, &event);
        *sum += (uint64_t)at ^ event.a;
        plain_push(p, at + increments_next(in), &event);
    }
    return (double)(bench_ns() - start) / PASS;
}

static void row(uint32_t pending)
{
    struct increments *ours_in = malloc(sizeof *ours_in);
    struct increments *plain_in = malloc(sizeof *ours_in);
    struct queue q;
    struct plain p = {.heap = malloc((pending + 2) * sizeof *p.heap)};
    double ours = 0, plain = 0;
    uint64_t ours_sum = 0, plain_sum = 0;

    if (!ours_in || !plain_in || !p.heap) abort();
    increments_init(ours_in);
    increments_init(plain_in);
    queue_init(&q);
    for (uint32_t i = 0; i < pending; i++) {
        const struct queue_event event = {.a = i};
        push(&q, increments_next(ours_in), &event);
        plain_push(&p, increments_next(plain_in), &event);
    }
    for (int i = 0; i < PASSES; i++) {
        bench_least(&ours, hold_ours(&q, ours_in, &ours_sum));
        bench_least(&plain, hold_plain(&p, plain_in, &plain_sum));
    }
    if (ours_sum != plain_sum) abort();
    printf("%9u  %14.2f  %14.2f  %5.2f\n", pending, 1e3 / ours, 1e3 / plain,
           plain / ours);
    queue_fini(&q);
    free(p.heap);
    free(ours_in);
    free(plain_in);
}

int main(void)
{
    static const uint32_t sizes[] = {1000, 100000, 1000000};

    printf("PHOLD, millions of events a second\n");
    printf("%9s  %14s  %14s  %5s\n", "pending", "ours", "textbook heap",
           "ratio");
    for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++)
        row(sizes[i]);
    return 0;
}
