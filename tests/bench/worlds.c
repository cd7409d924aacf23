/* Worlds: whole runs of one scenario a second, in one process and on one
 * thread, with and without a journal, under the curve and under its stand-in.
 * All kinds take turns, and the best of each counts. Words: the scenario, and
 * for how many milliseconds each is to be played, and which kind alone. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "bench.h"
#include "crypto/curve.h"
#include "experiment/sweep.h"
#include "journal/scratch.h"
#include "runtime/runtime_header.h"
#include "scenario/scenario.h"
#include "scenario/scenario_errors.h"
#include "sim/kernel.h"

enum { MS = 2000, TURNS = 7 };

static void must(enum err rc, const char *what)
{
    if (!rc) return;
    fprintf(stderr, "%s\n", what);
    exit(EXIT_FAILURE);
}

static void count_record(void *watcher, instant now, uint64_t seq,
                         const struct record *record)
{
    (void)now;
    (void)seq;
    (void)record;
    ++*(uint64_t *)watcher;
}

/* One run on a journal in memory. */
static void play_journal(const struct scenario *s, uint64_t run,
                         uint64_t *records)
{
    struct record_header header;
    struct scratch scratch;
    struct journal *journal;
    struct kernel k;
    struct errmsg e;
    instant at;

    runtime_header(&header, s, 1, run, "bench");
    must(scratch_keep(&scratch, &journal, &header, s->start, &e), e.text);
    must(kernel_init(&k, s, 1, run, journal, &e), e.text);
    k.runtime.watch = count_record;
    k.runtime.watcher = records;
    while (kernel_next(&k, &at))
        must(kernel_step(&k), e.text);
    kernel_fini(&k);
    must(journal_close(journal, s->end, &e), e.text);
    scratch_fini(&scratch);
}

static void play_sweep(const struct scenario *s, uint64_t run,
                       uint64_t *records)
{
    struct errmsg e;
    const struct sweep sweep = {
        .scenario = s,
        .seed = 1,
        .first = run,
        .runs = 1,
        .until = s->end,
        .record = count_record,
        .watcher = records,
    };

    must(sweep_play(&sweep, &e), e.text);
}

static struct kind {
    const char *name;
    bool stand_in;
    void (*play)(const struct scenario *s, uint64_t run, uint64_t *records);
    double ns;        /* least, a run */
    uint64_t records; /* of all runs */
    uint64_t runs;
} kinds[] = {
    {.name = "curve, journal in memory", .play = play_journal},
    {.name = "curve, watched alone", .play = play_sweep},
    {.name = "stand-in, journal in memory", true, .play = play_journal},
    {.name = "stand-in, watched alone", true, .play = play_sweep},
};

enum { KINDS = sizeof kinds / sizeof *kinds };

static void take_turn(struct kind *k, const struct scenario *s, double ms)
{
    const int64_t start = bench_ns();
    uint64_t run = 0;

    curve_use(k->stand_in ? curve_stand_in() : curve_real());
    do
        k->play(s, run++, &k->records);
    while ((double)(bench_ns() - start) < ms * 1e6);
    k->runs += run;
    bench_least(&k->ns, (double)(bench_ns() - start) / (double)run);
}

static char *read_file(const char *path, size_t *size)
{
    FILE *f = fopen(path, "rb");
    char *text = malloc(1 << 20);

    if (!f || !text) must(ERR_IO, path);
    *size = fread(text, 1, 1 << 20, f);
    fclose(f);
    return text;
}

int main(int argc, char **argv)
{
    const char *path =
        argc > 1 ? argv[1] : SOURCE_DIR "/scenarios/written-responses.yaml";
    const double ms = (argc > 2 ? strtod(argv[2], NULL) : MS) / TURNS;
    const size_t only = argc > 3 ? strtoul(argv[3], NULL, 10) : 0;
    struct scenario_errors errors;
    struct scenario s;
    size_t size;
    char *text = read_file(path, &size);

    scenario_errors_init(&errors);
    must(scenario_parse(&s, "bench", bytes_of(text, size), &errors), path);
    for (int turn = 0; turn < TURNS; turn++)
        for (size_t i = 0; i < KINDS; i++)
            if (!only || i == only - 1) take_turn(&kinds[i], &s, ms);
    const char *name = strrchr(path, '/');
    printf("Worlds: runs a second of %s on one thread\n",
           name ? name + 1 : path);
    for (size_t i = 0; i < KINDS; i++)
        if (kinds[i].runs > 0)
            printf("%-28s  %7.0f runs/s  %5.0f records a run\n", kinds[i].name,
                   1e9 / kinds[i].ns,
                   (double)kinds[i].records / (double)kinds[i].runs);
    free(text);
    scenario_fini(&s);
    scenario_errors_fini(&errors);
    return 0;
}
