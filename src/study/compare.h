/* Two runs side by side: where they part, and what came of it. */
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

/* When somebody reached a level of a document, on any portion of it. Levels
 * reached at the same times are one row, of the highest. */
struct compare_row {
    const char *party, *document;
    size_t order; /* rows are sorted by document, and then as found */
    enum record_level level;
    bool reached[COMPARE_SIDES];
    instant time[COMPARE_SIDES];
};

/* A sentence that is judged in another way, or expected by one run only. */
struct compare_sentence {
    const char *text;
    bool there[COMPARE_SIDES];
    enum judge_verdict verdict[COMPARE_SIDES];
};

struct compare {
    struct arena arena; /* of all below */
    bool same_scenario;
    uint32_t line; /* the first in which the scenarios' texts differ */
    bool parted;   /* some event is not the same, byte by byte: */
    struct compare_event first[COMPARE_SIDES];
    bool retold; /* some event that a timeline shows is told in another way: */
    struct compare_event told[COMPARE_SIDES];
    struct compare_row *rows; /* only those that differ */
    size_t row_count;
    struct compare_sentence *sentences; /* likewise */
    size_t sentence_count;
};

/* Compares what happened, event by event; then what each came to know and
 * what became of each expectation, by the names in the scenarios, which need
 * not be the same. */
void compare_init(struct compare *c,
                  const struct compare_side sides[COMPARE_SIDES]);
void compare_fini(struct compare *c);

/* Whether nothing differs, but for the texts of the scenarios. */
bool compare_is_same(const struct compare *c);

#endif
