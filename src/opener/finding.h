/* New knowledge that opening a frame gives. */
#ifndef OPENER_FINDING_H
#define OPENER_FINDING_H

#include "opener/opener.h"
#include "wire/record.h"

enum { FINDING_MAX = 3 };

/* One thing learned, as the record that will state it. Lives where the layers
 * do. */
struct finding {
    enum record_kind kind;
    const char *document;
    const char *const *portions; /* none: all of it */
    size_t portion_count;
};

/* Knowledge of a portion or, without one, of a document. */
struct finding_known {
    struct finding_known *next;
    const char *document, *portion;
    enum record_level level;
};

/* True when reading the message or its text took a key. */
bool finding_needs_key(const struct opener_layers *l);

/* Lists what is new, by rising level, and returns the number. Adds it to
 * `known`, which lives in `keep`. */
size_t finding_of(struct arena *a, const struct opener_layers *l,
                  struct arena *keep, struct finding_known **known,
                  struct finding out[FINDING_MAX]);

#endif
