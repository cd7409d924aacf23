/* Published test vectors: finds their folder, reads JSON, takes out fields. */
#ifndef TESTS_SUPPORT_VECTORS_H
#define TESTS_SUPPORT_VECTORS_H

#include <cjson/cJSON.h>

#include "base/arena.h"
#include "base/bytes.h"

/* The path of a file in the folder that DEMARCHE_VECTORS names, by default
 * ../shared/vectors beside the source. Where the folder is absent, says so
 * and skips the test; the path is the arena's. */
const char *vectors_path(struct arena *a, const char *file);

/* The JSON of such a file, which fails the test unless it is there and well
 * formed; the caller deletes it. */
cJSON *vectors_open(struct arena *a, const char *file);

/* An item that must be there; a text; a number, held at 2^64-1. */
const cJSON *vectors_item(const cJSON *object, const char *name);
const char *vectors_text(const cJSON *object, const char *name);
uint64_t vectors_number(const cJSON *object, const char *name);

/* A field of hex digits, in the arena; an absent one shows no data. */
struct bytes vectors_hex(struct arena *a, const cJSON *object,
                         const char *name);

/* The bytes of a hex text. */
struct bytes vectors_unhex(struct arena *a, const char *hex);

#endif
