/* A trace of parties, inboxes and frames, in the JSON that Perfetto and Chrome
 * show. Memory grows with the exchanges. */
#ifndef EXPORT_PERFETTO_H
#define EXPORT_PERFETTO_H

#include "export/job.h"

MUST_CHECK enum err perfetto_write(struct job *j, struct errmsg *e);

#endif
