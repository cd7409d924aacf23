/* Proofs of transparency-dev/merkle, sound and mutated. */
#include <dirent.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>
#include <sodium.h>

#include "crypto/merkle.h"
#include "support/vectors.h"

#define FOLDER "merkle-transparency-dev/testdata"

enum fill { FILL_ROOT = 1, FILL_OTHER = 2 };

/* A hash in base64. Some vectors have a short text or nothing in its place;
 * filled up, roots unlike the rest, it is a hash like no other. */
static struct merkle_hash read_hash(const cJSON *item, enum fill fill)
{
    const char *text = cJSON_GetStringValue(item);
    struct merkle_hash hash;
    size_t size;

    memset(hash.bytes, (int)fill, sizeof hash.bytes);
    if (!text) return hash;
    assert_int_equal(sodium_base642bin(hash.bytes, sizeof hash.bytes, text,
                                       strlen(text), NULL, &size, NULL,
                                       sodium_base64_VARIANT_ORIGINAL),
                     0);
    return hash;
}

static size_t read_proof(const cJSON *json,
                         struct merkle_hash proof[MERKLE_DEPTH_MAX])
{
    const cJSON *item;
    size_t count = 0;

    cJSON_ArrayForEach(item, vectors_item(json, "proof"))
    {
        assert_true(count < MERKLE_DEPTH_MAX);
        proof[count++] = read_hash(item, FILL_OTHER);
    }
    return count;
}

static bool inclusion_holds(const cJSON *json)
{
    struct merkle_hash leaf =
        read_hash(vectors_item(json, "leafHash"), FILL_OTHER);
    struct merkle_hash root = read_hash(vectors_item(json, "root"), FILL_ROOT);
    struct merkle_hash proof[MERKLE_DEPTH_MAX];
    size_t count = read_proof(json, proof);

    return merkle_verify_inclusion(&leaf, vectors_number(json, "leafIdx"),
                                   vectors_number(json, "treeSize"), proof,
                                   count, &root) == ERR_OK;
}

static bool consistency_holds(const cJSON *json)
{
    struct merkle_hash old_root =
        read_hash(vectors_item(json, "root1"), FILL_ROOT);
    struct merkle_hash root = read_hash(vectors_item(json, "root2"), FILL_ROOT);
    struct merkle_hash proof[MERKLE_DEPTH_MAX];
    size_t count = read_proof(json, proof);

    return merkle_verify_consistency(vectors_number(json, "size1"), &old_root,
                                     vectors_number(json, "size2"), &root,
                                     proof, count) == ERR_OK;
}

static void run_file(struct arena *a, const char *file,
                     bool (*holds)(const cJSON *))
{
    cJSON *json = vectors_open(a, file);
    bool want = !cJSON_IsTrue(vectors_item(json, "wantErr"));

    if (holds(json) != want)
        fail_msg("%s: %s", file, vectors_text(json, "desc"));
    cJSON_Delete(json);
}

/* Every file below the folder; gives back how many there were. */
static int run_folder(struct arena *a, const char *folder,
                      bool (*holds)(const cJSON *))
{
    DIR *dir = opendir(vectors_path(a, folder));
    const struct dirent *entry;
    int ran = 0;

    assert_non_null(dir);
    while ((entry = readdir(dir))) {
        const char *path = arena_format(a, "%s/%s", folder, entry->d_name);
        if (entry->d_name[0] == '.') continue;
        if (strstr(entry->d_name, ".json")) {
            run_file(a, path, holds);
            ran++;
        } else {
            ran += run_folder(a, path, holds);
        }
    }
    closedir(dir);
    return ran;
}

static void run_all(const char *folder, bool (*holds)(const cJSON *))
{
    struct arena a;

    arena_init(&a);
    int ran = run_folder(&a, folder, holds);
    print_message("%s: %d ran\n", folder, ran);
    assert_int_equal(ran, 98);
    arena_fini(&a);
}

static void test_inclusion(void **state)
{
    (void)state;
    run_all(FOLDER "/inclusion", inclusion_holds);
}

static void test_consistency(void **state)
{
    (void)state;
    run_all(FOLDER "/consistency", consistency_holds);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_inclusion),
        cmocka_unit_test(test_consistency),
    };

    return sodium_init() < 0 || cmocka_run_group_tests(tests, NULL, NULL);
}
