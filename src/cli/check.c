#include "cli/subcommand.h"

#include <stdio.h>
#include <unistd.h>

#include "cli/input.h"
#include "cli/notice.h"
#include "cli/options.h"
#include "scenario/warnings.h"
#include "view/text.h"

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
            count_things(&a, s->entry_count, "entry", "entries"),
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

static int check_one(const char *path, const struct input_changes *changes)
{
    struct scenario s;
    struct arena a;

    if (input_scenario(&s, path, changes)) return COMMAND_ERROR;
    arena_init(&a);
    const char *label = input_label(&a, path, changes);

    warn(label, &s);
    summarise(label, &s);
    arena_fini(&a);
    scenario_fini(&s);
    return COMMAND_OK;
}

int check_main(int argc, char **argv)
{
    struct input_changes changes = {.count = 0};
    const struct options_row rows[] = {
        {"change", .take = input_take_change, .out = &changes, .many = true},
        {0},
    };
    int exit_code = options_read(argc, argv, rows);

    if (exit_code != COMMAND_OK) return exit_code;
    if (optind == argc)
        return notice_wrong(argv[0], "expected at least one SCENARIO");
    for (int i = optind; i < argc; i++)
        if (check_one(argv[i], &changes) != COMMAND_OK)
            exit_code = COMMAND_ERROR;
    return exit_code;
}
