/* Curves of a study's page: columns of numbers, thinned where there are more
 * steps than anybody can see. */
#ifndef REPORT_PAGE_STUDY_CURVES_H
#define REPORT_PAGE_STUDY_CURVES_H

#include "json/json.h"
#include "replication/outcome.h"

/* Each writes one member. Every step that stands has its own figures; one is
 * left out only where the share has moved by less than `grain` since the last
 * that stands, and the last of all always stands. However many steps are
 * watched, no more are kept than stand. */

/* An outcome whose steps are asked for. */
struct page_study_curves_source {
    const struct outcome_steps *steps;
    size_t measure, point;
    double grain;
};

/* The share in which something has come about. */
void page_study_curves_times(struct json *j, const char *key,
                             const struct page_study_curves_source *s);

/* The share in which a cause has come first. */
void page_study_curves_cause(struct json *j, const char *key,
                             const struct page_study_curves_source *s,
                             uint32_t cause, uint32_t causes);

/* The share of the values, as many as `count`, that are at most so large. */
void page_study_curves_values(struct json *j, const char *key,
                              const struct page_study_curves_source *s,
                              uint64_t count);

/* The parties of whom a sentence holds, at each moment. */
void page_study_curves_moments(struct json *j, const char *key,
                               const struct outcome_moment *moments);

#endif
