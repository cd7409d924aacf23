/* A SQLite database: the records, and the levels of knowledge of the ledger. */
#ifndef EXPORT_SQLITE_H
#define EXPORT_SQLITE_H

#include "export/job.h"

/* Writes the file at the job's path, which is there and empty. */
MUST_CHECK enum err sqlite_write(struct job *j, struct errmsg *e);

#endif
