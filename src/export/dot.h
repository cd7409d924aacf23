/* A graph of the copies, briefings and announcements between parties, in
 * Graphviz's language. */
#ifndef EXPORT_DOT_H
#define EXPORT_DOT_H

#include "export/job.h"

MUST_CHECK enum err dot_write(struct job *j, struct errmsg *e);

#endif
