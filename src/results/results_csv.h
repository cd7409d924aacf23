/* A study's results as CSV (RFC 4180): its runs, and what they say. */
#ifndef RESULTS_RESULTS_CSV_H
#define RESULTS_RESULTS_CSV_H

#include <stdio.h>

#include "results/findings.h"

/* A row a run: point, run, the values of the factors, then the columns; times
 * in seconds from the clock's start, empty where there is none. */
void results_csv_runs(struct results *r, const struct points *p, FILE *out);

/* A row a figure: point, its label, measure, figure, the runs that count, the
 * value, and the ends of its 95 % interval; spans in seconds. An end that the
 * data do not bound is empty. */
void results_csv_outcomes(const struct findings *f, FILE *out);

#endif
