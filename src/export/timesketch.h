/* A JSON object a record and line, with the keys that Timesketch asks for. */
#ifndef EXPORT_TIMESKETCH_H
#define EXPORT_TIMESKETCH_H

#include "export/job.h"

MUST_CHECK enum err timesketch_write(struct job *j, struct errmsg *e);

#endif
