/* The looks of a lesson that no view of the page answers: what their commands
 * print. */
#ifndef CLI_REPORTING_LOOKS_H
#define CLI_REPORTING_LOOKS_H

#include "cli/evidence.h"
#include "scenario/lesson.h"

struct reporting_looks {
    const struct evidence *evidence;
    const char *path;   /* of the run, as it was asked for */
    const char *folder; /* of the files that ship with the lesson */
    bool again;         /* after the lesson's change: only commands about a
                           scenario, for there is no such run on a disk */
};

/* Carries out the commands and gives back a text for each look, in the arena,
 * which is NULL where a view shows it, or it failed. */
const char *const *reporting_looks_printed(const struct reporting_looks *r,
                                           const struct lesson_looks *looks,
                                           struct arena *a);

#endif
