/* The words of the lessons, each with what it means in one sentence. */
#ifndef LESSON_GLOSSARY_H
#define LESSON_GLOSSARY_H

#include <stddef.h>

struct glossary_entry {
    const char *word;
    const char *other; /* another word for it; or NULL */
    const char *says;
};

/* The i-th, in the order of teaching; NULL past the last. */
const struct glossary_entry *glossary_at(size_t i);

/* The entry of a word, by either name, in capitals or not; NULL: there is
 * none. */
const struct glossary_entry *glossary_find(const char *word);

/* The entry whose word is nearest to a misspelt one; NULL: nothing is near. */
const struct glossary_entry *glossary_near(const char *word);

#endif
