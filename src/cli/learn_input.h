/* The source of a learner's answers: somebody who types, a file of answers, or
 * nobody. */
#ifndef CLI_LEARN_INPUT_H
#define CLI_LEARN_INPUT_H

#include <stdbool.h>

#include "base/arena.h"
#include "base/err.h"

enum { LEARN_INPUT_LINE = 1024, LEARN_INPUT_LINES_MAX = 1000 };

enum learn_input_kind {
    LEARN_INPUT_TYPED,
    LEARN_INPUT_SCRIPT,
    LEARN_INPUT_NONE /* all is printed, and nothing asked */
};

/* A line of a script: `predict c`. */
struct learn_input_line {
    const char *verb, *rest;
    size_t number;
};

struct learn_input {
    enum learn_input_kind kind;
    struct arena *arena;
    bool screen; /* typed, and printed, on a terminal that can be cleared */
    const struct learn_input_line *lines; /* of a script */
    size_t count, next;
};

void learn_input_init(struct learn_input *in, struct arena *a,
                      enum learn_input_kind kind);

/* Reads a script. ERR_FORMAT: a line of it begins with no word that a script
 * knows; e says which. */
MUST_CHECK enum err learn_input_script(struct learn_input *in, struct arena *a,
                                       const char *path, struct errmsg *e);

/* Takes an answer, behind the prompt: the line that was typed, without blanks
 * around it, or that of a script if its verb is this one. NULL: there is no
 * more. */
const char *learn_input_take(struct learn_input *in, const char *verb,
                             const char *prompt);

/* The line of the script that nobody has taken; NULL: all were. */
const struct learn_input_line *learn_input_left(const struct learn_input *in);

#endif
