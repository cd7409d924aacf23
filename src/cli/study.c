#include "cli/study.h"

#include <string.h>
#include <sys/stat.h>

#include "cli/input.h"
#include "cli/notice.h"
#include "cli/options_shared.h"
#include "cli/shipped.h"
#include "cli/subcommand.h"
#include "live/workers.h"
#include "scenario/yaml.h"

/* `study` carries out a study's file. `sweep` writes such a file out of its
 * command line, each --vary a line of `vary`, each --measure one of `measure`,
 * and carries it out in the same way. It names its scenario without a folder:
 * a copy lies beside it in the results, with each --change in it, so that the
 * file there is one to go on from. */

enum { SWEEP_VARY_MAX = 16, SWEEP_MEASURE_MAX = 64 };

/* The rows of both: m leads from T to the study, which is `place` bytes within
 * it. */
#define STUDY_ROWS(T, m, place)                                                \
    {"runs",                                                                   \
     "N",                                                                      \
     "how many runs at each point; default: as the study says, or 1000",       \
     OPTIONS_NUMBER(T, m runs),                                                \
     .least = 1,                                                               \
     .most = DESIGN_RUNS_MAX},                                                 \
        {"seed", "N",                                                          \
         "the seed of all random draws; default: as the study says, or 1",     \
         OPTIONS_NUMBER(T, m seed), .least = 1},                               \
        {"out", "FOLDER", "where to write the results; default studies/NAME",  \
         OPTIONS_TEXT(T, m folder)},                                           \
        {"resume", NULL, "go on with results that are there",                  \
         OPTIONS_FLAG(T, m resume)},                                           \
        {OPTIONS_FORCE(T, m force, "results that are there")},                 \
        {"keep",                                                               \
         "N",                                                                  \
         "keep the journals of the first N runs of each point, and of N that " \
         "broke an expectation",                                               \
         OPTIONS_NUMBER(T, m keep),                                            \
         .least = 1,                                                           \
         .most = 1000},                                                        \
        {"shard", "K/N",                                                       \
         "play the K-th of N parts of the runs alone; demarche merge joins "   \
         "them",                                                               \
         OPTIONS_TAKEN(studying_take_shard), .at = (place)},                   \
        {OPTIONS_THREADS(T, m threads)},                                       \
        {OPTIONS_CRYPTO, OPTIONS_GIVEN(T, m curve)},                           \
    {                                                                          \
        OPTIONS_QUIET(T, m quiet)                                              \
    }

static const struct options_row study_options[] = {
    STUDY_ROWS(struct studying_request, , 0),
    {OPTIONS_COLOR},
    {0},
};

static int check_request(const struct studying_request *q)
{
    if (q->resume && q->force)
        return notice_wrong(q->command, "--resume does not go with --force");
    if (q->keep > 0 && q->shards > 0)
        return notice_wrong(q->command, "--keep does not go with --shard");
    if (q->players && q->threads > 0)
        return notice_wrong(q->command, "--threads does not go with ranks, of "
                                        "which each has one");
    return COMMAND_OK;
}

/* The folder of a file, or "". */
static const char *folder_of(struct arena *a, const char *path)
{
    const char *slash = strrchr(path, '/');

    return slash ? arena_format(a, "%.*s",
                                slash == path ? 1 : (int)(slash - path), path)
                 : "";
}

static bool is_folder(const char *path)
{
    struct stat st;

    return stat(path, &st) == 0 && S_ISDIR(st.st_mode);
}

/* A study that was begun is gone on with as it was. */
static int resume_folder(struct studying_request *q, const char *path)
{
    if (!q->resume)
        return notice_wrong(q->command,
                            "%s is a folder; --resume goes on with the study "
                            "in it",
                            path);
    if (q->folder || q->runs > 0 || q->seed > 0 || q->curve)
        return notice_wrong(q->command,
                            "%s is a folder: --out, --runs, --seed and "
                            "--crypto are as the study in it has them",
                            path);
    q->folder = path;
    return studying_resume(q);
}

