#include "cli/subcommand.h"

#include <assert.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#include "cli/crew.h"
#include "cli/evidence.h"
#include "cli/input.h"
#include "cli/notice.h"
#include "cli/options.h"
#include "cli/output.h"
#include "export/thefts.h"
#include "view/windows.h"

/* The command line. */
struct exposure_request {
    const char *path;
    const char *party;
    const char *csv;
    struct exposure_question question;
    uint64_t steps;
    bool force;
    struct input_changes changes;
    bool chosen; /* a seed, run, change or curve was */
};

static const char *take_reach(void *out, const char *value)
{
    return exposure_reach(out, value) ? "identity, state or all" : NULL;
}

static int exposure_parse(int argc, char **argv, struct exposure_request *q)
{
    struct exposure_question *asked = &q->question;
    bool stepped = false;

    *q = (struct exposure_request){.steps = WINDOWS_STEPS_MAX,
                                   .question.seed = 1};
    const struct options_row rows[] = {
        {"change", .take = input_take_change, .out = &q->changes, .many = true,
         .given = &q->chosen},
        {"crypto", .take = options_crypto, .given = &q->chosen},
        {"csv", .text = &q->csv},
        {"force", .flag = &q->force},
        {"party", .text = &q->party},
        {"run", .number = &asked->run, .given = &q->chosen},
        {"seed", .number = &asked->seed, .given = &q->chosen},
        {"steal", .take = take_reach, .out = &asked->reach},
        {"steps", .number = &q->steps, .least = WINDOWS_STEPS_MIN,
         .most = WINDOWS_STEPS_MAX, .given = &stepped},
        {0},
    };
    const int exit_code = options_read(argc, argv, rows);

    if (exit_code != COMMAND_OK) return exit_code;
    if (q->force && !output_is_file(q->csv))
        return notice_wrong(argv[0], "--force needs --csv FILE");
    if (stepped && q->csv && !output_is_file(q->csv))
        return notice_wrong(argv[0], "--steps does nothing with --csv -");
    return options_operand(argc, argv, "SCENARIO or RUN", &q->path);
}

static bool is_run(const char *path)
{
    static const char ending[] = ".journal";
    const size_t end = sizeof ending - 1;
    struct stat st;

    assert(path);
    const size_t size = strlen(path);
    return (stat(path, &st) == 0 && S_ISDIR(st.st_mode)) ||
           (size > end && strcmp(path + size - end, ending) == 0);
}

static enum err exposure_write_csv(const struct exposure_request *q,
                                   const struct exposure *x, struct errmsg *e)
{
    const struct output_target target = {.path = q->csv,
                                         .input = q->path,
                                         .kind = is_run(q->path) ? "journal"
                                                                 : "scenario",
                                         .force = q->force};
    struct output o;

    enum err rc = output_open(&o, &target, e);
    if (rc) return rc;
    thefts_write(x, o.file);
    return output_close(&o, false, e);
}

static int exposure_study(struct exposure_request *q, const struct scenario *sc)
{
    const struct style style = options_style();
    struct crew crew;
    struct exposure x;
    struct errmsg e;

    q->question.scenario = sc;
    if (options_party(&q->question.party, sc, q->party, &e))
        return notice_wrong("exposure", "%s", e.text);
    if (crew_start(&crew, "exposure", 1, true)) return COMMAND_ERROR;
    enum err rc = exposure_of(&x, &q->question, &e);
    crew_stop(&crew);
    if (rc) return notice_failed("exposure", &e);
    if (q->csv) rc = exposure_write_csv(q, &x, &e);
    if (!rc && !(q->csv && strcmp(q->csv, "-") == 0))
        windows_draw(&x, &style, (unsigned)q->steps, stdout);
    exposure_fini(&x);
    return rc ? notice_failed("exposure", &e) : COMMAND_OK;
}

/* A run is played again: what was stolen stands in no journal. */
static int exposure_study_run(struct exposure_request *q)
{
    struct evidence ev;
    struct errmsg e;
    int exit_code;

    if (q->chosen)
        return notice_wrong(
            "exposure",
            "--seed, --run, --change and --crypto need a SCENARIO; a RUN has "
            "its own");
    const struct evidence_reading reading = {
        .say = q->csv && strcmp(q->csv, "-") == 0 ? stderr : stdout,
        .header_only = true};
    if (evidence_open_for(&ev, q->path, &reading, &e))
        return notice_failed("exposure", &e);
    q->question.seed = ev.reader.header.seed;
    q->question.run = ev.reader.header.run;
    exit_code = exposure_study(q, &ev.scenario);
    return evidence_close(&ev, exit_code);
}

int exposure_main(int argc, char **argv)
{
    struct exposure_request q;
    struct scenario s;
    int exit_code = exposure_parse(argc, argv, &q);

    if (exit_code != COMMAND_OK) return exit_code;
    if (is_run(q.path)) return exposure_study_run(&q);
    if (input_scenario(&s, q.path, &q.changes, q.question.seed))
        return COMMAND_ERROR;
    exit_code = exposure_study(&q, &s);
    scenario_fini(&s);
    return exit_code;
}
