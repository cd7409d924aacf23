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