static int run_file(const struct studying_request *q, const char *path)
{
    struct bytes text;
    struct errmsg e;
    struct arena a;

    arena_init(&a);
    enum err rc = input_read(&a, path, YAML_FILE_MAX + 1, &text, &e);
    if (rc == ERR_MISSING) rc = shipped_missing(SHIPPED_STUDY, path, &e);
    const int exit_code = rc ? notice_failed(q->command, &e)
                             : studying_run(q, path, text, folder_of(&a, path));
    arena_fini(&a);
    return exit_code;
}

int study_by(int argc, char **argv, const struct studying_players *players)
{
    struct studying_request q = {.command = argv[0], .players = players};
    struct shipped_path found;
    const char *path;
    int exit_code = options_read(argc, argv, study_options, &q);

    if (exit_code == COMMAND_OK)
        exit_code = options_operand(argc, argv, "FILE", &path);
    if (exit_code == COMMAND_OK) exit_code = check_request(&q);
    if (exit_code != COMMAND_OK) return exit_code;
    if (is_folder(path)) return resume_folder(&q, path);
    shipped_find(&found, SHIPPED_STUDY, &path);
    return run_file(&q, path);
}

static int study_main(int argc, char **argv)
{
    return study_by(argc, argv, NULL);
}

/* The command line of `sweep`. */
struct study_sweep {
    struct studying_request study;
    const char *vary[SWEEP_VARY_MAX];
    size_t vary_count;
    const char *measures[SWEEP_MEASURE_MAX];
    size_t measure_count;
    struct input_changes changes;
};

static const char *take_vary(void *out, const char *value)
{
    struct study_sweep *q = out;
    const char *equals = strchr(value, '=');

    if (!equals || equals == value || !equals[1] ||
        q->vary_count == SWEEP_VARY_MAX)
        return "PATH=VALUE,VALUE, such as parties.press.readers=1,10,100, at "
               "most 16 times";
    q->vary[q->vary_count++] = value;
    return NULL;
}

static const char *take_measure(void *out, const char *value)
{
    struct study_sweep *q = out;

    if (!*value || q->measure_count == SWEEP_MEASURE_MAX)
        return "a sentence, at most 64 times";
    q->measures[q->measure_count++] = value;
    return NULL;
}

static const struct options_row sweep_options[] = {
    {"vary", "PATH=VALUE,VALUE",
     "play each of these values, such as parties.press.readers=1,10,100; may "
     "be given more than once: each value with each",
     OPTIONS_TAKEN(take_vary), .many = true},
    {"measure", "SENTENCE",
     "when and how often it holds, such as \"press holds us-response\"; may "
     "be given more than once; default: what the scenario expects",
     OPTIONS_TAKEN(take_measure), .many = true},
    {OPTIONS_CHANGE(struct study_sweep, changes)},
    STUDY_ROWS(struct study_sweep, study., offsetof(struct study_sweep, study)),
    {OPTIONS_COLOR},
    {0},
};

/* A text in the quotes of YAML. */
static const char *quoted(struct arena *a, const char *text, size_t size)
{
    char *out = arena_alloc(a, 2 * size + 3), *p = out;

    *p++ = '"';
    for (size_t i = 0; i < size; i++) {
        if (text[i] == '"' || text[i] == '\\') *p++ = '\\';
        *p++ = text[i];
    }
    *p = '"';
    return out;
}

/* "readers=1,10" -> "  \"readers\": [1, 10]\n". Values stand as they are
 * typed, as in a scenario's file. */
static const char *vary_line(struct arena *a, const char *vary)
{
    const char *equals = strchr(vary, '=');
    const char *line =
        arena_format(a, "  %s: [", quoted(a, vary, (size_t)(equals - vary)));

    for (const char *value = equals + 1; value;) {
        const char *comma = strchr(value, ',');
        const int size = comma ? (int)(comma - value) : (int)strlen(value);
        line = arena_format(a, "%s%.*s%s", line, size, value,
                            comma ? ", " : "]\n");
        value = comma ? comma + 1 : NULL;
    }
    return line;
}

