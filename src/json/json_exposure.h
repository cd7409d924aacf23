/* The documents that a theft of keys opens, by its time.
 * docs/schema/exposure.json has the form. */
#ifndef JSON_JSON_EXPOSURE_H
#define JSON_JSON_EXPOSURE_H

#include "experiment/post_compromise.h"
#include "json/json.h"

/* The whole answer; the run is that of the scenario. */
void json_exposure_put(struct json *j, const struct exposure *x);

#endif
