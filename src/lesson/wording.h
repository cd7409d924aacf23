/* The words of a lesson, held against the limits for its readers. */
#ifndef LESSON_WORDING_H
#define LESSON_WORDING_H

#include "scenario/lesson.h"

/* Words at most; docs/teaching.md says why. */
enum {
    WORDING_STORY = 60,
    WORDING_IDEA = 20,
    WORDING_ASK = 45,
    WORDING_SAY = 20,
    WORDING_BECAUSE = 35,
    WORDING_EXPLAIN = 110,
    WORDING_EXPLAIN_SENTENCES = 5,
    WORDING_SENTENCE = 20
};

/* The words of a text, between blanks. */
size_t wording_words(const char *read);

/* Its sentences, each of which ends with a full stop, a question mark or an
 * exclamation mark before a blank or the end; *longest, unless NULL, gets the
 * words of the longest. */
size_t wording_sentences(const char *read, size_t *longest);

/* Notes each text of the scenario's lesson that is too long, and each term that
 * the glossary does not have. */
void wording_check(const struct scenario *s, struct scenario_errors *findings);

#endif
