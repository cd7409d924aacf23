/* The words of the language for an envelope. */
#ifndef JSON_JSON_SEAL_H
#define JSON_JSON_SEAL_H

#include "json/json.h"
#include "wire/message.h"

/* A member: "none", "age", "hpke-base" or "hpke-auth". */
void json_seal_put(struct json *j, const char *key, enum message_seal seal);

#endif
