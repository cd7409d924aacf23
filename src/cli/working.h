/* One program at a time makes or fills a file of a folder. */
#ifndef CLI_WORKING_H
#define CLI_WORKING_H

#include "base/err.h"

struct working {
    int folder, file; /* descriptors that hold a lock; -1: none */
};

/* Waits until no other program makes a file in the folder. Where the file
 * system has no locks nothing is waited for. */
void working_begin(struct working *w, const char *folder);

/* ERR_STATE if another program fills the file. One that is not there is
 * filled by nobody. */
MUST_CHECK enum err working_check(const char *path, struct errmsg *e);

/* The file, which is there, is this program's until the end; others may make
 * theirs in the folder. */
void working_take(struct working *w, const char *path);
void working_end(struct working *w);

#endif
