/* The probability that documents leak. docs/schema/risk.json has the form. */
#ifndef JSON_JSON_RISK_H
#define JSON_JSON_RISK_H

#include "experiment/secrecy.h"
#include "json/json.h"
#include "study/ledger.h"

/* All is borrowed. */
struct json_risk {
    const struct scenario *scenario;
    uint64_t seed;
    instant by;
    double half_life;              /* years; 0: nobody leaves the circle */
    const struct secrecy *hazards; /* by hazards: of many runs; or NULL */
    const struct ledger *circles;  /* by the circle's size: of one; or NULL */
};

/* The whole answer. */
void json_risk_put(struct json *j, const struct json_risk *r);

#endif
