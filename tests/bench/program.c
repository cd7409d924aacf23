/* Whole programs: bench_program PROGRAM [COMMIT BEFORE SCENARIOS]. Each
 * command runs in a process of its own, whose processor time and peak of memory
 * the system tells; with BEFORE, the program of that older COMMIT, both do it
 * in turns.
 *
 * Both read the same scenarios: worlds in words that older programs know, and
 * SCENARIOS, the older commit's, for what could once be read still can. Each
 * makes its own journals, whose format may differ. A command that follows
 * another reads the journal that the one before it made. */
#include <errno.h>
#include <fcntl.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "support/bench.h"
#include "support/worlds.h"

enum {
    SIDES = 2, /* ours, before */
    WORDS_MAX = 16,
    PATH_SIZE = 256,
    TURNS_MIN = 3,
    TURNS_MAX = 20,
    ENOUGH_S = 2, /* of one row, if there were turns enough */
    MUCH_S = 20   /* if not */
};

#define FOLDER "/tmp/demarche-bench-XXXXXX"

/* A row: the command, in which @ stands for the scenario, % for the run and #
 * for the size. */
static const struct row {
    const char *name;
    const char *words;
    const char *file;    /* of scenarios/; or a world, of a size */
    worlds_write *write; /* both NULL: the row before has it */
    const char *channel;
    uint32_t size, brief; /* of the world, or of the command's # */
    bool elapsed;         /* on the clock of the wall, for threads */
} rows[] = {
#define RUN   "run @ --out % --force --quiet"
#define STORY "written-responses.yaml", NULL, NULL, 0, 0
#define SWEEP \
    "sweep @ --runs # --crypto stand-in --out % --force --quiet --threads "
#define RELEASE "full-release.yaml", NULL, NULL
#define ABOVE   NULL, NULL, NULL, 0, 0
    {"run written-responses", RUN, STORY, false},
    {"run 50,000 dummies", RUN, NULL, worlds_dummies,
     "medium: network, cover: {every: 1 s, size: 256}", 50000, 100, false},
    {"verify 50,000 dummies", "verify %", ABOVE, false},
    {"run 1 sender to 10,000", RUN, NULL, worlds_star, "medium: courier", 10000,
     10, false},
    {"run 5,000 pairs, sessions", RUN, NULL, worlds_pairs, "medium: network",
     10000, 10, false},
    {"run 1,000 sends, 1,000 observers", RUN, NULL, worlds_watched,
     "medium: courier", 1000, 10, false},
    {"run 1 GB of large documents", RUN, NULL, worlds_large, "medium: courier",
     1950, 2, false},
    {"verify 1 GB", "verify %", ABOVE, false},
    {"who of 1 GB", "who %", ABOVE, false},
    {"attack", "attack @ --threads 1", STORY, false},
    {"attack, elapsed, 2 threads", "attack @ --threads 2", STORY, true},
    {"compare", "compare @ --threads 1", STORY, false},
    {"compare, elapsed, 2 threads", "compare @ --threads 2", STORY, true},
    {"exposure", "exposure @", STORY, false},
    {"metadata", "metadata @ --runs # --threads 1", "written-responses.yaml",
     NULL, NULL, 40, 2, false},
    {"risk, 1,000 runs", "risk @ --runs # --threads 1", "insiders.yaml", NULL,
     NULL, 1000, 10, false},
    {"sweep, 1,000 runs", SWEEP "1", RELEASE, 1000, 10, false},
    {"sweep, 10,000 runs", SWEEP "1", RELEASE, 10000, 20, false},
    {"sweep, 100,000 runs", SWEEP "1", RELEASE, 100000, 30, false},
    {"sweep, 10,000 runs, elapsed", SWEEP "1", RELEASE, 10000, 20, true},
    {"sweep, 10,000 runs, elapsed, 2 threads", SWEEP "2", RELEASE, 10000, 20,
     true},
    {"sweep, 100,000 runs, elapsed, 2 threads", SWEEP "2", RELEASE, 100000, 30,
     true},
#undef RUN
#undef SWEEP
#undef RELEASE
#undef STORY
#undef ABOVE
};

enum { ROWS = sizeof rows / sizeof *rows };

/* One of the programs, and the least that a row has cost it. */
struct side {
    const char *program, *commit;
    bool threads; /* it knows the option */
    char scenario[PATH_SIZE], run[PATH_SIZE], size[16];
    double seconds, memory, spent;
};

/* Where the scenarios are, and where runs and worlds are put. */
struct places {
    const char *scenarios, *folder;
};

extern char **environ;

/* Splits the words at spaces, and puts texts for @, % and #. A program without
 * threads is not given --threads and its value. */
static void make_words(char *words[WORDS_MAX], char *text, struct side *s)
{
    int count = 0;

    words[count++] = (char *)(uintptr_t)s->program;
    for (char *w = strtok(text, " "); w; w = strtok(NULL, " ")) {
        if (!s->threads && !strcmp(w, "--threads")) {
            strtok(NULL, " ");
            continue;
        }
        bench_must(count < WORDS_MAX - 1, "more words than there is room for");
        words[count++] = *w == '@'   ? s->scenario
                         : *w == '%' ? s->run
                         : *w == '#' ? s->size
                                     : w;
    }
    words[count] = NULL;
}

static double seconds_of(struct timeval t)
{
    return (double)t.tv_sec + (double)t.tv_usec / 1e6;
}

