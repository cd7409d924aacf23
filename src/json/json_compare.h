/* Protections measured beside each other, and the grades of Noise's patterns.
 * docs/schema/compare.json has the form. */
#ifndef JSON_JSON_COMPARE_H
#define JSON_JSON_COMPARE_H

#include "experiment/grades.h"
#include "experiment/measure.h"
#include "json/json.h"

/* All is borrowed. */
struct json_compare {
    const struct scenario *scenario; /* NULL: the grades alone */
    uint64_t seed, run;
    const struct measure *items; /* of the scenario */
    size_t count;
    const uint64_t *cpu_ns;      /* an item each; NULL: it is not asked for */
    const struct grades *grades; /* GRADES_PATTERNS; NULL: likewise */
};

/* The whole answer. */
void json_compare_put(struct json *j, const struct json_compare *c);

#endif
