/* A graph of who gave what to whom, in Graphviz's language. */
#ifndef EXPORT_DOT_H
#define EXPORT_DOT_H

#include "export/job.h"

MUST_CHECK enum err dot_write(struct job *j, struct errmsg *e);

#endif
