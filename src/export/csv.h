/* A table of the records for spreadsheets, RFC 4180. */
#ifndef EXPORT_CSV_H
#define EXPORT_CSV_H

#include "export/job.h"

MUST_CHECK enum err csv_write(struct job *j, struct errmsg *e);

#endif
