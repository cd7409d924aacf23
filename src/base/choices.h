/* Texts that leave a choice of words, as in "The {talks|discussions} go on.":
 * two ways in braces, and {{ or }} for a brace itself. */
#ifndef BASE_CHOICES_H
#define BASE_CHOICES_H

#include <stdbool.h>

#include "base/bytes.h"

enum {
    CHOICES_MAX = 256,   /* in one text */
    CHOICES_WAY_MAX = 64 /* bytes of one way */
};

/* A piece of such a text: plain, in ways[0], or a choice between two. */
struct choices_piece {
    bool choice;
    struct bytes ways[2];
};

/* Takes the next piece off the front of a text that choices_check accepts;
 * false at its end. */
bool choices_next(struct bytes *text, struct choices_piece *piece);

/* The first fault of a text and, in *at, the text from there on; NULL when it
 * has none: each choice has two ways, of one word or more and not of the same
 * words, touches no word beside it, and no limit is passed. */
const char *choices_check(struct bytes text, struct bytes *at);

/* The number of choices that a text leaves. */
size_t choices_count(struct bytes text);

/* Takes the next word off the front of a text: letters and digits, all of
 * Unicode but its punctuation. Skips all that lies between words; false at the
 * text's end. */
bool choices_word(struct bytes *text, struct bytes *word);

/* True if two words differ at most in the case of their ASCII letters. */
bool choices_same_word(struct bytes a, struct bytes b);

#endif
