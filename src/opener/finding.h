/* New knowledge that opening a frame gives. */
#ifndef OPENER_FINDING_H
#define OPENER_FINDING_H

#include "opener/opener.h"
#include "wire/record.h"

enum { FINDING_MAX = 4, FINDING_LISTS = 64 };

/* One thing learned, as the record that will state it. Lives where the layers
 * do. */
struct finding {
    enum record_kind kind;
    const char *document;
    const char *const *portions; /* none: all of it */
    size_t portion_count;
};

/* What was read, of which document and text, in which exchange, on which
 * channel and from whom. */
struct finding_reading {
    struct finding_reading *next;
    uint64_t exchange;
    uint32_t from;
    const char *channel, *document;
    const char *portion; /* NULL: all of it */
    uint8_t root[MESSAGE_ROOT_SIZE];
    enum record_level level;
};

/* A portion that was read under a root. */
struct finding_portion {
    struct finding_portion *next;
    const char *name;
    bool proven;
};

/* All that was read under one root. */
struct finding_text {
    struct finding_text *next;
    const char *document;
    uint8_t root[MESSAGE_ROOT_SIZE];
    size_t leaf_count;
    bool is_signed; /* the author's signature over the root was found */
    struct finding_portion *portions;
};

/* All that was found so far; zeros before the first. */
struct finding_known {
    struct finding_reading *readings[FINDING_LISTS]; /* by exchange */
    struct finding_text *texts;
};

/* True when reading the message or its text took a key. */
bool finding_needs_key(const struct opener_layers *l);

/* Lists what is new, by rising level, and returns the number. A reading is new
 * once for each exchange, channel and sender, since each may show who has the
 * text; a proof is new once for each portion under its root, whichever of text
 * and signature came first. Adds it to `known`, which lives in `keep`. */
size_t finding_of(struct arena *a, const struct opener_layers *l,
                  struct arena *keep, struct finding_known *known,
                  struct finding out[FINDING_MAX]);

#endif
