/* A small scenario made by hand, and journals of it, for the tests of what is
 * read out of journals and drawn. */
#ifndef TESTS_SUPPORT_STORIES_H
#define TESTS_SUPPORT_STORIES_H

#include "journal/reader.h"
#include "scenario/scenario.h"

enum { STORY_US, STORY_RUSSIA, STORY_CONGRESS, STORY_PRESS, STORY_PARTIES };
enum { STORY_RESPONSE, STORY_MEMO, STORY_DOCUMENTS };
enum { STORY_OPEN_DOOR, STORY_ARMS_CONTROL };

/* The time so many minutes after the scenario's start, 26 January 2022,
 * 16:00. */
instant stories_time(int64_t minutes);

/* Four parties, a document of two portions and one of a single portion; the
 * caller may set the expectations. Nothing needs to be released. */
void stories_scenario(struct scenario *sc);

/* Something that happens so many minutes after the start. */
struct story_line {
    int64_t minutes;
    struct record record;
};

/* A journal of these lines, read back; the first record is number 1. Not
 * closed: cut short after its last line. The caller closes the reader. */
void stories_journal(struct reader *r, const struct story_line *lines,
                     size_t count, bool closed);

#endif
