/* A study's design: a scenario, what is varied in it, what is measured in each
 * run, and when there are enough runs. */
#ifndef SCENARIO_DESIGN_H
#define SCENARIO_DESIGN_H

#include "scenario/scenario.h"
#include "scenario/scenario_errors.h"

enum {
    DESIGN_FACTORS_MAX = 16,
    DESIGN_LEVELS_MAX = 1000, /* of one factor */
    DESIGN_POINTS_MAX = 4096,
    DESIGN_MEASURES_MAX = 256,
    DESIGN_RUNS = 1000, /* unless it says how many */
    DESIGN_RUNS_MAX = 100000000
};

/* A sentence as it is written, to be read of each point's own scenario. */
struct design_sentence {
    const char *text; /* NULL: none */
    struct scenario_position position;
};

/* One value of a factor: changes as scenario/change.h takes them. */
struct design_level {
    const char *label;
    const char **changes;
    size_t change_count;
    struct scenario_position position;
};

#define DESIGN_SETTINGS "settings" /* the factor of several paths at once */

/* Something that is varied, with its values. */
struct design_factor {
    const char *name; /* a path, or DESIGN_SETTINGS */
    struct design_level *levels;
    size_t level_count;
};

/* What is measured in a run. Words before the colon are the key under which a
 * study's file has its sentences. */
#define DESIGN_KIND_MAP(X)                                                   \
    X(SENTENCE, "sentence") /* when it first holds, and whether it does */   \
    X(DELAY, "from")        /* from one sentence's first time to another's,  \
                               "to"; negative where that comes first */      \
    X(SPREAD, "spread")     /* of the first times of several parties */      \
    X(COUNT, "count")       /* of the parties of whom it holds, over time */ \
    X(FIRST, "first")       /* which of several sentences holds first */     \
    X(QUANTITY, "quantity") /* a number that the run comes to */

enum design_kind {
#define DESIGN_KIND(name, key) DESIGN_##name,
    DESIGN_KIND_MAP(DESIGN_KIND)
#undef DESIGN_KIND
        DESIGN_KIND_COUNT
};

/* Numbers that a run comes to. */
#define DESIGN_QUANTITY_MAP(X)                                                \
    X(FRAMES, "frames", "frames")        /* put on all channels */            \
    X(BYTES, "bytes", "bytes")           /* of these */                       \
    X(LATENCY, "latency", "ns")          /* from the acts to the recipients,  \
                                            on average */                     \
    X(INVERSIONS, "inversions", "pairs") /* of documents from one party to    \
                                            another that overtook */          \
    X(OUTSTANDING, "receipts-outstanding", "receipts") /* given, and not      \
                                                          there in the end */ \
    X(GUESSED, "guessed", "documents")    /* known to who opens nothing */    \
    X(HOLDERS, "holders", "parties")      /* of a document, but its author */ \
    X(EXPOSURE, "exposure", "portion ns") /* portions in the hands of         \
                                  parties but the author, times the time */   \
    X(ATTRIBUTED, "attributed", "1 or 0") /* a document's leak: to the one    \
                                  likeliest party, and that is who did it */  \
    X(ACCUSED, "falsely-accused", "1 or 0") /* one who did not leak it is     \
                                  accused of that */

enum design_quantity {
#define DESIGN_QUANTITY(name, word, unit) DESIGN_##name,
    DESIGN_QUANTITY_MAP(DESIGN_QUANTITY)
#undef DESIGN_QUANTITY
        DESIGN_QUANTITY_COUNT
};

struct design_measure {
    const char *name;
    struct scenario_position position; /* of the name */
    enum design_kind kind;
    /* SENTENCE: one, or the word of a quantity that is 1 or 0, of the document.
     * DELAY: from, to. FIRST: all. SPREAD, COUNT: one, without the party that
     * it begins with. */
    struct design_sentence *sentences;
    size_t sentence_count;
    struct design_sentence *over; /* SPREAD, COUNT: parties; none: all */
    size_t over_count;
    enum design_quantity quantity;
    struct design_sentence document; /* of quantities from HOLDERS on */
    struct design_sentence given;    /* only runs in which it holds count */
};

/* A share of the runs in which a sentence is to hold. */
struct design_expectation {
    const char *text; /* "at least 95 % of runs" */
    double share;
    bool at_least; /* or at most */
    struct design_sentence sentence;
};

/* A finding stops at a half-width of its interval; the interval is that of a
 * share of runs, at each point and of each measure. */
struct design {
    struct arena arena;
    const char *name; /* the file's, without folder and ending */
    const char *title;
    const char *scenario; /* a path, from the folder of the file */
    uint64_t seed;
    uint64_t runs;     /* at each point; with a half-width: at most */
    double half_width; /* 0: all runs are played */
    bool stand_in;     /* the curve's operations are replaced */
    struct design_factor *factors;
    size_t factor_count;
    struct design_measure *measures;
    size_t measure_count;
    struct design_expectation *expectations;
    size_t expectation_count;
};

/* Reads a design out of a study's file. On failure (ERR_FORMAT, ERR_LIMIT)
 * errors says all that is wrong and d needs no fini. */
MUST_CHECK enum err design_parse(struct design *d, const char *name,
                                 struct bytes source,
                                 struct scenario_errors *errors);
void design_fini(struct design *d);

/* The number of points: all values of all factors, each with each. */
size_t design_points(const struct design *d);

/* The value that a factor has at a point; the last factor changes first. */
const struct design_level *design_level_at(const struct design *d, size_t point,
                                           size_t factor);

/* The end of a factor's path that tells it from the others: "readers", or
 * "press.readers" where there are those of another. */
const char *design_factor_name(const struct design *d, size_t factor);

/* The keys of a study's file, as field.h describes them. */
struct field_section;
extern const struct field_section design_section;

#endif
