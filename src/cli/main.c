#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include "cli/subcommand.h"
#include "cli/help.h"
#include "cli/notice.h"
#include "cli/program.h"

static bool is_help(const char *word)
{
    return strcmp(word, "--help") == 0 || strcmp(word, "-h") == 0;
}

static bool asks_for_help(int argc, char **argv)
{
    for (int i = 1; i < argc && strcmp(argv[i], "--") != 0; i++)
        if (is_help(argv[i])) return true;
    return false;
}

static int print_version(int argc)
{
    if (argc > 2) return notice_wrong(NULL, "--version takes no other word");
    puts("demarche " DEMARCHE_VERSION);
    return COMMAND_OK;
}

static int dispatch(int argc, char **argv)
{
    char help[] = "help";

    if (argc < 2) {
        help_overview(stdout);
        return COMMAND_OK;
    }
    if (strcmp(argv[1], "--version") == 0) return print_version(argc);
    if (is_help(argv[1])) argv[1] = help;
    const struct subcommand *c = help_find(argv[1]);

    if (!c) return COMMAND_USAGE;
    if (asks_for_help(argc - 1, argv + 1)) {
        help_command(c, stdout);
        return COMMAND_OK;
    }
    return (c->main ? c->main : help_main)(argc - 1, argv + 1);
}

int main(int argc, char **argv)
{
    program_begin();
    return program_end(dispatch(argc, argv));
}
