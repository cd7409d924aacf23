/* A file that is being written for others: whole, or not there. */
#ifndef CLI_OUTPUT_H
#define CLI_OUTPUT_H

#include <signal.h>
#include <stdbool.h>
#include <stdio.h>

#include "base/arena.h"

/* The place of an output, and what must not be lost by it. */
struct output_target {
    const char *path;  /* "-" or NULL: standard output */
    const char *input; /* the file it is made of, or NULL */
    const char *other; /* another one that is read, or NULL */
    const char *const
        *inputs;      /* in its place any number, up to NULL; or NULL */
    const char *kind; /* of the input; NULL: "journal" */
    bool force;       /* replaces a file that is there */
    bool secret;      /* for its owner alone */
    bool regular;     /* never a pipe or a device */
    bool lasting;     /* its command has no --force */
};

/* False for standard output, in which nothing is ever replaced. */
bool output_is_file(const char *path);

struct output {
    FILE *file;          /* where to write */
    const char *name;    /* for messages */
    const char *target;  /* NULL: written as it comes, as to a pipe */
    const char *writing; /* what lies in the folder until it is whole */
    bool forced, lasting;
    sigset_t before; /* with a target: the caller's mask of signals */
    struct arena arena;
};

/* Opens a path for writing. A file that is there is left alone (ERR_EXISTS)
 * unless forced, and then only replaced once the new file is whole; never the
 * input (ERR_EXISTS), by whatever name or link, nor a journal that a live
 * writer holds (ERR_STATE). Until the end of a file, Ctrl-C and the like are
 * held back, so that it is whole or not there. */
MUST_CHECK enum err output_open(struct output *o, const struct output_target *t,
                                struct errmsg *e);

/* 0 once all is written, or else the error number, -1 where there is none. What
 * could not be written may be gone from the stream; the reason is then met
 * again with a line more. */
int output_flush(FILE *file);

/* Ends it: the file is in its place if all went well, or the reader of standard
 * output has closed it. Otherwise, or when it was `abandoned`, nothing is left
 * of it. */
MUST_CHECK enum err output_close(struct output *o, bool abandoned,
                                 struct errmsg *e);

/* The same without a FILE: *fd is the caller's, open for reading and writing.
 * It is then put into its place, or taken back on failure; or dropped. */
MUST_CHECK enum err output_begin(struct output *o,
                                 const struct output_target *t, int *fd,
                                 struct errmsg *e);
MUST_CHECK enum err output_end(struct output *o, struct errmsg *e);
void output_drop(struct output *o);

/* All of it at once. */
MUST_CHECK enum err output_write(const struct output_target *t, struct bytes b,
                                 struct errmsg *e);

#endif
