/* Jobs on ranks: results in their order, the error of the first job that fails,
 * an end by whoever takes them over, and every result taken or dropped. To be
 * run by mpirun; rank 0 asks, and the others serve. */
#include <assert.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include "cluster/ranks.h"
#include "live/pause.h"

enum {
    COUNT = 300,
    WIDE = 40000,   /* bytes of a result: no message of that size is buffered */
    FAILING = 1000, /* jobs from that number on fail */
    STEP = 3        /* from one number to the next */
};

struct jobs_result {
    uint64_t square;
    uint8_t rest[WIDE];
};

/* Of rank 0; that of the others is empty. */
struct jobs_asked {
    size_t taken, stop; /* go_on fails after so many; 0: never */
    size_t *numbers;
};

static enum err square(const void *context, size_t job, void *result,
                       struct errmsg *e)
{
    struct jobs_result *r = result;

    (void)context;
    assert(r->square == 0 && r->rest[WIDE - 1] == 0);
    if (job % 7 == 0) pause_ms(2);
    if (job >= FAILING) return err_set(e, ERR_LIMIT, "job %zu", job);
    r->square = (uint64_t)job * job;
    memset(r->rest, (int)(job % 251), sizeof r->rest);
    return ERR_OK;
}

static void take_square(void *context, size_t job, void *result)
{
    const struct jobs_result *r = result;
    struct jobs_asked *asked = context;

    assert(job == asked->numbers[asked->taken]);
    assert(r->square == (uint64_t)job * job);
    assert(r->rest[WIDE - 1] == job % 251);
    asked->taken++;
}

static enum err go_on(void *context, struct errmsg *e)
{
    const struct jobs_asked *asked = context;

    return asked->taken == asked->stop ? err_set(e, ERR_STOPPED, "enough")
                                       : ERR_OK;
}

static void drop_square(void *result)
{
    const struct jobs_result *r = result;

    assert(r->rest[0] == r->rest[WIDE - 1]);
}

/* With a job that fails at `fails`, and an end after `stop`; COUNT and 0 for
 * neither. */
static void ask(const struct ranks *ranks, const struct jobs_runner *runner,
                size_t count, size_t fails, size_t stop)
{
    size_t numbers[COUNT];
    struct jobs_asked asked = {.stop = stop, .numbers = numbers};
    const struct jobs jobs = {.context = &asked,
                              .count = count,
                              .size = sizeof(struct jobs_result),
                              .numbers = numbers,
                              .work = square,
                              .take = take_square,
                              .go_on = go_on,
                              .drop = drop_square};
    char expected[32];
    struct errmsg e = {{0}};

    for (size_t i = 0; i < count; i++)
        numbers[i] = i >= fails ? FAILING + i : i * STEP;
    const enum err rc = jobs_run(runner, &jobs, &e);
    if (stop > 0 && stop <= count) {
        assert(rc == ERR_STOPPED && asked.taken == stop);
    } else if (fails < count) {
        snprintf(expected, sizeof expected, "job %zu", FAILING + fails);
        assert(rc == ERR_LIMIT && asked.taken == fails);
        assert(strcmp(e.text, expected) == 0);
    } else {
        assert(!rc && asked.taken == count);
    }
    printf("%d ranks, %zu jobs: %zu taken%s%s\n", ranks->count, count,
           asked.taken, *e.text ? ", " : "", e.text);
}

static void ask_all(struct ranks *ranks)
{
    const struct jobs_runner runner = ranks_runner(ranks);
    char words[] = "words";

    ranks_share(ranks, words, strlen(words));
    ask(ranks, &runner, COUNT, COUNT, 0);
    for (size_t count = 0; count < 10; count++)
        ask(ranks, &runner, count, COUNT, 0);
    ask(ranks, &runner, COUNT, 0, 0);
    ask(ranks, &runner, COUNT, 1, 0);
    ask(ranks, &runner, COUNT, 100, 0);
    ask(ranks, &runner, COUNT, COUNT - 1, 0);
    ask(ranks, &runner, COUNT, COUNT, 1);
    ask(ranks, &runner, COUNT, COUNT, 150);
    ask(ranks, &runner, COUNT, COUNT, 0);
}

static void serve(void)
{
    const struct jobs jobs = {.size = sizeof(struct jobs_result),
                              .work = square};
    struct bytes shared;
    struct arena a;

    arena_init(&a);
    const bool asked = ranks_await(&shared, &a);
    assert(asked && bytes_equal(shared, bytes_of_text("words")));
    ranks_serve(&jobs);
    arena_fini(&a);
}

int main(int argc, char **argv)
{
    struct ranks ranks;

    ranks_begin(&ranks, &argc, &argv);
    if (ranks.own == 0)
        ask_all(&ranks);
    else
        serve();
    ranks_end(&ranks);
    return 0;
}
