/* How often an observer guesses right from the times and lengths of frames.
 * docs/schema/metadata.json has the form. */
#ifndef JSON_JSON_METADATA_H
#define JSON_JSON_METADATA_H

#include "experiment/metadata.h"
#include "json/json.h"

/* The whole answer, of a study that was made. */
void json_metadata_put(struct json *j, const struct metadata *m);

#endif
