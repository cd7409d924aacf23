/* A sentence asked of a run, with the records that led to it or what it lacks.
 * docs/schema/why.json has the form. */
#ifndef JSON_JSON_WHY_H
#define JSON_JSON_WHY_H

#include "json/json.h"
#include "study/disclosure.h"
#include "study/judge.h"
#include "study/why_not.h"

/* All is borrowed. */
struct json_why {
    const struct scenario *scenario;
    const struct record_header *header;
    const struct sentence *sentence;
    const struct judge_finding *finding;
    const struct causes *causes;
    const struct causes_answer *chain; /* NULL: it never came true, */
    const struct why_not *lack;        /* and this is why; else NULL */
    bool damaged;
};

/* The whole answer. */
void json_why_put(struct json *j, const struct json_why *w);

#endif
