/* What somebody learns by a frame that he has opened, and did not know. */
#ifndef OPENER_FINDING_H
#define OPENER_FINDING_H

#include "opener/opener.h"
#include "wire/record.h"

enum { FINDING_MAX = 3 };

/* One thing learnt: a record to be. Lives where the layers do. */
struct finding {
    enum record_kind kind;
    const char *document;
    const char *const *portions; /* none: all of it */
    size_t portion_count;
};

/* What is known of a portion or, without one, of a document. */
struct finding_known {
    struct finding_known *next;
    const char *document, *portion;
    enum record_level level;
};

/* Whether it took a key to read the message or its text. */
bool finding_needs_key(const struct opener_layers *l);

/* Finds what is new, in the order of its levels; adds it to what is known,
 * which lives in `keep`. Gives their number. */
size_t finding_of(struct arena *a, const struct opener_layers *l,
                  struct arena *keep, struct finding_known **known,
                  struct finding out[FINDING_MAX]);

#endif
