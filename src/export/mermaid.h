/* A sequence diagram of who did what with whom, in Mermaid's words. */
#ifndef EXPORT_MERMAID_H
#define EXPORT_MERMAID_H

#include "export/job.h"

MUST_CHECK enum err mermaid_write(struct job *j, struct errmsg *e);

#endif