static const char *study_text(struct arena *a, const struct study_sweep *q,
                              const char *scenario)
{
    const char *text = arena_format(a, "study: 1\nscenario: %s\n",
                                    quoted(a, scenario, strlen(scenario)));

    if (q->vary_count > 0) text = arena_format(a, "%svary:\n", text);
    for (size_t i = 0; i < q->vary_count; i++)
        text = arena_format(a, "%s%s", text, vary_line(a, q->vary[i]));
    if (q->measure_count > 0) text = arena_format(a, "%smeasure:\n", text);
    for (size_t i = 0; i < q->measure_count; i++)
        text = arena_format(a, "%s  m%zu: %s\n", text, i + 1,
                            quoted(a, q->measures[i], strlen(q->measures[i])));
    return text;
}

/* Without measures, those sentences that the scenario expects. */
static enum err expected_measures(struct study_sweep *q, struct arena *a,
                                  const char *path)
{
    struct scenario s;

    if (q->measure_count > 0) return ERR_OK;
    if (input_scenario(&s, path, &q->changes, q->study.seed)) return ERR_FORMAT;
    for (size_t i = 0; i < s.expect_count && i < SWEEP_MEASURE_MAX; i++)
        q->measures[q->measure_count++] = arena_text(a, s.expects[i].text);
    scenario_fini(&s);
    return ERR_OK;
}

static int sweep_main(int argc, char **argv)
{
    struct study_sweep q = {.study.command = argv[0]};
    struct shipped_path found;
    const char *path;
    struct arena a;
    int exit_code = options_read(argc, argv, sweep_options, &q);

    if (exit_code == COMMAND_OK)
        exit_code = shipped_operand(argc, argv, &found, &path);
    if (exit_code == COMMAND_OK) exit_code = check_request(&q.study);
    if (exit_code == COMMAND_OK && strcmp(path, "-") == 0)
        exit_code = notice_wrong(argv[0], "expected a file: its name stands in "
                                          "the study that is written");
    if (exit_code != COMMAND_OK) return exit_code;
    arena_init(&a);
    exit_code = COMMAND_ERROR;
    q.study.changes = &q.changes;
    if (!expected_measures(&q, &a, path)) {
        const char *slash = strrchr(path, '/');
        const char *text = study_text(&a, &q, slash ? slash + 1 : path);
        exit_code = studying_run(
            &q.study, arena_format(&a, "%s-sweep.yaml", input_name(&a, path)),
            bytes_of_text(text), folder_of(&a, path));
    }
    arena_fini(&a);
    return exit_code;
}

const struct subcommand subcommand_study = {
    .name = "study",
    .summary = "play a scenario many times, and tell what the runs say",
    .main = study_main,
    .forms = {"FILE [--out FOLDER] [--runs N] [--seed N] [--resume] "
              "[--force] [--keep N] [--shard K/N] [--crypto real|stand-in] "
              "[--threads N] [--quiet]",
              "FOLDER --resume [--keep N] [--shard K/N] [--threads N] "
              "[--quiet]"},
    .about = "FILE is a study: a scenario, what varies in it, and what is "
             "measured (docs/studies.md). Every point plays the same runs. "
             "All that is said has the number of runs, and an interval. "
             "FOLDER is that of a study that was begun.",
    .exits = "2 where the runs deny an expectation, 3 where "
             "it was stopped; --resume then goes on.",
    .options = study_options,
    .takes_study = true,
};

const struct subcommand subcommand_sweep = {
    .name = "sweep",
    .summary = "the same without a file: vary values, ask sentences",
    .main = sweep_main,
    .forms = {"SCENARIO [--vary PATH=VALUE,VALUE]... [--measure SENTENCE]... "
              "[--change PATH=VALUE]... "
              "[--out FOLDER] [--runs N] [--seed N] [--resume] [--force] "
              "[--keep N] [--shard K/N] [--crypto real|stand-in] [--threads "
              "N] [--quiet]"},
    .about = "Writes a study out of the command line into the folder, "
             "study.yaml, and carries it out.",
    .options = sweep_options,
};
