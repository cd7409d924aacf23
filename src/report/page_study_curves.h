/* Curves of a study's page: columns of numbers, thinned where there are more
 * steps than anybody can see. */
#ifndef REPORT_PAGE_STUDY_CURVES_H
#define REPORT_PAGE_STUDY_CURVES_H

#include "json/json.h"
#include "replication/outcome.h"

/* Each writes one member. Every step that stands has its own figures; one is
 * left out only where the share has moved by less than `grain` since the last
 * that stands, and the last of all always stands. */

/* The share in which something has come about. */
void page_study_curves_times(struct json *j, const char *key,
                             const struct survival *s, double grain);

/* The share in which a cause has come first. */
void page_study_curves_cause(struct json *j, const char *key,
                             const struct incidence *i, uint32_t cause,
                             double grain);

/* The share of the values that are at most so large. */
void page_study_curves_values(struct json *j, const char *key,
                              const double *sorted, size_t count, double grain);

/* The parties of whom a sentence holds, at each moment. */
void page_study_curves_moments(struct json *j, const char *key,
                               const struct outcome_moment *moments);

#endif
