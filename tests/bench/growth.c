/* Growth: the time of an event among 100, 1,000 and 10,000 parties. Worlds that
 * differ in their size alone are played, and the exponent says how the whole
 * run grows with them: 1.00 where an event costs the same among any number. */
#include <math.h>

#include "support/bench.h"
#include "support/worlds.h"

enum { SIZES = 3, SHORTEST_MS = 300, SMALLER = 10 };

static const uint32_t sizes[SIZES] = {100, 1000, 10000};

static const struct world {
    const char *name, *channel;
    worlds_write *write;
} worlds[] = {
    {"one sender to n, by courier", "medium: courier", worlds_star},
    {"one sender to n, sessions", "medium: network", worlds_star},
    {"n / 2 pairs, by courier", "medium: courier", worlds_pairs},
    {"n / 2 pairs, sessions", "medium: network", worlds_pairs},
    {"a chain of n, each waiting", "medium: courier", worlds_chain},
    {"n / 2 entries that wait", "medium: courier", worlds_waiting},
};

/* The least time of some runs, at least SHORTEST_MS of them. */
static double measure(const struct bench *b, const struct world *w, uint32_t n,
                      uint64_t *events)
{
    struct scenario s;
    double least = 0, spent = 0;

    worlds_parse(&s, w->write, b->brief ? n / SMALLER : n, w->channel);
    while (spent < bench_often(b, SHORTEST_MS, 0) * 1e6 || spent <= 0) {
        const double took = worlds_play(&s, events);
        bench_least(&least, took);
        spent += took;
    }
    scenario_fini(&s);
    return least;
}

static void grow(const struct bench *b, const struct world *w)
{
    double ns[SIZES];
    uint64_t events;

    for (int i = 0; i < SIZES; i++) {
        ns[i] = measure(b, w, sizes[i], &events);
        bench_row(b,
                  &(struct bench_row){.unit = "us an event",
                                      .value = ns[i] / 1e3 / (double)events},
                  "%s, n = %u", w->name, sizes[i]);
    }
    for (int i = 1; i < SIZES; i++)
        bench_row(b,
                  &(struct bench_row){.unit = "exponent",
                                      .value = log(ns[i] / ns[i - 1]) /
                                               log(sizes[i] / sizes[i - 1])},
                  "%s, to n = %u", w->name, sizes[i]);
}

int main(int argc, char **argv)
{
    struct bench b;

    (void)argc;
    bench_begin(&b, argv, "growth", "events among n, and how a run grows");
    for (size_t i = 0; i < sizeof worlds / sizeof *worlds; i++)
        grow(&b, &worlds[i]);
    return 0;
}
