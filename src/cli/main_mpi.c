#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cli/help.h"
#include "cli/plan.h"
#include "cli/program.h"
#include "cli/study.h"
#include "cli/subcommand.h"
#include "cluster/ranks.h"
#include "crypto/curve.h"
#include "live/pace.h"

/* The program demarche-mpi: a study whose runs the ranks of an MPI job play.
 * Rank 0 is `demarche study`. It alone reads the study and writes its folder,
 * and tells the others what is studied, of which each makes the same points;
 * then the numbers of jobs are all that they need. */

/* A study as bytes: this, then its texts one after the other. All ranks are
 * this program on machines of one kind. */
struct main_mpi_head {
    uint64_t sizes[4];
    uint64_t seed, runs;
    bool stand_in;
};

static void share_study(void *context, const struct results_study *s)
{
    const struct bytes texts[] = {bytes_of_text(s->name), s->study,
                                  bytes_of_text(s->scenario_name), s->scenario};
    struct main_mpi_head head = {
        .seed = s->seed, .runs = s->runs, .stand_in = s->stand_in};
    size_t size = sizeof head;
    struct arena a;

    for (size_t i = 0; i < 4; i++)
        size += head.sizes[i] = texts[i].size;
    arena_init(&a);
    uint8_t *all = arena_alloc(&a, size), *p = all + sizeof head;
    memcpy(all, &head, sizeof head);
    for (size_t i = 0; i < 4; p += texts[i++].size)
        memcpy(p, texts[i].data, texts[i].size);
    ranks_share(context, all, size);
    arena_fini(&a);
}

static struct results_study read_study(struct bytes all, struct arena *a)
{
    struct main_mpi_head head;
    struct bytes texts[4];
    const uint8_t *p = all.data + sizeof head;

    memcpy(&head, all.data, sizeof head);
    for (size_t i = 0; i < 4; p += head.sizes[i++])
        texts[i] = bytes_of(p, head.sizes[i]);
    return (struct results_study){
        .name = arena_format(a, "%.*s", (int)texts[0].size,
                             (const char *)texts[0].data),
        .study = texts[1],
        .scenario_name = arena_format(a, "%.*s", (int)texts[2].size,
                                      (const char *)texts[2].data),
        .scenario = texts[3],
        .seed = head.seed,
        .runs = head.runs,
        .stand_in = head.stand_in,
    };
}

static int lead(struct ranks *ranks, int argc, char **argv)
{
    const struct studying_players players = {ranks, share_study,
                                             ranks_runner(ranks)};
    char study[] = "study";

    for (int i = 1; i < argc; i++)
        if (strcmp(argv[i], "--help") == 0 || strcmp(argv[i], "-h") == 0) {
            puts("mpirun -n RANKS demarche-mpi takes the words of demarche "
                 "study, but --threads.\n");
            help_command(help_find(study), stdout);
            return COMMAND_OK;
        }
    argv[0] = study;
    /* mpirun shows a rank a terminal, whatever it writes to itself. */
    setenv("NO_COLOR", "1", 0);
    return study_by(argc, argv, &players);
}

/* Rank 0 looks for signals between its jobs, and tells the others. They are
 * held back before MPI starts threads of its own, which inherit it. */
static void hold_signals(void)
{
    sigset_t held;

    pace_signals(&held);
    sigprocmask(SIG_BLOCK, &held, NULL);
}

/* Rank 0 has made the same points, so that all is well with them. */
static int serve_study(const struct results_study *s)
{
    struct design design;
    struct points points;

    if (plan_design(&design, s, NULL) ||
        plan_points(&points, &design, s, NULL, "study"))
        return COMMAND_ERROR;
    if (s->stand_in) curve_use(curve_stand_in());
    struct replication r = {
        .points = &points, .seed = s->seed, .runs = s->runs};
    replication_init(&r);
    const struct jobs jobs = replication_jobs(&r);
    ranks_serve(&jobs);
    replication_fini(&r);
    points_fini(&points);
    design_fini(&design);
    return COMMAND_OK;
}

static int serve(void)
{
    struct bytes all;
    struct arena a;
    int exit_code = COMMAND_OK;

    arena_init(&a);
    if (ranks_await(&all, &a)) {
        const struct results_study s = read_study(all, &a);
        exit_code = serve_study(&s);
    }
    arena_fini(&a);
    return exit_code;
}

int main(int argc, char **argv)
{
    struct curve_memory memory;
    struct ranks ranks;

    program_begin();
    hold_signals();
    curve_memory_init_recent(&memory);
    curve_use(curve_remembering(&memory));
    ranks_begin(&ranks, &argc, &argv);
    const int exit_code =
        program_end(ranks.own == 0 ? lead(&ranks, argc, argv) : serve());
    curve_use(curve_real());
    curve_memory_fini(&memory);
    /* A rank that cannot serve lets MPI end them all. */
    if (ranks.own > 0 && exit_code != COMMAND_OK) return exit_code;
    ranks_end(&ranks);
    return exit_code;
}
