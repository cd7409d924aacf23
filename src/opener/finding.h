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

/* A channel and who put frames on it. */
struct finding_route {
    const char *channel;
    uint64_t from;
};

/* What was read of a document. */
struct finding_item {
    const char *document;
    const char *portion;             /* NULL: all of it */
    const struct finding_text *text; /* NULL: of none in particular */
    uint64_t level;                  /* an enum record_level */
};

/* An item that was read on a route in an exchange. There are the most of these,
 * so they share all else. */
struct finding_reading {
    struct finding_reading *next;
    uint64_t exchange;
    const struct finding_route *route;
    const struct finding_item *item;
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
    struct table names, routes, items; /* each there once */
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
