#include "cli/pager.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "cli/options.h"
#include "cli/subcommand.h"
#include "view/text.h"

#define PAGER_VARIABLE "DEMARCHE_PAGER"
/* Says that there is one, to this process alone. */
#define PAGED_VARIABLE "DEMARCHE_PAGED"

enum { PAGER_MISSING = 127, COLUMNS_SIZE = 16 };

const char *pager_never(void *request, const char *value)
{
    (void)request, (void)value;
    setenv(PAGER_VARIABLE, "", 1);
    return NULL;
}

static const char *pager_command(void)
{
    const char *command = getenv(PAGER_VARIABLE);

    if (!command) command = getenv("PAGER");
    return command && *command && strcmp(command, "cat") != 0 ? command : NULL;
}

/* less is to end where all fits a screen, and to let colours through. */
static void become_pager(const char *command, const int ends[2])
{
    dup2(ends[0], STDIN_FILENO);
    close(ends[0]);
    close(ends[1]);
    signal(SIGPIPE, SIG_DFL);
    signal(SIGXFSZ, SIG_DFL);
    setenv("LESS", "FRX", 0);
    setenv("LV", "-c", 0);
    execl("/bin/sh", "sh", "-c", command, (char *)NULL);
    _exit(PAGER_MISSING);
}

static void pager_left(int signal)
{
    (void)signal;
    _exit(COMMAND_OK);
}

/* What holds for the terminal behind the pager. */
static void say_terminal(void)
{
    char columns[COLUMNS_SIZE];

    snprintf(columns, sizeof columns, "%zu", text_columns(stdout));
    setenv("DEMARCHE_COLUMNS", columns, 1);
    (void)options_color(NULL, options_style().colour ? "always" : "never");
    setenv(PAGED_VARIABLE, "1", 1);
}

void pager_begin(void)
{
    const char *command = pager_command();
    int ends[2];

    if (!command || !isatty(STDOUT_FILENO) || pipe(ends)) return;
    fflush(stdout);
    const pid_t pager = fork();
    if (pager == 0) become_pager(command, ends);
    if (pager > 0) {
        say_terminal();
        dup2(ends[1], STDOUT_FILENO);
        signal(SIGPIPE, pager_left);
        signal(SIGINT, SIG_IGN);
    }
    close(ends[0]);
    close(ends[1]);
}

bool pager_runs(void)
{
    return getenv(PAGED_VARIABLE) != NULL;
}

void pager_end(void)
{
    if (!pager_runs()) return;
    close(STDOUT_FILENO);
    while (wait(NULL) > 0)
        ;
}
