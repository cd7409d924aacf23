/* A case of attribution: a document that came to light in a run, the copy that
 * came to light, and the suspicion against each holder, from the bytes of the
 * run's journal. */
#ifndef STUDY_ATTRIBUTION_CASE_H
#define STUDY_ATTRIBUTION_CASE_H

#include "study/attribution.h"

struct attribution_case {
    struct attribution found;
    struct attribution_surfacing surfacing; /* party NONE: never in the run */
    instant until; /* of the evidence: when it came to light */
};

/* Judges the first copy that the public held in the run or, where `surfaced` is
 * no NULL, that text, which came to light elsewhere: then what the holders had
 * counts until the public held any, or to the end. ERR_MISSING: there is
 * neither; ERR_LIMIT: the copy is too long. */
MUST_CHECK enum err
attribution_case_init(struct attribution_case *c, struct reader *r,
                      const struct ledger *l, uint32_t document,
                      const char *surfaced, struct errmsg *e);
void attribution_case_fini(struct attribution_case *c);

#endif
