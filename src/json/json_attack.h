/* Tactics tried on a scenario's copies. docs/schema/attack.json has the form.
 */
#ifndef JSON_JSON_ATTACK_H
#define JSON_JSON_ATTACK_H

#include "experiment/trial.h"
#include "json/json.h"

/* Opens the answer and its array of protections. `only` is the tactic that is
 * tried, or NULL for all of them. */
void json_attack_open(struct json *j, const struct scenario *sc, uint64_t seed,
                      uint64_t run, const struct tactic *only);

/* One of the array: the trials under a protection, by its index in the trial's
 * scenario, or under those that the entries ask for, with SCENARIO_NONE. */
void json_attack_put(struct json *j, const struct trial *t, uint32_t protect,
                     const struct trial_result *results, size_t count);

/* Closes both. Complete: all that was asked for has been tried. */
void json_attack_close(struct json *j, bool complete);

#endif
