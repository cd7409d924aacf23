/* Networks: generated ones, each of ten times the parties and messages of the
 * one before, drawn and played under the stand-in of the curve, without a
 * journal and with one. The memory of a row is the peak so far. */
#include <stdio.h>
#include <stdlib.h>

#include "crypto/curve.h"
#include "sim/kernel.h"
#include "sim/network.h"
#include "support/bench.h"
#include "support/worlds.h"

enum { SIZES = 3, SMALLER = 100, A_PARTY = 100, LEAST = 100 };

static const uint32_t sizes[SIZES] = {100, 1000, 10000};

/* The number that the worlds' texts are given is that of the parties. */
static void write_network(struct worlds_text *t, uint32_t n, const char *unused)
{
    (void)unused;
    t->data = bench_room(1, 512);
    t->size = (size_t)snprintf(
        t->data, 512,
        "demarche: 1\nclock: {start: 2022-01-01, end: 2023-01-02}\n"
        "generate: {network: {parties: %u, days: 365, messages: %u}}\n",
        n, n * A_PARTY);
}

/* A run that leaves nothing behind. */
static double play_bare(const struct scenario *s, uint64_t *events)
{
    struct kernel *k = bench_room(1, sizeof *k);
    struct errmsg e;
    instant at;

    bench_must(!kernel_init(k, s, 1, 0, NULL, &e), e.text);
    const int64_t start = bench_ns();
    for (*events = 0; kernel_next(k, &at); ++*events)
        bench_must(!kernel_step(k), e.text);
    const double took = (double)(bench_ns() - start);
    kernel_fini(k);
    free(k);
    return took;
}

static void tell(const struct bench *b, const char *how, uint32_t size,
                 double ns, uint64_t events)
{
    bench_row(b,
              &(struct bench_row){.unit = "k events/s",
                                  .value = (double)events * 1e6 / ns},
              "%s, n = %u", how, size);
    bench_row(b, &(struct bench_row){.unit = "s", .value = ns / 1e9},
              "%s, n = %u: time", how, size);
    bench_row(b, &(struct bench_row){.unit = "MB", .value = bench_memory()},
              "%s, n = %u: memory", how, size);
}

static void play_size(const struct bench *b, uint32_t size)
{
    struct scenario s;
    uint64_t events;
    const uint32_t brief = size / SMALLER > LEAST ? size / SMALLER : LEAST;

    worlds_parse(&s, write_network,
                 (uint32_t)bench_often(b, (int)size, (int)brief), "");
    const int64_t start = bench_ns();
    network_draw(&s, 1);
    bench_row(b,
              &(struct bench_row){.unit = "s",
                                  .value = (double)(bench_ns() - start) / 1e9},
              "drawn, n = %u", size);
    const double ns = play_bare(&s, &events);
    tell(b, "no journal", size, ns, events);
    const double with = worlds_play(&s, &events);
    tell(b, "journal", size, with, events);
    scenario_fini(&s);
}

int main(int argc, char **argv)
{
    struct bench b;

    (void)argc;
    bench_begin(&b, argv, "network",
                "n parties of a network, 100 messages each");
    curve_use(curve_stand_in());
    for (int i = 0; i < SIZES; i++)
        play_size(&b, sizes[i]);
    return 0;
}
