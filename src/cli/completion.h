/* Scripts by which shells complete command lines. They are made of the tables
 * of options, and ask the program only for the names of what ships. */
#ifndef CLI_COMPLETION_H
#define CLI_COMPLETION_H

#include <stdio.h>

#include "cli/options.h"
#include "cli/subcommand.h"

/* What a shell offers for a word. */
enum completion_offer {
    COMPLETION_NOTHING, /* it knows of nothing */
    COMPLETION_WORDS,
    COMPLETION_FILE,
    COMPLETION_FOLDER,
    COMPLETION_SCENARIO, /* a file of YAML, or one that ships */
    COMPLETION_STUDY,    /* the same */
    COMPLETION_LESSON,   /* the number of one */
    COMPLETION_LEARN,    /* the same, a file of one, or `check` and its runs */
    COMPLETION_RUN,      /* a journal, or the folder of one */
    COMPLETION_OFFER_COUNT
};

enum completion_offer completion_of_value(const struct options_row *r);

/* The operands of a subcommand; of `help` the words are the subcommands. */
enum completion_offer completion_of_operand(const struct subcommand *c);

/* "FILE", as the first form that has one; "" where there is none. */
const char *completion_operand(const struct subcommand *c, struct arena *a);

/* "none batch each", and the names of all subcommands; within the arena. */
const char *completion_words(const struct options_row *r, struct arena *a);
const char *completion_commands(struct arena *a);

/* Puts what is at `at` between single quotes, with `escape` in the place of
 * each quote in it, and a backslash before each of `signs`. */
void completion_quote(const char *at, const char *escape, const char *signs,
                      FILE *out);

void completion_bash(FILE *out);
void completion_zsh(FILE *out);
void completion_fish(FILE *out);

#endif
