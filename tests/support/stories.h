/* A small scenario, and journals of it made by hand, for the tests of what is
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

/* Reads a scenario that has to be a good one. The caller ends it. */
void stories_parse(struct scenario *sc, const char *name, struct bytes text);

/* Four parties, a document of two portions and one of a single portion, and
 * two expectations. The caller may set other ones, and ends it. */
void stories_scenario(struct scenario *sc);

/* So many parties, p0 and on, and one document of the portions open-door,
 * hotline and offices, STORY_RESPONSE. The caller ends it. */
void stories_crowd(struct scenario *sc, size_t parties);

/* Something that happens so many minutes after the start. */
struct story_line {
    int64_t minutes;
    struct record record;
};

/* Writes a journal of these lines into an empty file, which is closed; the
 * first record is number 1. Not closed: cut short after its last line. */
void stories_write(int fd, const struct story_line *lines, size_t count,
                   bool closed);

/* Such a journal, read back; the caller closes the reader. */
void stories_journal(struct reader *r, const struct story_line *lines,
                     size_t count, bool closed);

#endif
