/* A record of a journal, by the names and forms of docs/export.md. */
#ifndef JSON_JSON_RECORD_H
#define JSON_JSON_RECORD_H

#include "json/json.h"
#include "wire/record_field.h"

/* Members for the fields that it has; without the bytes that travelled unless
 * they are asked for. */
void json_record_put(struct json *j, const struct record *r, bool payload);

#endif
