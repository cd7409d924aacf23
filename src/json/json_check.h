/* Scenarios that were checked. docs/schema/check.json has the form. */
#ifndef JSON_JSON_CHECK_H
#define JSON_JSON_CHECK_H

#include "json/json.h"
#include "scenario/scenario.h"
#include "scenario/scenario_errors.h"

/* One of them. */
struct json_check {
    const char *file;
    bool changed;                         /* its text, by a command line */
    const struct scenario *scenario;      /* NULL: it has errors */
    const struct scenario_errors *errors; /* or warnings of a good one */
    const char *unread; /* why there is no text to find errors in, or NULL */
};

/* One, as an object of an array. */
void json_check_put(struct json *j, const struct json_check *c);

#endif
