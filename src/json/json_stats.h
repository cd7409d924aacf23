/* The figures of a run. docs/schema/stats.json has the form. */
#ifndef JSON_JSON_STATS_H
#define JSON_JSON_STATS_H

#include "json/json.h"
#include "study/stats.h"

/* The whole answer, of the scenario and header of the journal. */
void json_stats_put(struct json *j, const struct stats *s,
                    const struct record_header *header, bool damaged);

#endif
