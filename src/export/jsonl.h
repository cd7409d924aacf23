/* A JSON object a record, one a line: all that the record holds. */
#ifndef EXPORT_JSONL_H
#define EXPORT_JSONL_H

#include "export/job.h"

MUST_CHECK enum err jsonl_write(struct job *j, struct errmsg *e);

#endif
