/* The run that an answer in JSON is about. */
#ifndef JSON_JSON_RUN_H
#define JSON_JSON_RUN_H

#include "json/json.h"
#include "scenario/scenario.h"
#include "wire/record.h"

/* A member "run": its scenario by name and title, its seed, and its number
 * among the runs of that seed. */
void json_run_put(struct json *j, const struct scenario *sc,
                  const struct record_header *header);

/* A member with the name of a party; null for SCENARIO_NONE. */
void json_run_party(struct json *j, const char *key, const struct scenario *sc,
                    uint32_t party);

#endif
