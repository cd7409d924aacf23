#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/err.h"
#include "cli/subcommand.h"
#include "cli/help.h"
#include "cli/notice.h"
#include "scenario/name.h"

static const struct subcommand *find_command(const char *name)
{
    const struct subcommand *c;

    for (size_t i = 0; (c = subcommand_at(i)); i++)
        if (strcmp(c->name, name) == 0) return c;
    return NULL;
}

static int unknown_command(const char *name)
{
    const struct subcommand *c;
    struct name_nearest near;

    name_nearest_init(&near, name);
    for (size_t i = 0; (c = subcommand_at(i)); i++)
        name_nearest_try(&near, c->name);
    if (near.best)
        return notice_wrong(NULL, "no command is named %s; did you mean %s?",
                            name, near.best);
    return notice_wrong(NULL, "no command is named %s", name);
}

static int print_overview(void)
{
    help_overview(stdout);
    return COMMAND_OK;
}

static int print_help(const struct subcommand *c)
{
    help_command(c, stdout);
    return COMMAND_OK;
}

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

static int dispatch(int argc, char **argv)
{
    const bool help =
        argc < 2 || strcmp(argv[1], "help") == 0 || is_help(argv[1]);

    if (argc < 2 + help) return print_overview();
    if (strcmp(argv[1], "--version") == 0) {
        puts("demarche " DEMARCHE_VERSION);
        return COMMAND_OK;
    }
    const char *name = argv[1 + help];
    const struct subcommand *c = find_command(name);

    if (!c) return unknown_command(name);
    if (help || asks_for_help(argc - 1, argv + 1)) return print_help(c);
    return c->main(argc - 1, argv + 1);
}

/* A standard stream that was closed stays of no use, but its number is taken:
 * no journal may come to stand where messages go. A pipe that nobody reads
 * and a limit on files are errors of writing, not reasons to be killed. */
static void prepare_streams(void)
{
    for (int fd = STDIN_FILENO; fd <= STDERR_FILENO; fd++) {
        const int useless = fd == STDIN_FILENO ? O_WRONLY : O_RDONLY;

        if (fcntl(fd, F_GETFD) < 0 && open("/dev/null", useless) < 0) return;
    }
    signal(SIGPIPE, SIG_IGN);
    signal(SIGXFSZ, SIG_IGN);
}

/* Flushes standard output: an error such as a full disk shows only here. A pipe
 * closed by its reader is no error. */
static int finish_output(int exit_code)
{
    const bool failed = ferror(stdout);

    errno = 0;
    if ((fflush(stdout) == 0 && !failed) || errno == EPIPE) return exit_code;
    notice_say("cannot write to standard output: %s",
               errno ? strerror(errno) : err_text(ERR_IO));
    return COMMAND_ERROR;
}

int main(int argc, char **argv)
{
    prepare_streams();
    return finish_output(dispatch(argc, argv));
}
