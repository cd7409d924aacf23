#include "support/exports.h"

#include <fcntl.h>
#include <setjmp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

void exports_journal(const char *folder, const char *name,
                     const struct story_line *lines, size_t count)
{
    char path[EXPORTS_PATH_SIZE];

    snprintf(path, sizeof path, "%s/%s", folder, name);
    const int fd = open(path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    assert_true(fd >= 0);
    stories_write(fd, lines, count, true);
}

int exports_set_up(void **state)
{
    char *folder = malloc(PROGRAM_PATH_SIZE);

    program_folder(folder);
    exports_journal(folder, "tale.journal", tale_lines(), TALE_LINES);
    *state = folder;
    return 0;
}

int exports_tear_down(void **state)
{
    program_remove(*state);
    free(*state);
    return 0;
}

void exports_run(const char *folder, const char *const *words, int status,
                 const char *says)
{
    const struct program_gift gift = {.folder = folder};
    struct program_end end;

    program_run(&end, &gift, words);
    if (end.status != status || (says && !strstr(end.err, says)) ||
        (!says && end.err[0]))
        program_fail(&end, words);
    program_end_fini(&end);
}

void exports_python(const char *folder, const char *journal, const char *format,
                    const char *program)
{
    char path[EXPORTS_PATH_SIZE];

    exports_run(folder,
                WORDS("demarche", "export", journal, "--to", format, "-o", "in",
                      "--force"),
                0, NULL);
    snprintf(path, sizeof path, "%s/read.py", folder);
    program_write(path, program, strlen(program));
    exports_run(folder, WORDS("python3", "-B", "read.py"), 0, NULL);
}
