/* The forms that a journal can be had in, for other people's tools. */
#ifndef EXPORT_FORMAT_H
#define EXPORT_FORMAT_H

#include "export/job.h"

struct format {
    const char *name;
    const char *summary;
    bool binary;  /* nothing for a terminal */
    bool by_path; /* writes a file of its own at the job's path */
    bool opens;   /* can show what the keys open */
    enum err (*write)(struct job *j, struct errmsg *e);
};

/* The format of that name; NULL, and in *near a guess at what was meant, when
 * there is none. */
const struct format *format_find(const char *name, const char **near);

/* One after the other; NULL past the last. */
const struct format *format_at(size_t i);

/* "jsonl, csv or sqlite"; in the arena. */
const char *format_list(struct arena *a);

#endif
