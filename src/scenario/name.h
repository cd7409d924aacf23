/* Names and words: a sorted index of what a file declares, the words of the
 * language, and a guess at what a misspelt one meant. */
#ifndef SCENARIO_NAME_H
#define SCENARIO_NAME_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"

struct yaml_node;

#define NAMES_NONE UINT32_MAX

struct name {
    const char *text;
    uint32_t index; /* place in the file's order */
};

struct names {
    const struct name *items; /* sorted by text, within the arena */
    size_t count;
    bool unread; /* what the file declares could not be read, and was noted */
};

/* The words one place allows. */
struct name_words {
    const char *const *texts;
    uint32_t count;
};

/* The nearest candidate so far, within the few slips a word of its length
 * may have: letters missing, too many, wrong or swapped. */
struct name_nearest {
    const char *word;
    const char *best; /* NULL: nothing is near */
    size_t distance;  /* a candidate has to be nearer than this */
};

/* An index over names, which are sorted where they are and stay borrowed; and
 * one over the keys of a mapping. */
struct names names_index(struct name *items, size_t count);
struct names names_of_keys(struct arena *arena,
                           const struct yaml_node *mapping);

/* The index of a name, or NAMES_NONE. */
uint32_t names_find(const struct names *names, const char *text);

/* The index of a word, or NAMES_NONE. */
uint32_t name_words_find(const struct name_words *words, const char *text);

/* "a, b or c", within the arena; "nothing" when there are none. */
const char *name_words_list(const struct name_words *words,
                            struct arena *arena);

void name_nearest_init(struct name_nearest *nearest, const char *word);
void name_nearest_try(struct name_nearest *nearest, const char *candidate);

/* The whole search over an index or words; NULL when nothing is near. */
const char *names_near(const struct names *names, const char *word);
const char *name_words_near(const struct name_words *words, const char *word);

#endif
