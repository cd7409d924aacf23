/* The folder of a run: runs/SCENARIO-SEED, with -run-N behind it for another
 * run than 0; or the one that was named. */
#ifndef CLI_FOLDER_H
#define CLI_FOLDER_H

#include <stdint.h>

#include "base/arena.h"
#include "cli/output.h"
#include "crypto/merkle.h"

#define FOLDER_JOURNAL  "run.journal"
#define FOLDER_INDEX    "run.journal.index"
#define FOLDER_TIMELINE "timeline.txt"
#define FOLDER_REPORT   "report.html"

/* A folder that a run is written into. */
struct folder {
    const char *path;
    bool force;            /* replaces a run that is there */
    bool made;             /* it was not there before */
    struct output journal; /* until it is settled */
    int kept;              /* the journal's file, to tell it from another */
    struct arena arena;
};

/* The folder's default name for a run. */
char *folder_name(struct arena *a, const char *scenario, uint64_t seed,
                  uint64_t run);

/* The path of a file in a folder. */
char *folder_file(struct arena *a, const char *path, const char *file);

/* Makes a folder of its own for files that are gone again afterwards, in TMPDIR
 * or /tmp. */
MUST_CHECK enum err folder_temporary(struct arena *a, const char **out,
                                     struct errmsg *e);

/* Makes a folder and its parents, as far as they are not there; *made, unless
 * it is NULL: the folder itself was not. */
MUST_CHECK enum err folder_make(const char *path, bool *made, struct errmsg *e);

/* ERR_EXISTS where a file that a run reads is one that it would replace in the
 * folder; kind: what it is, for the message. path may be NULL or "-". */
MUST_CHECK enum err folder_spares(struct arena *a, const char *folder,
                                  const char *path, const char *kind,
                                  struct errmsg *e);

/* Makes the folder and its parents, and in it a new journal that has no name
 * yet. A run that is there is left alone: ERR_EXISTS unless forced, and
 * ERR_STATE while it is still being written. *fd: open for writing, empty, and
 * the caller's. */
MUST_CHECK enum err folder_create(struct folder *f, const char *path,
                                  bool force, int *fd, struct errmsg *e);

/* Gives the journal its name, once it has its header and lock, in place of a
 * run that was there with its index, timeline and report; with `sync`, the
 * names outlive a loss of power. */
MUST_CHECK enum err folder_settle(struct folder *f, bool sync,
                                  struct errmsg *e);

/* Takes back instead what folder_create made. */
void folder_take_back(struct folder *f);

/* A file without a name, in the folder, for the run's own use: open for reading
 * and writing, empty, and the caller's to close. */
MUST_CHECK enum err folder_scratch(struct folder *f, FILE **out,
                                   struct errmsg *e);

/* ERR_STATE unless the closed journal by that name is the one that
 * folder_create made and holds together: each frame by its checksum, down to a
 * close behind the frame of that hash. */
MUST_CHECK enum err folder_check_journal(const struct folder *f,
                                         const uint8_t last[MERKLE_HASH_SIZE],
                                         struct errmsg *e);

void folder_fini(struct folder *f);

#endif
