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

static void summarise(const char *path, const struct scenario *s)
{
    struct arena a;

    arena_init(&a);
    text_put_wrapped(
        arena_format(
            &a, "%s: %s, %s, %s, %s, %s", path,
            count_things(&a, s->party_count, "party", "parties"),
            count_things(&a, s->channel_count, "channel", "channels"),
            count_things(&a, s->document_count, "document", "documents"),
            count_things(&a, s->entry_count, "entry", "entries"),
            count_things(&a, s->expect_count, "expectation", "expectations")),
        0, INDENT, stdout);
    arena_fini(&a);
}

/* A warning makes no error of a scenario. */
static void warn(const char *path, const struct scenario *s)
{
    struct scenario_errors warnings;

    scenario_errors_init(&warnings);
    warnings_find(s, &warnings);
    scenario_errors_print(stderr, path, s->source, &warnings);
    scenario_errors_fini(&warnings);
}

int check_main(int argc, char **argv)
{
    static const struct options_row none[] = {{0}};
    int exit_code = options_read(argc, argv, none);

    if (exit_code != COMMAND_OK) return exit_code;
    if (optind == argc)
        return notice_wrong(argv[0], "expected at least one SCENARIO");
    for (int i = optind; i < argc; i++) {
        struct scenario s;

        if (input_scenario(&s, argv[i])) {
            exit_code = COMMAND_ERROR;
            continue;
        }
        warn(argv[i], &s);
        summarise(argv[i], &s);
        scenario_fini(&s);
    }
    return exit_code;
}
