/* A file that is being written for others: whole, or not there. */
#ifndef CLI_OUTPUT_H
#define CLI_OUTPUT_H

#include <stdbool.h>
#include <stdio.h>

#include "base/arena.h"

struct output {
    FILE *file;          /* where to write */
    const char *name;    /* for messages */
    const char *target;  /* NULL: written as it comes, as to a pipe */
    const char *writing; /* what lies in the folder until it is whole */
    bool forced;
    struct arena arena;
};

/* Opens a path for writing; "-" or NULL is standard output. An existing file is
 * left alone (ERR_EXISTS) unless forced, and then only replaced once the new
 * file is whole. */
MUST_CHECK enum err output_open(struct output *o, const char *path, bool force,
                                struct errmsg *e);

/* Ends it: the file is in its place if all went well. Otherwise, or when it
 * was `abandoned`, nothing is left of it. */
MUST_CHECK enum err output_close(struct output *o, bool abandoned,
                                 struct errmsg *e);

/* All of it at once, in place of a file that is there. */
MUST_CHECK enum err output_write(const char *path, struct bytes b,
                                 struct errmsg *e);

#endif
