/* The columns of a study's table: what each run of a point is asked for, and
 * which of them a measure takes. */
#ifndef REPLICATION_COLUMNS_H
#define REPLICATION_COLUMNS_H

#include "scenario/design.h"

enum {
    COLUMNS_MAX = 1900,  /* SQLite's tables have 2,000 */
    COLUMNS_NONE = 65535 /* no column */
};

/* A value that is none: the sentence never came to hold. */
#define COLUMNS_NOTHING INT64_MIN

enum columns_kind {
    COLUMNS_TIME,  /* nanoseconds from the clock's start until it first holds */
    COLUMNS_HOLDS, /* 1 or 0: a sentence with a bound, or with never; or such a
                      quantity, of a document */
    COLUMNS_NUMBER /* of a quantity's unit */
};

struct columns_one {
    const char *name; /* letters, digits and _ */
    enum columns_kind kind;
    struct sentence sentence;      /* TIME, HOLDS */
    enum design_quantity quantity; /* NUMBER, or HOLDS with a document */
    uint32_t document;             /* of the quantity; or NONE */
};

/* The columns of one measure, which stand side by side. */
struct columns_measure {
    size_t first, count;
    size_t given; /* only runs in which it holds count; or COLUMNS_NONE */
};

struct columns {
    struct columns_one *items;
    size_t count;
    struct columns_measure *measures; /* as many as the design's */
    size_t *expectations;             /* likewise: a column each */
};

/* Reads the design's sentences of a scenario, which may be that of any of its
 * points. All lies in the arena. ERR_FORMAT, ERR_LIMIT: errors says what is
 * wrong, and where in the study's file. */
MUST_CHECK enum err columns_of(struct columns *out, struct arena *a,
                               const struct design *d,
                               const struct scenario *sc,
                               struct scenario_errors *errors);

/* True for a column of a sentence, and not of a quantity. */
bool columns_is_sentence(const struct columns_one *c);

/* False where a run says nothing of it: a share is then one of the others. */
bool columns_counts(const struct columns_one *c, int64_t value);

/* True if a value says that the column's sentence holds. */
bool columns_holds(const struct columns_one *c, int64_t value);

/* The same names, of the same kinds, in the same order. */
bool columns_same(const struct columns *a, const struct columns *b);

#endif
