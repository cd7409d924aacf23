/* A JSON object a line and record, with all fields of the record. */
#ifndef EXPORT_JSONL_H
#define EXPORT_JSONL_H

#include "export/job.h"

MUST_CHECK enum err jsonl_write(struct job *j, struct errmsg *e);

#endif
