/* The errors of a scenario: collected in one pass, shown with their lines of
 * the source. */
#ifndef SCENARIO_SCENARIO_ERRORS_H
#define SCENARIO_SCENARIO_ERRORS_H

#include <stdio.h>

#include "base/arena.h"

enum { SCENARIO_ERRORS_MAX = 100 };

/* Where in the file something was said, both from 1; a column counts
 * characters, not bytes. */
struct scenario_position {
    uint32_t line;
    uint32_t column;
};

struct scenario_error {
    struct scenario_position position;
    const char *text; /* what, and what was expected */
};

struct scenario_errors {
    struct arena arena;
    struct scenario_error *items;
    size_t count, capacity;
    bool more;     /* SCENARIO_ERRORS_MAX was reached */
    enum err code; /* the graver: LIMIT, then FORMAT */
    bool warnings; /* they are warnings: the scenario is good */
};

void scenario_errors_init(struct scenario_errors *errors);
void scenario_errors_fini(struct scenario_errors *errors);

/* Notes one error with its kind: ERR_LIMIT or ERR_FORMAT. The text may quote
 * hostile parts of the file: control characters and broken UTF-8 become
 * question marks, and a long text is cut. */
void scenario_errors_add(struct scenario_errors *errors, enum err code,
                         struct scenario_position position, const char *format,
                         ...) __attribute__((format(printf, 4, 5)));

/* Puts the errors into the order of the file. */
void scenario_errors_sort(struct scenario_errors *errors);

/* One error after another as `file:line:col: error: text`, or `warning:`, each
 * with its line of the source, cut to 80 columns, and a caret below the place.
 */
void scenario_errors_print(FILE *out, const char *file, struct bytes source,
                           const struct scenario_errors *errors);

#endif
