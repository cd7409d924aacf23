/* The files beside a run's journal. */
#ifndef CLI_RUN_FILES_H
#define CLI_RUN_FILES_H

#include "cli/folder.h"
#include "cli/witness.h"

/* Writes the timeline as text. */
MUST_CHECK enum err run_files_timeline(struct witness *w, struct folder *f,
                                       struct errmsg *e);

/* ERR_IO, for a timeline of which not all is there. */
MUST_CHECK enum err run_files_lost(const struct folder *f, struct errmsg *e);

/* Writes the page, which is made of the journal; of a run that is replaced, the
 * page is replaced with it. */
MUST_CHECK enum err run_files_report(struct folder *f, struct errmsg *e);

#endif
