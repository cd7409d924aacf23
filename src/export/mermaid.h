/* A sequence diagram of the acts between parties, in Mermaid's language. */
#ifndef EXPORT_MERMAID_H
#define EXPORT_MERMAID_H

#include "export/job.h"

MUST_CHECK enum err mermaid_write(struct job *j, struct errmsg *e);

#endif
