/* Compares two runs: the first difference, and the differences in knowledge and
 * verdicts that follow. */
#ifndef STUDY_COMPARE_H
#define STUDY_COMPARE_H

#include "study/judge.h"

enum { COMPARE_SIDES = 2 };

/* One of the runs; all is borrowed. */
struct compare_side {
    struct reader *reader;
    const struct ledger *ledger; /* with its scenario */
};

/* An event of one side; not there: the run had ended. */
struct compare_event {
    bool there;
    uint64_t seq;
    instant time;
    struct record record;
};

/* The time at which an actor reached a level on any portion of a document.
 * Levels reached at the same times are one row, of the highest. */
struct compare_row {
    const char *party, *document;
    size_t order; /* rows are sorted by document, and then as found */
    enum record_level level;
    bool reached[COMPARE_SIDES];
    instant time[COMPARE_SIDES];
};

/* A sentence that is judged differently, or expected by one run only. */
struct compare_sentence {
    const char *text;
    bool there[COMPARE_SIDES];
    enum judge_verdict verdict[COMPARE_SIDES];
};

struct compare {
    struct arena arena; /* of all below */
    bool same_scenario;
    uint32_t line; /* the first line in which the scenarios differ */
    bool parted;   /* some event differs, byte by byte: */
    struct compare_event first[COMPARE_SIDES];
    bool retold; /* some event differs that a timeline shows: */
    struct compare_event told[COMPARE_SIDES];
    struct compare_row *rows; /* only those that differ */
    size_t row_count;
    struct compare_sentence *sentences; /* likewise */
    size_t sentence_count;
};

/* Compares the events one by one, then knowledge and expectations, by the names
 * in the scenarios, which need not be the same. */
void compare_init(struct compare *c,
                  const struct compare_side sides[COMPARE_SIDES]);
void compare_fini(struct compare *c);

/* True if nothing differs but the scenarios' texts. */
bool compare_is_same(const struct compare *c);

#endif
