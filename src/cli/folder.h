/* The folder of a run: runs/SCENARIO-SEED, or the one that was named. */
#ifndef CLI_FOLDER_H
#define CLI_FOLDER_H

#include <stdint.h>

#include "base/arena.h"

#define FOLDER_JOURNAL  "run.journal"
#define FOLDER_INDEX    "run.journal.index"
#define FOLDER_TIMELINE "timeline.txt"

/* The folder's default name for a run. */
char *folder_name(struct arena *a, const char *scenario, uint64_t seed);

/* Makes the folder and its parents, and opens a new journal in it. A journal
 * that is there is left alone (ERR_EXISTS) unless forced, then replaced with
 * its index and timeline. *fd: open for writing, empty. */
MUST_CHECK enum err folder_create(const char *path, bool force, int *fd,
                                  struct errmsg *e);

/* Makes the names of folder and journal outlive a loss of power. */
MUST_CHECK enum err folder_sync(const char *path, struct errmsg *e);

/* The path of a file in the folder. */
char *folder_file(struct arena *a, const char *path, const char *file);

/* Takes back what folder_create made, if nothing could be written to it. */
void folder_take_back(const char *path);

#endif
