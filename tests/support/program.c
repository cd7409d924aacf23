#define _GNU_SOURCE 1 /* memfd_create, mkdtemp, nftw, open_memstream */

#include "support/program.h"

#include <dirent.h>
#include <fcntl.h>
#include <ftw.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include <cmocka.h>

enum { PATH_SIZE = 2048, FOLDERS_OPEN = 16 };

/* In the child: takes up the gift, and becomes the program. */
static void become(const char *const *words, const struct program_gift *gift,
                   int in, int out, int err)
{
    const struct rlimit limit = {gift->file_size, gift->file_size};
    const struct rlimit memory = {gift->memory, gift->memory};

    dup2(in, STDIN_FILENO);
    dup2(out, STDOUT_FILENO);
    dup2(err, STDERR_FILENO);
    for (size_t i = 0; gift->environment && gift->environment[i]; i++)
        putenv((char *)gift->environment[i]);
    if (gift->folder && chdir(gift->folder)) _exit(PROGRAM_NOT_FOUND);
    if (gift->file_size > 0 && setrlimit(RLIMIT_FSIZE, &limit))
        _exit(PROGRAM_NOT_FOUND);
    if (gift->memory > 0 && setrlimit(RLIMIT_AS, &memory))
        _exit(PROGRAM_NOT_FOUND);
    if (strcmp(words[0], "demarche") == 0)
        execv(DEMARCHE_PROGRAM, (char *const *)words);
    else
        execvp(words[0], (char *const *)words);
    _exit(PROGRAM_NOT_FOUND);
}

static int open_or_fail(const char *path, int flags)
{
    const int fd = open(path, flags | O_CLOEXEC, 0600);

    if (fd < 0) fail_msg("cannot open %s", path);
    return fd;
}

static char *read_all(int fd, size_t *size)
{
    struct stat st;

    assert_int_equal(fstat(fd, &st), 0);
    *size = S_ISREG(st.st_mode) ? (size_t)st.st_size : 0;
    char *text = malloc(*size + 1);
    assert_non_null(text);
    assert_int_equal(pread(fd, text, *size, 0), (ssize_t)*size);
    text[*size] = '\0';
    return text;
}

static double now_ms(void)
{
    struct timespec t;

    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec * 1e3 + (double)t.tv_nsec / 1e6;
}

void program_await(pid_t child, const char *path, off_t size)
{
    const struct timespec moment = {0, 1000000};
    struct stat st;

    while (stat(path, &st) || st.st_size < size) {
        assert_int_equal(waitpid(child, NULL, WNOHANG), 0);
        nanosleep(&moment, NULL);
    }
}

int program_wait(pid_t child)
{
    int status;

    assert_int_equal(waitpid(child, &status, 0), child);
    return WIFEXITED(status) ? WEXITSTATUS(status) : -WTERMSIG(status);
}

void program_run(struct program_end *end, const struct program_gift *gift,
                 const char *const *words)
{
    static const struct program_gift nothing = {0};
    const struct program_gift *g = gift ? gift : &nothing;
    const int in = open_or_fail(g->input ? g->input : "/dev/null", O_RDONLY);
    const int out = g->output ? open_or_fail(g->output, O_RDWR)
                              : memfd_create("out", MFD_CLOEXEC);
    const int err = memfd_create("err", MFD_CLOEXEC);
    const double start = now_ms();
    const pid_t child = fork();

    assert_true(out >= 0 && err >= 0 && child >= 0);
    if (child == 0) become(words, g, in, out, err);
    end->status = program_wait(child);
    end->ms = now_ms() - start;
    end->out = read_all(out, &end->out_size);
    end->err = read_all(err, &end->err_size);
    close(in);
    close(out);
    close(err);
}

void program_end_fini(struct program_end *end)
{
    free(end->out);
    free(end->err);
}

void program_fail(const struct program_end *end, const char *const *words)
{
    char *line;
    size_t size;
    FILE *f = open_memstream(&line, &size);

    assert_non_null(f);
    for (size_t i = 0; words[i]; i++)
        fprintf(f, " %s", words[i]);
    fclose(f);
    fail_msg("%s: status %d\n%s%s", line + 1, end->status, end->out, end->err);
}

void program_ends(int status, const char *folder, const char *const *words)
{
    const struct program_gift gift = {.folder = folder};
    struct program_end end;

    program_run(&end, &gift, words);
    if (end.status != status) program_fail(&end, words);
    program_end_fini(&end);
}

pid_t program_start(const char *folder, const char *const *words)
{
    const struct program_gift gift = {.folder = folder};
    const pid_t child = fork();

    assert_true(child >= 0);
    if (child == 0) {
        const int nowhere = open("/dev/null", O_RDWR);
        become(words, &gift, nowhere, nowhere, nowhere);
    }
    return child;
}

bool program_is_there(const char *name)
{
    struct program_end end;

    program_run(&end, NULL, WORDS("which", name));
    const bool there = end.status == 0;
    program_end_fini(&end);
    if (!there)
        fprintf(stderr, "SKIPPED: %s is not installed; nothing was tried\n",
                name);
    return there;
}

void program_folder(char path[PROGRAM_PATH_SIZE])
{
    snprintf(path, PROGRAM_PATH_SIZE, P_tmpdir "/demarche test XXXXXX");
    assert_non_null(mkdtemp(path));
}

static int remove_one(const char *path, const struct stat *st, int flag,
                      struct FTW *ftw)
{
    (void)st, (void)flag, (void)ftw;
    return remove(path);
}

void program_remove(const char *path)
{
    assert_int_equal(nftw(path, remove_one, FOLDERS_OPEN, FTW_DEPTH | FTW_PHYS),
                     0);
}

bool program_left(const char *folder, const char *name)
{
    char path[PATH_SIZE];

    snprintf(path, sizeof path, "%s/%s", folder, name);
    return access(path, F_OK) == 0;
}

bool program_left_half(const char *folder)
{
    DIR *d = opendir(folder);
    const struct dirent *item;
    bool found = false;

    assert_non_null(d);
    while (!found && (item = readdir(d)))
        found = strstr(item->d_name, ".part") != NULL;
    closedir(d);
    return found;
}

char *program_read(const char *path, size_t *size)
{
    const int fd = open(path, O_RDONLY | O_CLOEXEC);

    if (fd < 0) return NULL;
    char *text = read_all(fd, size);
    close(fd);
    return text;
}

void program_write(const char *path, const void *data, size_t size)
{
    FILE *f = fopen(path, "wb");

    if (!f) fail_msg("cannot write %s", path);
    assert_int_equal(fwrite(data, 1, size, f), size);
    assert_int_equal(fclose(f), 0);
}
