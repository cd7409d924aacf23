/* The run that an answer in JSON is about. */
#ifndef JSON_JSON_RUN_H
#define JSON_JSON_RUN_H

#include "json/json.h"
#include "scenario/scenario.h"
#include "wire/record.h"

/* A member "run": its scenario by name and title, its seed, and its number
 * among the runs of that seed. The title is null without a scenario. */
void json_run_put(struct json *j, const struct scenario *sc,
                  const struct record_header *header);

/* The same of a scenario that was played, and not read from a journal. */
void json_run_played(struct json *j, const struct scenario *sc, uint64_t seed,
                     uint64_t run);

/* A member with the name of a party; null for SCENARIO_NONE. */
void json_run_party(struct json *j, const char *key, const struct scenario *sc,
                    uint32_t party);

#endif
