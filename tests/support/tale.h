/* A short journal for the exports: a hostile comment among what happens. */
#ifndef TESTS_SUPPORT_TALE_H
#define TESTS_SUPPORT_TALE_H

#include "support/stories.h"

enum { TALE_LINES = 16 };

/* Ends strings, begins formulas and comments, clears a terminal, turns the
 * line around: whatever a format or its reader might fall for. */
#define TALE_TEXT                                              \
    "=1+1 \"quoted\" \\ %%{init}%% ; end <b>#&amp; }] --> '\n" \
    "second\tline \x1b[2J\xc2\x9b\xe2\x80\xae|x"

/* The lines; they live as long as the program. */
const struct story_line *tale_lines(void);

#endif
