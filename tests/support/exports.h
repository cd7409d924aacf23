/* Shared by the tests of exports: a folder with a journal, commands in it, and
 * programs in Python that read what was exported. */
#ifndef TESTS_SUPPORT_EXPORTS_H
#define TESTS_SUPPORT_EXPORTS_H

#include "support/program.h"
#include "support/tale.h"

enum { EXPORTS_PATH_SIZE = 2 * PROGRAM_PATH_SIZE };

/* A folder with the tale's journal, tale.journal, as a test's state. */
int exports_set_up(void **state);
int exports_tear_down(void **state);

/* Writes a journal of these lines into the folder. */
void exports_journal(const char *folder, const char *name,
                     const struct story_line *lines, size_t count);

/* Runs a command in the folder; `says` has to be in its messages, of which
 * there are none without. */
void exports_run(const char *folder, const char *const *words, int status,
                 const char *says);

/* Exports a journal to the file `in`, with the format and options named, and
 * runs a Python program that reads it. */
void exports_python(const char *folder, const char *journal, const char *format,
                    const char *program);

#endif
