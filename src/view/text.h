/* Text on its way to a terminal: made safe, measured, padded, cut, wrapped.
 * Whatever comes from a scenario or a journal is printed through here. */
#ifndef VIEW_TEXT_H
#define VIEW_TEXT_H

#include <stdio.h>

#include "base/arena.h"

enum {
    TEXT_COLUMNS = 80, /* of files, pipes and terminals of unknown width */
    TEXT_COLUMNS_LEAST = 60,
    TEXT_COLUMNS_MOST = 200,
    TEXT_NUMBER_SIZE = 32
};

/* The columns of the terminal that `out` is; 0: unknown, or none. */
size_t text_window(FILE *out);

/* The columns of a line in `out`: of standard output and standard error what
 * DEMARCHE_COLUMNS says, or else the terminal that it is, from
 * TEXT_COLUMNS_LEAST to TEXT_COLUMNS_MOST; TEXT_COLUMNS elsewhere. A terminal
 * is asked anew each time, for its window may be resized. */
size_t text_columns(FILE *out);

/* The columns that a terminal gives to the text. Characters that move the
 * cursor, change a terminal's state or reorder or hide what is around them
 * are shown as a replacement character; white space as one space, at which a
 * line may be broken unless it is a no-break space. */
size_t text_width(const char *text);

void text_put(const char *text, FILE *out);

/* In at most so many columns: cut with "…" if need be. Gives those used. */
size_t text_put_cut(const char *text, size_t columns, FILE *out);

/* In exactly so many columns: filled up with spaces, or cut. */
void text_put_cell(const char *text, size_t columns, FILE *out);

/* Takes off *text, and puts, as many words as fit between a column, where the
 * cursor is already, and an edge. A word that is longer than a line from
 * `indent` to the edge is broken. Gives the column reached. */
size_t text_put_line(struct bytes *text, size_t column, size_t indent,
                     size_t edge, FILE *out);

/* The column at which the next line of the text begins: `indent`, or further
 * left where its first word would have to be broken. */
size_t text_hang(struct bytes text, size_t indent, size_t edge);

/* Breaks between words so that no line passes text_columns: the first begins
 * at `column`, where the cursor is already, all others at `indent`, or left of
 * it (text_hang). A word longer than a line is broken. Ends with a newline. */
void text_put_wrapped(const char *text, size_t column, size_t indent,
                      FILE *out);

/* "  label    text"; the text goes on at `width` where it wraps. */
void text_put_field(const char *label, size_t width, const char *text,
                    FILE *out);

void text_put_spaces(size_t count, FILE *out);

/* "4,213". */
void text_number(char out[TEXT_NUMBER_SIZE], uint64_t number);

/* The number of its digits, without the commas. */
size_t text_digits(uint64_t number);

/* The larger of two widths. */
size_t text_wider(size_t a, size_t b);

#endif
