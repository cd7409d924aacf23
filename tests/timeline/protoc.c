/* A journal's frames, as protoc decodes them by the page on the journal. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "support/exports.h"

/* Takes the script off the page, into the folder. */
static void write_script(const char *folder)
{
    static const char fence[] = "```python frame.py\n";
    char path[EXPORTS_PATH_SIZE];
    size_t size;
    char *page = program_read(SOURCE_DIR "/docs/journal.md", &size);

    assert_non_null(page);
    const char *start = strstr(page, fence);
    assert_non_null(start);
    start += sizeof fence - 1;
    const char *end = strstr(start, "```");
    assert_non_null(end);
    snprintf(path, sizeof path, "%s/frame.py", folder);
    program_write(path, start, (size_t)(end - start));
    free(page);
}

/* Cuts a frame, or its body, out of the tale and decodes it as a message. */
static void assert_decoded(const char *folder, const char *frame,
                           const char *part, const char *message,
                           const char *const *expected)
{
    char path[EXPORTS_PATH_SIZE];
    char decoded[64];
    const struct program_gift cut = {.folder = folder};
    const struct program_gift decode = {.input = path};
    struct program_end end;

    program_run(
        &end, &cut,
        WORDS("python3", "-B", "frame.py", "tale.journal", frame, part));
    assert_string_equal(end.err, "");
    snprintf(decoded, sizeof decoded, "--decode=demarche.record.%s", message);
    snprintf(path, sizeof path, "%s/bytes", folder);
    program_write(path, end.out, end.out_size);
    program_end_fini(&end);
    program_run(
        &end, &decode,
        WORDS("protoc", decoded, "-I", SOURCE_DIR "/proto", "record.proto"));
    assert_string_equal(end.err, "");
    assert_int_equal(end.status, 0);
    for (; *expected; expected++)
        if (!strstr(end.out, *expected))
            fail_msg("%s of %s lacks %s:\n%s", message, frame, *expected,
                     end.out);
    program_end_fini(&end);
}

static void test_protoc_decodes_frames_and_bodies(void **state)
{
    static const char *const frame[] = {
        "seq: 4\n", "time_ns: 1643212920000000000\n", "kind: 2\n", NULL};
    static const char *const event[] = {"party: \"us\"\n", "exchange: 3\n",
                                        "causes: 3\n", "channel: \"embassy\"\n",
                                        NULL};
    static const char *const header[] = {"scenario_name: \"responses\"\n",
                                         "seed: 7\n", "unkeyed: true\n", NULL};
    static const char *const seal[] = {"epoch: 0\n", "tree_size: 17\n", NULL};

    if (!program_is_there("protoc") || !program_is_there("python3")) skip();
    write_script(*state);
    assert_decoded(*state, "4", NULL, "Frame", frame);
    assert_decoded(*state, "4", "body", "Event", event);
    assert_decoded(*state, "0", "body", "Header", header);
    assert_decoded(*state, "17", "body", "Seal", seal);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_protoc_decodes_frames_and_bodies,
                                        exports_set_up, exports_tear_down),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
