/* A study as one page of HTML that holds all it needs. */
#ifndef REPORT_PAGE_STUDY_H
#define REPORT_PAGE_STUDY_H

#include <stdio.h>

#include "replication/outcome.h"

/* What was studied and found; all is borrowed. */
struct page_study {
    const char *program;  /* its version: "0.1.0" */
    const char *name;     /* of the study's file, without its ending */
    const char *scenario; /* likewise */
    const struct design *design;
    const struct points *points;
    uint64_t seed, runs;
    double half_width; /* 0: none */
    bool stand_in;
    const struct outcome *outcomes;    /* by measure, then point */
    const struct shares_one *expected; /* by expectation, then point */
    struct outcome_steps steps;        /* behind the outcomes */
};

/* Writes the page; it has to be built (page_is_built). Errors of writing stay
 * with the stream. */
void page_study_write(const struct page_study *s, FILE *out);

#endif
