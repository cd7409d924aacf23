#include "cli/subcommand.h"

#include <assert.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#include "cli/evidence.h"
#include "cli/exposing.h"
#include "cli/input.h"
#include "cli/notice.h"
#include "cli/options_shared.h"
#include "cli/output.h"
#include "cli/shipped.h"
#include "export/thefts.h"
#include "json/json_exposure.h"
#include "view/windows.h"

/* A scenario is read and its run played, or a run's header says which one it
 * was. All thefts of keys are tried in it (experiment/exposure), and what each
 * opens is drawn as a chart over the time of the theft, or written as CSV with
 * the exact times. */

/* The command line. */
struct exposure_request {
    const char *path;
    struct shipped_path found;
    const char *party;
    const char *csv;
    struct exposure_question question;
    uint64_t steps;
    bool force, json;
    struct input_changes changes;
    bool stepped;
    bool chosen; /* a seed, run, change or curve was */
};

static const char *take_reach(void *out, const char *value)
{
    return exposure_reach(out, value) ? "identity, state or all" : NULL;
}

static const char *reach_word(struct arena *a, size_t i)
{
    (void)a;
    return i <= KEYS_ALL - KEYS_IDENTITY
               ? exposure_reach_name((enum keys_reach)(KEYS_IDENTITY + i))
               : NULL;
}

#define EXPOSURE_CHOSEN OPTIONS_GIVEN(struct exposure_request, chosen)

static const struct options_row exposure_options[] = {
    {"party", "NAME", "steal from this party only",
     OPTIONS_TEXT(struct exposure_request, party)},
    {"steal", "WHAT",
     "identity: the long-term keys; state: the session keys as well; all: the "
     "generator as well, with every key it will draw; default: identity, and "
     "state, each by itself",
     OPTIONS_OTHER(struct exposure_request, question.reach, take_reach),
     .offer = reach_word},
    {"steps", "N", "the number of columns for the time of the theft, 8 to 52",
     OPTIONS_NUMBER(struct exposure_request, steps), .least = WINDOWS_STEPS_MIN,
     .most = WINDOWS_STEPS_MAX,
     OPTIONS_GIVEN(struct exposure_request, stepped)},
    {"csv", "FILE",
     "write the exact times, one line per window; - is standard output, "
     "instead of the chart",
     OPTIONS_TEXT(struct exposure_request, csv)},
    {OPTIONS_FORCE(struct exposure_request, force, "an existing FILE")},
    {"seed", "N", "with SCENARIO: the seed of all random draws; default 1",
     OPTIONS_NUMBER(struct exposure_request, question.seed), EXPOSURE_CHOSEN},
    {"run", "N", "with SCENARIO: another run of the same seed; default 0",
     OPTIONS_NUMBER(struct exposure_request, question.run), EXPOSURE_CHOSEN},
    {OPTIONS_CHANGE(struct exposure_request, changes), EXPOSURE_CHOSEN},
    {OPTIONS_CRYPTO, EXPOSURE_CHOSEN},
    {OPTIONS_JSON(struct exposure_request, json,
                  "each copy, and the times of theft that open it")},
    {OPTIONS_COLOR},
    {0},
};

static int exposure_parse(int argc, char **argv, struct exposure_request *q)
{
    *q = (struct exposure_request){.steps = WINDOWS_STEPS_MAX,
                                   .question.seed = 1};
    const int exit_code = options_read(argc, argv, exposure_options, q);

    if (exit_code != COMMAND_OK) return exit_code;
    if (q->force && !output_is_file(q->csv))
        return notice_wrong(argv[0], "--force needs --csv FILE");
    if (q->stepped && q->csv && !output_is_file(q->csv))
        return notice_wrong(argv[0], "--steps does nothing with --csv -");
    if (q->json && (q->stepped || (q->csv && !output_is_file(q->csv))))
        return notice_wrong(argv[0], "--json takes no %s",
                            q->stepped ? "--steps" : "--csv -");
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

static void exposure_as_json(const struct exposure *x)
{
    struct json j;

    json_init(&j, stdout);
    json_exposure_put(&j, x);
    json_finish(&j);
}

static int exposure_study(struct exposure_request *q, const struct scenario *sc)
{
    const struct style style = options_style();
    struct exposure x;
    struct errmsg e;

    q->question.scenario = sc;
    if (options_party(&q->question.party, sc, q->party, &e))
        return notice_wrong("exposure", "%s", e.text);
    enum err rc = exposing_play(&x, &q->question, &e);
    if (rc) return notice_failed("exposure", &e);
    if (q->csv) rc = exposure_write_csv(q, &x, &e);
    if (!rc && q->json)
        exposure_as_json(&x);
    else if (!rc && !(q->csv && strcmp(q->csv, "-") == 0))
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
        .say =
            q->json || (q->csv && strcmp(q->csv, "-") == 0) ? stderr : stdout,
        .header_only = true};
    if (evidence_open_for(&ev, q->path, &reading, &e))
        return notice_failed("exposure", &e);
    q->question.seed = ev.reader.header.seed;
    q->question.run = ev.reader.header.run;
    exit_code = exposure_study(q, &ev.scenario);
    return evidence_close(&ev, exit_code);
}

static int exposure_main(int argc, char **argv)
{
    struct exposure_request q;
    struct scenario s;
    int exit_code = exposure_parse(argc, argv, &q);

    if (exit_code != COMMAND_OK) return exit_code;
    if (is_run(q.path)) return exposure_study_run(&q);
    shipped_find(&q.found, SHIPPED_SCENARIO, &q.path);
    if (input_scenario(&s, q.path, &q.changes, q.question.seed))
        return COMMAND_ERROR;
    exit_code = exposure_study(&q, &s);
    scenario_fini(&s);
    return exit_code;
}

const struct subcommand subcommand_exposure = {
    .name = "exposure",
    .summary = "show which documents a theft of keys opens, by its time",
    .main = exposure_main,
    .forms = {"SCENARIO|RUN [--party NAME] [--steal WHAT] [--steps N] [--csv "
              "FILE [--force]] [--seed N] [--run N] [--change PATH=VALUE]... "
              "[--crypto real|stand-in] [--json]"},
    .about = "Plays a run, steals keys at each time at which the keys have "
             "changed, and opens with them every frame that passed over the "
             "channels before and after. RUN is a run's folder, or a journal "
             "whose name ends in .journal; anything else is a scenario (- is "
             "standard input).",
    .options = exposure_options,
};
