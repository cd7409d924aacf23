/* Programs as their callers see them: what they are given, what they print
 * where, and how they end. */
#ifndef TESTS_SUPPORT_PROGRAM_H
#define TESTS_SUPPORT_PROGRAM_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

enum { PROGRAM_PATH_SIZE = 128, PROGRAM_NOT_FOUND = 127 };

/* A program's inputs besides its arguments; all may be left out. */
struct program_gift {
    const char *input;              /* a file, for standard input */
    const char *output;             /* a file, for standard output */
    const char *const *environment; /* NAME=VALUE, up to a NULL */
    const char *folder;             /* to work in */
    uint64_t file_size;             /* the most bytes a file may have */
    uint64_t memory;                /* the most bytes of addresses */
};

/* A program's outputs; the texts end with a NUL, too. */
struct program_end {
    int status; /* the exit status; minus the signal that killed it */
    char *out, *err;
    size_t out_size, err_size;
    double ms;
};

/* The words of a command. */
#define WORDS(...) ((const char *const[]){__VA_ARGS__, NULL})

/* Runs a command and waits for its end. Its words end with a NULL; the first,
 * "demarche", is the program under test, any other one is looked for in PATH:
 * status PROGRAM_NOT_FOUND when it is not there. */
void program_run(struct program_end *end, const struct program_gift *gift,
                 const char *const *words);
void program_end_fini(struct program_end *end);

/* Fails the test: the command came to an end that it should not have. */
void program_fail(const struct program_end *end, const char *const *words);

/* Runs a command in a folder; it has to end with this status. */
void program_ends(int status, const char *folder, const char *const *words);

/* Starts a command whose output goes nowhere, in a folder; the caller waits
 * for it. */
pid_t program_start(const char *folder, const char *const *words);

/* Waits until a child that runs on has written so many bytes to a file. */
void program_await(pid_t child, const char *path, off_t size);

/* Waits for a child; gives a status as in struct program_end. */
int program_wait(pid_t child);

/* True if a program is installed; prints a notice when it is not. */
bool program_is_there(const char *name);

/* A new folder, whose path has spaces, and its end with all that is in it. */
void program_folder(char path[PROGRAM_PATH_SIZE]);
void program_remove(const char *path);

/* True if there is something of that name in a folder. */
bool program_left(const char *folder, const char *name);

/* True if half of a file is left in a folder, under any name. */
bool program_left_half(const char *folder);

/* A whole file, for the caller to free; its text ends with a NUL. NULL when it
 * is not there. */
char *program_read(const char *path, size_t *size);
void program_write(const char *path, const void *data, size_t size);

#endif
