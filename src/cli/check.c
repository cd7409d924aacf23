#include "cli/commands.h"

#include <stdio.h>

#include "cli/input.h"
#include "cli/options.h"
#include "view/text.h"

static void summarise(const char *path, const struct scenario *s)
{
    text_put(path, stdout);
    printf(": %zu part%s, %zu channel%s, %zu document%s, %zu entr%s, "
           "%zu expectation%s\n",
           s->party_count, s->party_count == 1 ? "y" : "ies", s->channel_count,
           s->channel_count == 1 ? "" : "s", s->document_count,
           s->document_count == 1 ? "" : "s", s->entry_count,
           s->entry_count == 1 ? "y" : "ies", s->expect_count,
           s->expect_count == 1 ? "" : "s");
}

int check_main(int argc, char **argv)
{
    static const struct option options[] = {{0}};
    int exit_code = COMMAND_OK;
    const int answer = options_next(argc, argv, options);

    if (answer != -1) return options_complain(argv, answer);
    if (optind == argc) return options_wrong(argv[0], "no scenario is named");
    for (int i = optind; i < argc; i++) {
        struct scenario s;

        if (input_scenario(&s, argv[i])) {
            exit_code = COMMAND_ERROR;
            continue;
        }
        summarise(argv[i], &s);
        scenario_fini(&s);
    }
    return exit_code;
}
