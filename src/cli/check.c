#include "cli/subcommand.h"

#include <stdio.h>
#include <unistd.h>

#include "cli/input.h"
#include "cli/learn_review.h"
#include "cli/notice.h"
#include "cli/options_shared.h"
#include "cli/shipped.h"
#include "json/json_check.h"
#include "scenario/expansion.h"
#include "scenario/scenario_query.h"
#include "scenario/warnings.h"
#include "view/text.h"

/* Each scenario is read for itself. Of a good one its warnings are said and
 * then a summary in one line, of another all of its errors; with --print the
 * one scenario is written out instead. With --json all of it becomes one
 * object, on standard output, and nothing else is said. */

enum { INDENT = 2 };

/* "1 party", "3 parties". */
static const char *count_things(struct arena *a, size_t n, const char *one,
                                const char *many)
{
    return arena_format(a, "%zu %s", n, n == 1 ? one : many);
}

static void summarise(const char *label, const struct scenario *s)
{
    struct arena a;

    arena_init(&a);
    text_put_wrapped(
        arena_format(
            &a, "%s: %s, %s, %s, %s, %s", label,
            count_things(&a, s->party_count, "party", "parties"),
            count_things(&a, s->channel_count, "channel", "channels"),
            count_things(&a, s->document_count, "document", "documents"),
            count_things(&a, scenario_entries(s), "entry", "entries"),
            count_things(&a, s->expect_count, "expectation", "expectations")),
        0, INDENT, stdout);
    arena_fini(&a);
}

/* A warning makes no error of a scenario. */
static void warn(const char *label, const struct scenario *s)
{
    struct scenario_errors warnings;

    scenario_errors_init(&warnings);
    warnings_find(s, &warnings);
    scenario_errors_print(stderr, label, s->source, &warnings);
    scenario_errors_fini(&warnings);
}

struct check_request {
    struct input_changes changes;
    uint64_t seed;
    bool seed_given, print, json;
};

static const struct options_row check_options[] = {
    {OPTIONS_CHANGE(struct check_request, changes)},
    {OPTIONS_JSON(struct check_request, json,
                  "what was found, with its line and column")},
    {"print", NULL, "write the scenario out, with what it has generated",
     OPTIONS_FLAG(struct check_request, print)},
    {"seed", "N", "with --print: the seed of what is generated; default 1",
     OPTIONS_NUMBER(struct check_request, seed),
     OPTIONS_GIVEN(struct check_request, seed_given)},
    {0},
};

/* Prints the scenario with its network written out, and nothing beside it. */
static int print_out(const char *label, const struct scenario *s,
                     struct arena *a)
{
    struct bytes text;
    struct errmsg e;

    const enum err rc = expansion_write(s, a, &text, &e);

    if (rc) {
        (void)err_wrap(&e, rc, "%s", label);
        return notice_failed("check", &e);
    }
    fwrite(text.data, 1, text.size, stdout);
    return COMMAND_OK;
}

/* A lesson with a change is another one, and not judged as a lesson. */
static enum err review(const char *path, const struct scenario *s,
                       const struct check_request *q,
                       struct scenario_errors *findings, struct errmsg *e)
{
    return q->changes.count > 0 ? ERR_OK : learn_review(s, path, findings, e);
}

/* Says what is wrong with a scenario as a lesson, if it is one. */
static int review_aloud(const char *path, const char *label,
                        const struct scenario *s, const struct check_request *q)
{
    struct scenario_errors findings;
    struct errmsg e;

    scenario_errors_init(&findings);
    const enum err rc = review(path, s, q, &findings, &e);
    const bool good = !rc && findings.count == 0;

    scenario_errors_print(stderr, label, s->source, &findings);
    scenario_errors_fini(&findings);
    if (rc) return notice_failed("check", &e);
    return good ? COMMAND_OK : COMMAND_ERROR;
}

static int check_one(const char *path, const struct check_request *q)
{
    struct shipped_path found;
    struct scenario s;
    struct arena a;

    shipped_find(&found, SHIPPED_SCENARIO, &path);
    if (input_scenario(&s, path, &q->changes, q->seed)) return COMMAND_ERROR;
    arena_init(&a);
    const char *label = input_label(&a, path, &q->changes);

    warn(label, &s);
    int exit_code = review_aloud(path, label, &s, q);
    if (exit_code == COMMAND_OK && q->print)
        exit_code = print_out(label, &s, &a);
    else if (exit_code == COMMAND_OK)
        summarise(label, &s);
    arena_fini(&a);
    scenario_fini(&s);
    return exit_code;
}

/* The same as an object of the array that is open. */
static int check_as_json(struct json *j, const char *path,
                         const struct check_request *q)
{
    struct shipped_path found;
    struct input_reading r;
    struct scenario s;
    struct scenario_errors warnings;
    struct json_check c = {.errors = &r.errors};

    shipped_find(&found, SHIPPED_SCENARIO, &path);
    c.file = path;
    enum err rc = input_reading_init(&r, &s, path, &q->changes, q->seed);
    c.changed = r.changed;
    if (rc) {
        if (r.errors.count == 0) c.unread = r.e.text;
        json_check_put(j, &c);
    } else {
        scenario_errors_init(&warnings);
        rc = review(path, &s, q, &warnings, &r.e);
        if (rc)
            c.unread = r.e.text;
        else if (warnings.count > 0)
            rc = ERR_FORMAT;
        else
            warnings_find(&s, &warnings);
        c.scenario = rc ? NULL : &s;
        c.errors = &warnings;
        json_check_put(j, &c);
        scenario_errors_fini(&warnings);
        scenario_fini(&s);
    }
    input_reading_fini(&r);
    return rc ? COMMAND_ERROR : COMMAND_OK;
}

static int check_all_as_json(char **paths, int count,
                             const struct check_request *q)
{
    int exit_code = COMMAND_OK;
    struct json j;

    json_init(&j, stdout);
    json_open_object(&j, NULL);
    json_open_array(&j, "scenarios");
    for (int i = 0; i < count; i++)
        if (check_as_json(&j, paths[i], q) != COMMAND_OK)
            exit_code = COMMAND_ERROR;
    json_close(&j);
    json_bool(&j, "valid", exit_code == COMMAND_OK);
    json_close(&j);
    json_finish(&j);
    return exit_code;
}

static int check_main(int argc, char **argv)
{
    struct check_request q = {.seed = 1};
    int exit_code = options_read(argc, argv, check_options, &q);

    if (exit_code != COMMAND_OK) return exit_code;
    if (optind == argc)
        return notice_wrong(argv[0], "expected at least one SCENARIO");
    if (q.print && optind + 1 < argc)
        return notice_wrong(argv[0], "expected one SCENARIO with --print");
    if (q.seed_given && !q.print)
        return notice_wrong(argv[0], "--seed goes with --print");
    if (q.json && q.print)
        return notice_wrong(argv[0], "--json takes no --print");
    if (q.json) return check_all_as_json(argv + optind, argc - optind, &q);
    for (int i = optind; i < argc; i++)
        if (check_one(argv[i], &q) != COMMAND_OK) exit_code = COMMAND_ERROR;
    return exit_code;
}

const struct subcommand subcommand_check = {
    .name = "check",
    .summary = "check scenarios and list what is wrong",
    .main = check_main,
    .forms = {"SCENARIO... [--json] [--change PATH=VALUE]...",
              "SCENARIO --print [--seed N] [--change PATH=VALUE]..."},
    .about = "Reads each scenario (- is standard input) and prints a summary "
             "in one line, or every error in it with FILE:LINE:COLUMN. "
             "Changes are made to each.",
    .options = check_options,
};
