#include "bench.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <time.h>
#include <unistd.h>

enum { NAME_SIZE = 128, FIGURE_SIZE = 32 };

/* Less than this below the floor is the clock's own uncertainty. */
static const double beaten = 0.97;

static double load(void)
{
    double seen = 0;

    return getloadavg(&seen, 1) == 1 ? seen : 0;
}

char **bench_begin(struct bench *b, char **argv, const char *name,
                   const char *title)
{
    *b = (struct bench){.name = name};
    for (argv++; *argv && (*argv)[0] == '-'; argv++) {
        bench_must(!strcmp(*argv, "--json") || !strcmp(*argv, "--brief"),
                   "the options are --json and --brief");
        if (!strcmp(*argv, "--json")) b->json = true;
        if (!strcmp(*argv, "--brief")) b->brief = true;
    }
    if (!b->json)
        printf("%s: %s (load %.1f on %ld processors)\n", name, title, load(),
               sysconf(_SC_NPROCESSORS_ONLN));
    return argv;
}

int bench_often(const struct bench *b, int often, int brief)
{
    return b->brief ? brief : often;
}

/* Three digits that mean something, and no exponent. */
static const char *figure(char text[FIGURE_SIZE], double value)
{
    const int places = value < 10 ? 2 : value < 100 ? 1 : 0;

    snprintf(text, FIGURE_SIZE, "%.*f", value < 1 ? 3 : places, value);
    return text;
}

static const char *const kinds[] = {
    [BENCH_FLOOR] = "floor", [BENCH_PEER] = "peer", [BENCH_BEFORE] = "before"};

static double ratio_of(const struct bench_row *row)
{
    const size_t size = strlen(row->unit);
    const bool rate = size > 2 && !strcmp(row->unit + size - 2, "/s");

    return rate ? row->other / row->value : row->value / row->other;
}

static void print_json(const struct bench *b, const struct bench_row *row,
                       const char *name)
{
    bench_must(!strpbrk(name, "\"\\"), "a name that JSON would have to quote");
    printf("{\"bench\": \"%s\", \"name\": \"%s\", \"unit\": \"%s\", "
           "\"value\": %.6g",
           b->name, name, row->unit, row->value);
    if (row->beside)
        printf(", \"%s\": %.6g, \"of\": \"%s\", \"ratio\": %.4g",
               kinds[row->beside], row->other, row->of, ratio_of(row));
    printf(", \"load\": %.2f}\n", load());
}

static void print_text(const struct bench_row *row, const char *name)
{
    char text[FIGURE_SIZE];

    printf("  %-40s %8s %-10s", name, figure(text, row->value), row->unit);
    if (row->beside) {
        const double ratio = ratio_of(row);
        printf(" %8s %6.2f  %s%s: %s", figure(text, row->other), ratio,
               row->beside == BENCH_FLOOR && ratio < beaten ? "beaten " : "",
               kinds[row->beside], row->of);
    }
    printf("\n");
}

void bench_row(const struct bench *b, const struct bench_row *row,
               const char *format, ...)
{
    char name[NAME_SIZE];
    va_list args;

    va_start(args, format);
    vsnprintf(name, sizeof name, format, args);
    va_end(args);
    if (b->json)
        print_json(b, row, name);
    else
        print_text(row, name);
    fflush(stdout);
}

void bench_say(const struct bench *b, const char *text)
{
    fprintf(b->json ? stderr : stdout, "  %s\n", text);
}

int64_t bench_ns(void)
{
    struct timespec t;

    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
    return (int64_t)t.tv_sec * 1000000000 + t.tv_nsec;
}

void bench_least(double *least, double seen)
{
    if (*least <= 0 || seen < *least) *least = seen;
}

void bench_turns(struct bench_turns *t, int often, void *data)
{
    for (int n = 0; n < often; n++)
        for (int i = 0; i < BENCH_WORKS_MAX; i++)
            if (t->works[i]) bench_least(&t->least[i], t->works[i](data));
}

double bench_memory(void)
{
    struct rusage usage;

    getrusage(RUSAGE_SELF, &usage);
    return (double)usage.ru_maxrss / 1000;
}

void *bench_room(size_t count, size_t size)
{
    void *room = calloc(count, size);

    bench_must(room, "memory");
    return room;
}

void bench_must(bool so, const char *what)
{
    if (so) return;
    fprintf(stderr, "bench: %s\n", what);
    exit(EXIT_FAILURE);
}
