/* Two runs compared. docs/schema/diff.json has the form. */
#ifndef JSON_JSON_DIFF_H
#define JSON_JSON_DIFF_H

#include "json/json.h"
#include "study/difference.h"

/* One of the runs; all is borrowed. */
struct json_diff_side {
    const char *path;
    const struct scenario *scenario;
    const struct record_header *header;
    bool damaged;
};

/* The whole answer. */
void json_diff_put(struct json *j, const struct difference *c,
                   const struct json_diff_side sides[DIFFERENCE_SIDES]);

#endif
