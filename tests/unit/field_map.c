/* The field of each byte: all bytes are covered, each once and in order,
 * whatever they are; and the fields are the right ones. */
#include "opener/field_map.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "support/journals.h"

enum { ROUNDS = 400, SIZE_MOST = 300 };

static void assert_covered(const struct field_map *y)
{
    size_t at = 0;

    for (size_t i = 0; i < y->count; i++) {
        assert_int_equal(y->parts[i].at, at);
        assert_true(y->parts[i].size > 0);
        assert_non_null(y->parts[i].name);
        assert_non_null(y->parts[i].value);
        at += y->parts[i].size;
    }
    assert_int_equal(at, y->whole.size);
}

static void any_bytes_are_covered(void **state)
{
    const struct opener_layers l = {.handshake = noise_pattern_find("XX"),
                                    .index = 1};
    struct rng_root root;
    struct rng rng;
    struct arena a;

    (void)state;
    arena_init(&a);
    rng_root_init(&root, 1, 0);
    rng_init(&rng, &root, "anatomy", "bytes");
    for (int round = 0; round < ROUNDS; round++) {
        uint8_t bytes[SIZE_MOST];
        const size_t size = (size_t)rng_below(&rng, sizeof bytes + 1);
        rng_bytes(&rng, bytes, sizeof bytes);
        for (int form = 0; form < FIELD_MAP_FORM_COUNT; form++) {
            struct field_map y;
            field_map_of(&y, &a, (enum field_map_form)form, &l,
                         bytes_of(bytes, size));
            assert_covered(&y);
        }
        arena_reset(&a);
    }
    arena_fini(&a);
}

/* The one part of that name; the test fails when there is another number. */
static const struct field_map_part *find(const struct field_map *y,
                                         const char *name)
{
    const struct field_map_part *found = NULL;

    for (size_t i = 0; i < y->count; i++) {
        if (strcmp(y->parts[i].name, name) != 0) continue;
        assert_null(found);
        found = &y->parts[i];
    }
    if (!found) fail_msg("no part is named %s", name);
    return found;
}

/* Each frame of a journal, whole and cut short anywhere. */
static void frames_of_a_journal(void **state)
{
    struct field_map y;
    struct arena a;

    (void)state;
    arena_init(&a);
    const struct bytes journal = journals_make(&a, 3, true);
    struct bytes rest = journal;
    for (uint64_t seq = 0; rest.size > 0; seq++) {
        const size_t size = journals_frame_size(rest);
        const struct bytes frame = bytes_of(rest.data, size);
        char text[32];
        field_map_of(&y, &a, FIELD_MAP_RECORD, NULL, frame);
        assert_covered(&y);
        snprintf(text, sizeof text, "%llu", (unsigned long long)seq);
        assert_string_equal(find(&y, "seq")->value, text);
        assert_int_equal(find(&y, "prev")->size, 2 + 32);
        for (size_t cut = 0; cut < size; cut++) {
            field_map_of(&y, &a, FIELD_MAP_RECORD, NULL,
                         bytes_of(frame.data, cut));
            assert_covered(&y);
        }
        rest = bytes_from(rest, size);
    }
    arena_fini(&a);
}

static void a_message_is_told_to_its_depth(void **state)
{
    const struct message_portion portion = {.name = "a", .text = "The text."};
    struct message_statement s = {
        .purpose = PURPOSE_RECEIPT,
        .signer = "us",
        .document = "note",
        .author = "russia",
        .title = "A note",
        .form = "letter",
        .classification = "secret",
        .time = 1643215800 * SECOND,
    };
    struct message m = {.kind = MESSAGE_RECEIPT, .document = "note"};
    struct field_map y;
    struct bytes encoded;
    struct arena a;

    (void)state;
    arena_init(&a);
    assert_int_equal(message_encode_statement(&a, &s, &m.signature.statement),
                     ERR_OK);
    m.signature.signature = bytes_of(arena_alloc(&a, 64), 64);
    assert_int_equal(message_encode_portion(&a, &portion, &m.copy), ERR_OK);
    assert_int_equal(message_encode(&a, &m, &encoded), ERR_OK);
    field_map_of(&y, &a, FIELD_MAP_MESSAGE, NULL, encoded);
    assert_covered(&y);
    assert_string_equal(find(&y, "kind")->value, "5, a signed receipt");
    assert_string_equal(find(&y, "purpose")->value, "1, receipt");
    assert_string_equal(find(&y, "time_ns")->value, "2022-01-26T16:50:00Z");
    assert_string_equal(find(&y, "title")->value, "\"A note\"");
    assert_int_equal(find(&y, "title")->depth, 2);
    /* Bytes that are no copy are bytes. */
    assert_int_equal(find(&y, "copy")->size, m.copy.size + 2);
    arena_fini(&a);
}

