#include "cli/captured.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "cli/options.h"
#include "cli/pager.h"
#include "cli/program.h"
#include "cli/subcommand.h"
#include "view/text.h"

/* The process is forked: what a command leaves behind in the curve, the
 * environment or the reading of options is its own, and so is the memory that
 * it takes. Its output goes into files without a name, which are read when it
 * has ended. */

enum { WORDS_MAX = 600, OUTPUT_MAX = 16 * 1024 * 1024, COLUMNS_SIZE = 16 };

static _Noreturn void captured_be(const struct subcommand *c,
                                  const char *const *words, const int ends[2])
{
    char *argv[WORDS_MAX + 1];
    char columns[COLUMNS_SIZE];
    int argc = 0;
    const int nothing = open("/dev/null", O_RDWR);

    snprintf(columns, sizeof columns, "%zu",
             text_columns(stdout) < TEXT_COLUMNS ? text_columns(stdout)
                                                 : (size_t)TEXT_COLUMNS);
    signal(SIGINT, SIG_DFL);
    signal(SIGTERM, SIG_DFL);
    signal(SIGHUP, SIG_DFL);
    if (nothing < 0) _exit(COMMAND_ERROR);
    dup2(nothing, STDIN_FILENO);
    /* What could not be written so far is not this command's to write. */
    dup2(nothing, STDOUT_FILENO);
    fflush(stdout);
    clearerr(stdout);
    dup2(ends[0], STDOUT_FILENO);
    dup2(ends[1], STDERR_FILENO);
    setenv("DEMARCHE_COLUMNS", columns, 1);
    (void)pager_never(NULL, NULL);
    (void)options_color(NULL, "never");
    for (; words[argc] && argc < WORDS_MAX; argc++)
        argv[argc] = (char *)words[argc];
    argv[argc] = NULL;
    _exit(program_end(c->main(argc, argv)));
}

static struct bytes captured_read(struct arena *a, FILE *f)
{
    const long end = fseek(f, 0, SEEK_END) == 0 ? ftell(f) : 0;
    const size_t most = end > 0 ? (size_t)end : 0;
    const size_t size = most < OUTPUT_MAX ? most : OUTPUT_MAX;
    char *text = arena_alloc(a, size + 1);

    rewind(f);
    const size_t got = fread(text, 1, size, f);
    text[got] = '\0';
    return bytes_of(text, got);
}

static enum err captured_await(pid_t child, int *status, struct errmsg *e)
{
    int how;

    while (waitpid(child, &how, 0) < 0)
        if (errno != EINTR)
            return err_set(e, ERR_IO, "cannot wait for a process: %s",
                           strerror(errno));
    *status = WIFEXITED(how) ? WEXITSTATUS(how) : -WTERMSIG(how);
    return ERR_OK;
}

enum err captured_run(struct captured *c, struct arena *a,
                      const struct subcommand *command,
                      const char *const *words, struct errmsg *e)
{
    enum err rc = ERR_OK;

    *c = (struct captured){0};
    FILE *const out = tmpfile();
    FILE *const err = tmpfile();
    fflush(stdout);
    fflush(stderr);
    const pid_t child = out && err ? fork() : -1;
    if (child == 0)
        captured_be(command, words, (const int[]){fileno(out), fileno(err)});
    rc = child < 0
             ? err_set(e, ERR_IO, "cannot begin a process: %s", strerror(errno))
             : captured_await(child, &c->status, e);
    if (!rc) {
        c->out = captured_read(a, out);
        c->err = captured_read(a, err);
    }
    if (out) fclose(out);
    if (err) fclose(err);
    return rc;
}
