/* Compares two runs: the first difference, and the differences in knowledge and
 * verdicts that follow. */
#ifndef STUDY_DIFFERENCE_H
#define STUDY_DIFFERENCE_H

#include "study/judge.h"

enum { DIFFERENCE_SIDES = 2 };

/* One of the runs; all is borrowed. */
struct difference_side {
    struct reader *reader;
    const struct ledger *ledger; /* with its scenario */
};

/* An event of one side; not there: the run had ended. */
struct difference_event {
    bool there;
    uint64_t seq;
    instant time;
    struct record record;
};

/* The time at which an actor reached a level on any portion of a document.
 * Levels reached at the same times are one row, of the highest. */
struct difference_row {
    const char *party, *document;
    size_t order; /* rows are sorted by document, and then as found */
    enum record_level level;
    bool reached[DIFFERENCE_SIDES];
    instant time[DIFFERENCE_SIDES];
};

/* A sentence that is judged differently, or expected by one run only. */
struct difference_sentence {
    const char *text;
    bool there[DIFFERENCE_SIDES];
    enum judge_verdict verdict[DIFFERENCE_SIDES];
};

struct difference {
    struct arena arena; /* of all below */
    bool same_scenario;
    uint32_t line; /* the first line in which the scenarios differ */
    bool parted;   /* some event differs, byte by byte: */
    struct difference_event first[DIFFERENCE_SIDES];
    bool retold; /* some event differs that a timeline shows: */
    struct difference_event told[DIFFERENCE_SIDES];
    struct difference_row *rows; /* only those that differ */
    size_t row_count;
    struct difference_sentence *sentences; /* likewise */
    size_t sentence_count;
};

/* Compares the events one by one, then knowledge and expectations, by the names
 * in the scenarios, which need not be the same. */
void difference_init(struct difference *c,
                     const struct difference_side sides[DIFFERENCE_SIDES]);
void difference_fini(struct difference *c);

/* A record as a timeline tells it: without what numbers it and what travelled,
 * in which it may differ from one that is told alike. */
struct record difference_told(const struct difference_event *event);

/* True if nothing differs but the scenarios' texts. */
bool difference_is_same(const struct difference *c);

#endif
