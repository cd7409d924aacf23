/* Who knows what at one moment, of every party, adversary and document, those
 * unaware of each other included. docs/schema/who.json has the form. */
#ifndef JSON_JSON_HOLDINGS_H
#define JSON_JSON_HOLDINGS_H

#include "json/json.h"
#include "study/ledger.h"
#include "study/set_aside.h"

/* A member "parties": one each, with its documents and their portions. Only
 * this party and this document, unless they are SCENARIO_NONE. */
void json_holdings_put(struct json *j, const struct ledger *l,
                       const struct set_aside *aside, uint32_t party,
                       uint32_t document);

#endif
