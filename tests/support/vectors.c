#include "support/vectors.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include <cmocka.h>

const char *vectors_path(struct arena *a, const char *file)
{
    const char *folder = getenv("DEMARCHE_VECTORS");
    struct stat status;

    if (!folder) folder = SOURCE_DIR "/../shared/vectors";
    if (stat(folder, &status) != 0) {
        print_message("SKIPPED: NO TEST VECTORS IN %s (set DEMARCHE_VECTORS)\n",
                      folder);
        skip();
    }
    return arena_format(a, "%s/%s", folder, file);
}

static char *read_file(struct arena *a, const char *path)
{
    struct stat status;
    FILE *file = fopen(path, "rb");

    if (!file || fstat(fileno(file), &status) != 0)
        fail_msg("%s cannot be read", path);
    size_t size = (size_t)status.st_size;
    char *text = arena_alloc(a, size + 1);
    assert_int_equal(fread(text, 1, size, file), size);
    fclose(file);
    return text;
}

cJSON *vectors_open(struct arena *a, const char *file)
{
    const char *path = vectors_path(a, file);
    cJSON *json = cJSON_Parse(read_file(a, path));

    if (!json) fail_msg("%s is not JSON", path);
    return json;
}

const cJSON *vectors_item(const cJSON *object, const char *name)
{
    const cJSON *item = cJSON_GetObjectItemCaseSensitive(object, name);

    if (!item) fail_msg("a vector lacks its field '%s'", name);
    return item;
}

const char *vectors_text(const cJSON *object, const char *name)
{
    const cJSON *item = vectors_item(object, name);

    assert_true(cJSON_IsString(item));
    return item->valuestring;
}

/* cJSON holds numbers as doubles: exact below 2^53, and the one larger value
 * that vectors use, 2^64-1, is rounded up to 2^64. */
uint64_t vectors_number(const cJSON *object, const char *name)
{
    const cJSON *item = vectors_item(object, name);

    assert_true(cJSON_IsNumber(item) && item->valuedouble >= 0);
    if (item->valuedouble >= 0x1p64) return UINT64_MAX;
    return (uint64_t)item->valuedouble;
}

struct bytes vectors_unhex(struct arena *a, const char *hex)
{
    size_t size = strlen(hex) / 2;
    uint8_t *data = arena_alloc(a, size + 1);

    assert_int_equal(bytes_from_hex(data, size, hex), ERR_OK);
    return bytes_of(data, size);
}

struct bytes vectors_hex(struct arena *a, const cJSON *object, const char *name)
{
    if (!cJSON_HasObjectItem(object, name)) return bytes_of(NULL, 0);
    return vectors_unhex(a, vectors_text(object, name));
}
