/* A JSON object a line and record, with the keys that Timesketch requires. */
#ifndef EXPORT_TIMESKETCH_H
#define EXPORT_TIMESKETCH_H

#include "export/job.h"

MUST_CHECK enum err timesketch_write(struct job *j, struct errmsg *e);

#endif