/* Each part's name, with a mark where its value says that it is encrypted. */
static void name_parts(const struct field_map *y, char *out, size_t size)
{
    size_t used = 0;

    out[0] = '\0';
    for (size_t i = 0; i < y->count; i++)
        used +=
            (size_t)snprintf(out + used, size - used, "%s%s%s",
                             i > 0 ? " " : "", y->parts[i].name,
                             strstr(y->parts[i].value, "encrypted") ? "*" : "");
    assert_true(used < size);
}

static void handshakes_by_token(void **state)
{
    enum { E = 32, S = 32, TAG = 16 };
    static const struct {
        const char *pattern;
        uint64_t index;
        size_t size;
        const char *parts;
    } rows[] = {
        /* Before the first key nothing is encrypted, however long it is. */
        {"XX", 0, E, "e"},
        {"XX", 0, E + TAG + 4, "e payload"},
        {"IX", 0, E + S, "e s"},
        {"IX", 0, E + S + TAG + 4, "e s payload"},
        /* An agreement gives the first key: ee, es, or a shared one. */
        {"NN", 1, E + TAG, "e tag"},
        {"NK", 0, E + TAG + 1, "e payload tag"},
        {"NNpsk0", 0, E + TAG, "e tag"},
        {"IK", 0, E + S + TAG + TAG, "e s* tag tag"},
        {"XX", 1, E + S + TAG + TAG, "e s* tag tag"},
        /* It stays, in messages without one of their own. */
        {"XX", 2, S + TAG + TAG + 5, "s* tag payload tag"},
        {"X1K", 2, S + TAG + TAG + 5, "s* tag payload tag"},
        {"X1N", 3, TAG, "tag"},
        /* No tag can lie in fewer bytes than one has. */
        {"NN", 1, E + TAG - 1, "e payload"},
        {"XX", 1, E + S + TAG - 1, "e s* tag"},
        {"XX", 2, S - 1, "s*"},
        /* A message beyond the pattern's last is a payload. */
        {"XX", 3, TAG + 1, "payload tag"},
        {"XX", UINT64_MAX, TAG + 1, "payload tag"},
        {NULL, 0, E, "more"},
    };
    static const uint8_t zeros[256];
    struct field_map y;
    struct arena a;
    char parts[128];

    (void)state;
    arena_init(&a);
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct opener_layers l = {.index = rows[i].index};
        if (rows[i].pattern) l.handshake = noise_pattern_find(rows[i].pattern);
        field_map_of(&y, &a, FIELD_MAP_HANDSHAKE, &l,
                     bytes_of(zeros, rows[i].size));
        assert_covered(&y);
        name_parts(&y, parts, sizeof parts);
        if (strcmp(parts, rows[i].parts) != 0)
            fail_msg("row %zu: %s", i, parts);
    }
    field_map_of(&y, &a, FIELD_MAP_HANDSHAKE, NULL, bytes_of(zeros, E));
    assert_covered(&y);
    arena_fini(&a);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(any_bytes_are_covered),
        cmocka_unit_test(frames_of_a_journal),
        cmocka_unit_test(a_message_is_told_to_its_depth),
        cmocka_unit_test(handshakes_by_token),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
