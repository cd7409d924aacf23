#include "cli/program.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/err.h"
#include "cli/notice.h"
#include "cli/output.h"
#include "cli/pager.h"
#include "cli/subcommand.h"

void program_begin(void)
{
    for (int fd = STDIN_FILENO; fd <= STDERR_FILENO; fd++) {
        const int useless = fd == STDIN_FILENO ? O_WRONLY : O_RDONLY;

        if (fcntl(fd, F_GETFD) < 0 && open("/dev/null", useless) < 0) return;
    }
    signal(SIGPIPE, SIG_IGN);
    signal(SIGXFSZ, SIG_IGN);
}

int program_end(int exit_code)
{
    const int failed = output_flush(stdout);

    pager_end();
    if (failed == 0 || failed == EPIPE) return exit_code;
    notice_say("cannot write to standard output: %s",
               failed > 0 ? strerror(failed) : err_text(ERR_IO));
    return COMMAND_ERROR;
}
