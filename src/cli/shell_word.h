/* Words as a shell takes them. */
#ifndef CLI_SHELL_WORD_H
#define CLI_SHELL_WORD_H

#include "base/arena.h"

/* In quotes, but for the quotes in it, unless it has none but plain
 * characters. */
const char *shell_word(struct arena *a, const char *word);

#endif
