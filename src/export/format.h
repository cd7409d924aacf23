/* The formats that a journal can be exported in, for other tools. */
#ifndef EXPORT_FORMAT_H
#define EXPORT_FORMAT_H

#include "export/job.h"

struct format {
    const char *name;
    const char *summary;
    bool binary;  /* not written to a terminal */
    bool by_path; /* writes a file of its own at the job's path */
    bool opens;   /* can include the decrypted layers */
    enum err (*write)(struct job *j, struct errmsg *e);
};

/* The format of that name; where there is none, NULL, and in *near the name
 * nearest to it. */
const struct format *format_find(const char *name, const char **near);

/* The i-th format; NULL past the last. */
const struct format *format_at(size_t i);

/* "jsonl, csv or sqlite"; in the arena. */
const char *format_list(struct arena *a);

#endif
