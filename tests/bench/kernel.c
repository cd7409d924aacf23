/* The real kernel: events a second of worlds with links, sessions and a journal
 * on disk, and whole runs a second in one process. Beside a world that is sent
 * under protection stand the primitives that its documents alone need. A world
 * whose curve is remembered asks it nothing that it has asked before, as in the
 * studies that play one scenario often: what is left is the simulator. */
#include <stdio.h>
#include <stdlib.h>

#include "crypto/curve.h"
#include "experiment/sweep.h"
#include "scenario/scenario_errors.h"
#include "support/bench.h"
#include "support/primitives.h"
#include "support/worlds.h"

enum { SENDS = 4000, SENDS_BRIEF = 40, PASSES = 5, RUNS = 50 };

static const struct world {
    const char *name, *channel;
    worlds_write *write;
    struct primitives each; /* for one of its n; all zero: there is no floor */
} worlds[] = {
    {"courier, as it is", "medium: courier, delay: 1 h", worlds_talk, {0}},
    /* Origin and receipt, each signed and verified; sealed and opened. */
    {"courier, formal",
     "medium: courier, delay: 1 h",
     worlds_formal,
     {1, 2, 2, 2, 2, 0, 0}},
    {"sessions, formal",
     "medium: network, delay: 40 ms",
     worlds_formal,
     {1, 2, 2, 2, 2, 0, 0}},
    {"sessions with loss, formal",
     "medium: network, delay: {lognormal: {median: 40 ms, sigma: 0.5}},"
     " loss: 5%, duplicate: 2%, reorder: 5%",
     worlds_formal,
     {1, 2, 2, 2, 2, 0, 0}},
    {"dummies",
     "medium: network, delay: 40 ms, cover: {every: 1 s, size: 256}",
     worlds_dummies,
     {0}},
};

/* A world under way. */
struct turn {
    const struct world *world;
    struct scenario scenario;
    struct curve_memory memory;
    uint64_t events;
    uint32_t n;
};

static double turn_whole(void *data)
{
    struct turn *t = data;

    return worlds_play(&t->scenario, &t->events);
}

static double turn_remembering(void *data)
{
    struct turn *t = data;

    curve_use(curve_remembering(&t->memory));
    const double took = turn_whole(data);
    curve_use(curve_real());
    return took;
}

static double turn_bare(void *data)
{
    const struct turn *t = data;
    double took = 0;

    for (uint32_t i = 0; i < t->n; i++)
        took += primitives_time(&t->world->each);
    return took;
}

static void turn_once(void *data)
{
    turn_whole(data);
}

static void measure(const struct bench *b, const struct world *world)
{
    struct turn t = {.world = world,
                     .n = (uint32_t)bench_often(b, SENDS, SENDS_BRIEF)};
    const bool floor = world->each.agreements > 0;
    struct bench_turns turns = {
        .works = {turn_whole, turn_remembering, floor ? turn_bare : NULL}};
    struct primitives all = world->each;

    worlds_parse(&t.scenario, world->write, t.n, world->channel);
    all.key_pairs *= (int)t.n;
    all.agreements *= (int)t.n;
    all.signatures *= (int)t.n;
    all.verifications *= (int)t.n;
    primitives_hold(&all, true, turn_once, &t);
    curve_memory_init(&t.memory);
    bench_turns(&turns, bench_often(b, PASSES, 1), &t);
    curve_memory_fini(&t.memory);
    scenario_fini(&t.scenario);

    const double thousands = (double)t.events * 1e6;
    bench_row(b,
              &(struct bench_row){"k events/s", thousands / turns.least[0],
                                  floor ? BENCH_FLOOR : BENCH_ALONE,
                                  thousands / turns.least[2], PRIMITIVES_OF},
              "%s", world->name);
    bench_row(b,
              &(struct bench_row){.unit = "k events/s",
                                  .value = thousands / turns.least[1]},
              "%s, curve remembered", world->name);
}

/* ---- Whole runs, one after the other ---- */

static struct bytes read_file(const char *path)
{
    enum { ROOM = 1 << 20 };
    uint8_t *data = bench_room(1, ROOM);
    FILE *f = fopen(path, "rb");

    bench_must(f, path);
    const size_t size = fread(data, 1, ROOM, f);
    fclose(f);
    return bytes_of(data, size);
}

struct runs {
    struct scenario scenario;
    struct curve_memory memory;
    uint64_t count;
};

static double runs_whole(void *data)
{
    const struct runs *r = data;
    const struct sweep sweep = {.scenario = &r->scenario,
                                .seed = 1,
                                .runs = r->count,
                                .until = INSTANT_MAX};
    struct errmsg e;
    const int64_t start = bench_ns();

    bench_must(!sweep_play(&sweep, &e), e.text);
    return (double)(bench_ns() - start);
}

static double runs_remembering(void *data)
{
    struct runs *r = data;

    const struct curve_row before = curve_use(curve_remembering(&r->memory));
    const double took = runs_whole(data);
    curve_use(before);
    return took;
}

/* As a study plays them: each run has keys of its own. */
static double runs_recent(void *data)
{
    struct curve_memory memory;

    curve_memory_init_recent(&memory);
    const struct curve_row before = curve_use(curve_remembering(&memory));
    const double took = runs_whole(data);
    curve_use(before);
    curve_memory_fini(&memory);
    return took;
}

static double runs_stand_in(void *data)
{
    const struct curve_row before = curve_use(curve_stand_in());
    const double took = runs_whole(data);

    curve_use(before);
    return took;
}

static void measure_runs(const struct bench *b, const char *file)
{
    struct runs r = {.count = (uint64_t)bench_often(b, RUNS, 1)};
    struct bench_turns turns = {
        .works = {runs_whole, runs_remembering, runs_stand_in, runs_recent}};
    struct scenario_errors errors;
    char path[sizeof BENCH_SCENARIOS + 64];

    snprintf(path, sizeof path, BENCH_SCENARIOS "/%s.yaml", file);
    const struct bytes text = read_file(path);
    scenario_errors_init(&errors);
    bench_must(!scenario_parse(&r.scenario, file, text, &errors), path);
    scenario_errors_fini(&errors);
    curve_memory_init(&r.memory);
    bench_turns(&turns, bench_often(b, PASSES, 1), &r);
    curve_memory_fini(&r.memory);
    scenario_fini(&r.scenario);
    free((void *)(uintptr_t)text.data);

    const double seconds = (double)r.count * 1e9;
    bench_row(b,
              &(struct bench_row){.unit = "runs/s",
                                  .value = seconds / turns.least[0]},
              "%s", file);
    bench_row(b,
              &(struct bench_row){.unit = "runs/s",
                                  .value = seconds / turns.least[1]},
              "%s, curve remembered", file);
    bench_row(b,
              &(struct bench_row){.unit = "runs/s",
                                  .value = seconds / turns.least[2]},
              "%s, curve by a stand-in", file);
    bench_row(b,
              &(struct bench_row){.unit = "runs/s",
                                  .value = seconds / turns.least[3]},
              "%s, both ends remembered", file);
}

int main(int argc, char **argv)
{
    struct bench b;

    (void)argc;
    bench_begin(&b, argv, "kernel", "links, sessions and a journal at work");
    for (size_t i = 0; i < sizeof worlds / sizeof *worlds; i++)
        measure(&b, &worlds[i]);
    measure_runs(&b, "written-responses");
    measure_runs(&b, "full-release");
    measure_runs(&b, "insiders");
    return 0;
}