static double wall(void)
{
    struct timespec t;

    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

/* Runs a program to its end, its standard output to nowhere; its exit status.
 */
static int spawn(char *const words[], struct rusage *usage)
{
    posix_spawn_file_actions_t actions;
    int status;
    pid_t pid;

    posix_spawn_file_actions_init(&actions);
    posix_spawn_file_actions_addopen(&actions, 1, "/dev/null", O_WRONLY, 0);
    const int rc = posix_spawn(&pid, words[0], &actions, NULL, words, environ);
    posix_spawn_file_actions_destroy(&actions);
    bench_must(rc == 0, words[0]);
    while (wait4(pid, &status, 0, usage) < 0)
        bench_must(errno == EINTR, "wait4");
    return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

/* The option is in the help of attack, if a program has it. */
static bool has_threads(const char *program)
{
    char command[PATH_SIZE + 32], line[256];
    bool found = false;

    snprintf(command, sizeof command, "'%s' help attack", program);
    FILE *f = popen(command, "r");
    bench_must(f, "popen");
    while (fgets(line, sizeof line, f))
        found = found || strstr(line, "--threads");
    pclose(f);
    return found;
}

/* Does a row once; false where the program fails. An expectation or a claim
 * that does not hold, 2, is no failure. */
static bool do_once(struct side *s, const struct row *row)
{
    char text[PATH_SIZE], *words[WORDS_MAX];
    struct rusage usage;

    snprintf(text, sizeof text, "%s", row->words);
    make_words(words, text, s);
    const double start = wall();
    const int status = spawn(words, &usage);
    const double took =
        row->elapsed ? wall() - start
                     : seconds_of(usage.ru_utime) + seconds_of(usage.ru_stime);
    bench_least(&s->seconds, took);
    bench_least(&s->memory, (double)usage.ru_maxrss / 1000);
    s->spent += took;
    return status == 0 || status == 2;
}

/* Writes the world of a row, or names the file, for one program. */
static void set_scenario(const struct bench *b, struct side *s,
                         const struct row *row, const struct places *places)
{
    const uint32_t size = b->brief ? row->brief : row->size;
    struct worlds_text t = {0};

    snprintf(s->size, sizeof s->size, "%u", size);
    if (row->file)
        snprintf(s->scenario, sizeof s->scenario, "%s/%s", places->scenarios,
                 row->file);
    if (!row->write) return;
    snprintf(s->scenario, sizeof s->scenario, "%s/world.yaml", places->folder);
    row->write(&t, size, row->channel);
    FILE *f = fopen(s->scenario, "w");
    bench_must(f, s->scenario);
    bool whole = fwrite(t.data, 1, t.size, f) == t.size;
    whole = !fclose(f) && whole;
    bench_must(whole, s->scenario);
    free(t.data);
}

static void print(const struct bench *b, const struct row *row,
                  const struct side sides[SIDES], bool before)
{
    struct bench_row r = {.unit = "s",
                          .value = sides[0].seconds,
                          .beside = before ? BENCH_BEFORE : BENCH_ALONE,
                          .other = sides[1].seconds,
                          .of = sides[1].commit};

    bench_row(b, &r, "%s", row->name);
    if (row->elapsed) return;
    r.unit = "MB";
    r.value = sides[0].memory;
    r.other = sides[1].memory;
    bench_row(b, &r, "%s: memory", row->name);
}

static void measure(const struct bench *b, const struct row *row,
                    struct side sides[SIDES], const struct places *places)
{
    bool able[SIDES] = {true, sides[1].program != NULL};
    const int turns = bench_often(b, TURNS_MAX, 1);

    for (int i = 0; i < SIDES; i++) {
        sides[i].seconds = sides[i].memory = sides[i].spent = 0;
        set_scenario(b, &sides[i], row, places);
    }
    for (int n = 0; n < turns; n++) {
        for (int i = 0; i < SIDES; i++)
            able[i] = able[i] && do_once(&sides[i], row);
        bench_must(able[0], row->name);
        if (sides[0].spent >= (n + 1 < TURNS_MIN ? MUCH_S : ENOUGH_S)) break;
    }
    print(b, row, sides, able[1]);
    if (sides[1].program && !able[1])
        bench_say(b, "the older program cannot do this");
}

static void remove_run(const struct side *s)
{
    static const char *const files[] = {
        "run.journal", "run.journal.index", "timeline.txt", "results.sqlite",
        "runs.csv",    "outcomes.csv",      "study.yaml",   "full-release.yaml",
    };
    char path[PATH_SIZE + 32];

    for (size_t i = 0; i < sizeof files / sizeof *files; i++) {
        snprintf(path, sizeof path, "%s/%s", s->run, files[i]);
        unlink(path);
    }
    rmdir(s->run);
}

int main(int argc, char **argv)
{
    char folder[] = FOLDER, path[PATH_SIZE];
    struct places places = {BENCH_SCENARIOS, folder};
    struct side sides[SIDES] = {0};
    struct bench b;

    (void)argc;
    char **rest = bench_begin(&b, argv, "program", "whole commands");
    bench_must(rest[0] && (!rest[1] || (rest[2] && rest[3])) && mkdtemp(folder),
               "bench_program PROGRAM [COMMIT BEFORE SCENARIOS]");
    sides[0].program = rest[0];
    if (rest[1]) {
        sides[1].commit = rest[1];
        sides[1].program = rest[2];
        places.scenarios = rest[3];
    }
    for (int i = 0; i < SIDES && sides[i].program; i++) {
        sides[i].threads = has_threads(sides[i].program);
        snprintf(sides[i].run, sizeof sides[i].run, "%s/run-%d", folder, i);
    }
    for (size_t i = 0; i < ROWS; i++)
        measure(&b, &rows[i], sides, &places);
    for (int i = 0; i < SIDES; i++)
        if (sides[i].program) remove_run(&sides[i]);
    snprintf(path, sizeof path, "%s/world.yaml", folder);
    unlink(path);
    rmdir(folder);
    return 0;
}
