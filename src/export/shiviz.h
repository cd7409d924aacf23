/* A log with vector clocks, which ShiViz draws: the order of causes.
 * Memory grows with the frames in flight. */
#ifndef EXPORT_SHIVIZ_H
#define EXPORT_SHIVIZ_H

#include "export/job.h"

MUST_CHECK enum err shiviz_write(struct job *j, struct errmsg *e);

#endif
