/* The verdict on a journal. docs/schema/verify.json has the form. */
#ifndef JSON_JSON_VERIFY_H
#define JSON_JSON_VERIFY_H

#include "experiment/rerun.h"
#include "json/json.h"
#include "scenario/scenario.h"

/* The answer to a check that may not have been asked for. */
enum json_verify_check {
    JSON_VERIFY_NOT_ASKED,
    JSON_VERIFY_HOLDS,
    JSON_VERIFY_FAILS
};

/* All is borrowed. */
struct json_verify {
    const char *path;
    const struct verify_result *result;
    const struct record_header *header; /* NULL: it does not hold */
    const struct scenario *scenario;    /* NULL: it was not read */
    bool in_use;                        /* somebody is still writing it */
    enum json_verify_check key, state;  /* whether it is of these */
    const struct rerun *rerun;          /* NULL: it was not played again */
};

/* The whole answer. */
void json_verify_put(struct json *j, const struct json_verify *v);

#endif
