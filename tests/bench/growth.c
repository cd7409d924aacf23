/* Growth: the time of a frame among 100, 1,000 and 10,000 parties. Worlds that
 * differ in their size alone are played, and the exponent says how the whole
 * run grows with them: 1.00 where a frame costs the same among any number. */
#include <fcntl.h>
#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "bench.h"
#include "runtime/runtime_header.h"
#include "scenario/scenario.h"
#include "scenario/scenario_errors.h"
#include "sim/kernel.h"

enum { SIZES = 3, SHORTEST_MS = 300 };

static const uint32_t sizes[SIZES] = {100, 1000, 10000};

/* The text of a scenario as it is put together. */
struct text {
    char *data;
    size_t size, room;
};

__attribute__((format(printf, 2, 3))) static void add(struct text *t,
                                                      const char *format, ...)
{
    va_list args;

    if (t->room - t->size < 256) {
        t->room = 2 * t->room + 4096;
        t->data = realloc(t->data, t->room);
        if (!t->data) abort();
    }
    va_start(args, format);
    t->size += (size_t)vsnprintf(t->data + t->size, 256, format, args);
    va_end(args);
}

/* Parties p0, p1, ... on one channel. */
static void add_parties(struct text *t, uint32_t n, const char *medium)
{
    add(t, "demarche: 1\nclock: {start: 2022-01-01, end: 2022-01-03}\n"
           "parties:\n");
    for (uint32_t i = 0; i < n; i++)
        add(t, " p%u:\n", i);
    add(t, "channels: {c: {medium: %s, between: [p0", medium);
    for (uint32_t i = 1; i < n; i++)
        add(t, ",p%u", i);
    add(t, "]}}\ndocuments:\n");
}

static void add_star(struct text *t, uint32_t n, const char *medium)
{
    add_parties(t, n, medium);
    add(t, " d: {author: p0, portions: {a: x}}\nscript:\n"
           " - {at: 2022-01-01, draft: d}\n");
    for (uint32_t i = 1; i < n; i++)
        add(t, " - {at: 2022-01-01, send: d, to: p%u}\n", i);
}

static void add_pairs(struct text *t, uint32_t n, const char *medium)
{
    add_parties(t, n, medium);
    for (uint32_t i = 0; i < n; i += 2)
        add(t, " d%u: {author: p%u, portions: {a: x}}\n", i, i);
    add(t, "script:\n");
    for (uint32_t i = 0; i < n; i += 2)
        add(t, " - {at: 2022-01-01, draft: d%u}\n", i);
    for (uint32_t i = 0; i < n; i += 2)
        add(t, " - {at: 2022-01-01, send: d%u, to: p%u}\n", i, i + 1);
}

/* Each party waits for the document and passes it on to the next. */
static void add_ring(struct text *t, uint32_t n, const char *medium)
{
    add_parties(t, n, medium);
    add(t, " d: {author: p0, portions: {a: x}}\nscript:\n"
           " - {at: 2022-01-01, draft: d}\n"
           " - {at: 2022-01-01, send: d, to: p1}\n");
    for (uint32_t i = 1; i + 1 < n; i++)
        add(t, " - {when: p%u receives d, forward: d, from: p%u, to: p%u}\n", i,
            i, i + 1);
}

/* Entries wait for each of n / 2 acts. */
static void add_waiting(struct text *t, uint32_t n, const char *medium)
{
    add_parties(t, 2, medium);
    for (uint32_t i = 0; i < n; i += 2)
        add(t, " d%u: {author: p0, portions: {a: x}}\n", i);
    add(t, "script:\n");
    for (uint32_t i = 0; i < n; i += 2)
        add(t, " - {at: 2022-01-01, draft: d%u}\n", i);
    for (uint32_t i = 0; i < n; i += 2)
        add(t, " - {when: p0 drafts d%u, send: d%u, to: p1}\n", i, i);
}

static const struct world {
    const char *name, *medium;
    void (*add)(struct text *t, uint32_t n, const char *medium);
} worlds[] = {
    {"one sender to n, by courier", "courier", add_star},
    {"one sender to n, sessions", "network", add_star},
    {"n / 2 pairs, by courier", "courier", add_pairs},
    {"n / 2 pairs, sessions", "network", add_pairs},
    {"a chain of n, each waiting", "courier", add_ring},
    {"n / 2 entries that wait", "courier", add_waiting},
};

static void must(enum err rc, const char *what)
{
    if (!rc) return;
    fprintf(stderr, "%s\n", what);
    exit(EXIT_FAILURE);
}

/* Plays the scenario once into a file without a name. Returns the nanoseconds
 * from the first event to the last, and their number. */
static double play(const struct scenario *s, uint64_t *events)
{
    char path[] = "/tmp/demarche-bench-XXXXXX";
    struct record_header header;
    struct journal *journal;
    struct errmsg e;
    struct kernel *k = calloc(1, sizeof *k);
    const int fd = mkstemp(path);
    instant at;

    if (!k || fd < 0 || unlink(path)) abort();
    runtime_header(&header, s, 1, 0, "bench");
    must(journal_create(&journal, fd, &header, s->start, &e), e.text);
    must(kernel_init(k, s, 1, 0, journal, &e), e.text);
    const int64_t start = bench_ns();
    for (*events = 0; kernel_next(k, &at); ++*events)
        must(kernel_step(k), e.text);
    const double took = (double)(bench_ns() - start);
    must(journal_close(journal, s->end, &e), e.text);
    kernel_fini(k);
    free(k);
    return took;
}

/* The least time of some runs, at least SHORTEST_MS of them. */
static double measure(const struct world *w, uint32_t n, uint64_t *events)
{
    struct scenario_errors errors;
    struct scenario s;
    struct text t = {0};
    double least = 0, spent = 0;

    w->add(&t, n, w->medium);
    scenario_errors_init(&errors);
    must(scenario_parse(&s, "bench", bytes_of(t.data, t.size), &errors),
         "a generated scenario is wrong");
    while (spent < SHORTEST_MS * 1e6) {
        const double took = play(&s, events);
        bench_least(&least, took);
        spent += took;
    }
    scenario_fini(&s);
    scenario_errors_fini(&errors);
    free(t.data);
    return least;
}

static void row(const struct world *w)
{
    double us[SIZES];
    uint64_t events[SIZES];

    printf("%-28s", w->name);
    for (int i = 0; i < SIZES; i++) {
        us[i] = measure(w, sizes[i], &events[i]) / 1e3;
        printf("  %7.1f", us[i] / (double)events[i]);
        fflush(stdout);
    }
    for (int i = 1; i < SIZES; i++)
        printf("  %5.2f", log(us[i] / us[i - 1]) /
                              log((double)sizes[i] / (double)sizes[i - 1]));
    printf("\n");
}

int main(void)
{
    printf("Growth: microseconds an event among n parties, and the exponent\n"
           "with which a whole run grows from one n to the next\n");
    printf("%-28s  %7s  %7s  %7s  %5s  %5s\n", "", "100", "1000", "10000",
           "to 1k", "to 10k");
    for (size_t i = 0; i < sizeof worlds / sizeof *worlds; i++)
        row(&worlds[i]);
    return 0;
}
