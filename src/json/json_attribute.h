/* Those who may have leaked a document. docs/schema/attribute.json has the
 * form. */
#ifndef JSON_JSON_ATTRIBUTE_H
#define JSON_JSON_ATTRIBUTE_H

#include "json/json.h"
#include "study/attribution.h"

/* All is borrowed. */
struct json_attribute {
    const struct scenario *scenario;
    const struct record_header *header;
    uint32_t document;
    const struct attribution *attribution;
    const struct attribution_surfacing *surfacing; /* NULL: not in the run */
    instant until;    /* by when the holders had it */
    const char *file; /* the copy came from there; NULL: from the run */
    bool damaged;
};

/* The whole answer. */
void json_attribute_put(struct json *j, const struct json_attribute *a);

#endif
