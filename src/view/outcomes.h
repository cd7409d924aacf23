/* Draws what a study found: a table a measure, a row a point, with the number
 * of runs, the method and the interval of all that it says. */
#ifndef VIEW_OUTCOMES_H
#define VIEW_OUTCOMES_H

#include <stdio.h>

#include "replication/outcome.h"
#include "view/style.h"

struct outcomes_page {
    const struct design *design;
    const struct points *points;
    uint64_t seed;
    bool stand_in;
    const struct outcome *outcomes;    /* by measure, then point */
    const struct shares_one *expected; /* by expectation, then point */
    struct style style;
};

void outcomes_draw(const struct outcomes_page *page, FILE *out);

/* The number of points that deny an expectation. */
size_t outcomes_denied(const struct outcomes_page *page);

/* What is measured, in words: "press holds us-response". */
const char *outcomes_measure_text(struct arena *a,
                                  const struct design_measure *m);

/* "2 h 13 min", as fine as a reader needs it; with a sign below 0. */
enum { OUTCOMES_SPAN_SIZE = DURATION_TEXT_SIZE + 1 };
void outcomes_span(char out[OUTCOMES_SPAN_SIZE], duration span);

#endif
