/* Records, headers, seals and faults: there and back, and what is refused; an
 * outline says of each the same as the record. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "wire/outline.h"
#include "wire/record_field.h"
#include "wire/record.h"

static int setup(void **state)
{
    static struct arena arena;

    arena_init(&arena);
    *state = &arena;
    return 0;
}

static int teardown(void **state)
{
    arena_fini(*state);
    return 0;
}

static void same_text(const char *a, const char *b)
{
    if (a && b)
        assert_string_equal(a, b);
    else
        assert_true(!a && !b);
}

static void same_record(const struct record *a, const struct record *b)
{
    assert_true(record_field_same(a, b));
}

/* Decodes it, and holds its outline against that. */
static enum err decode(struct arena *a, struct bytes body, struct record *r)
{
    struct outline o;
    const enum err rc = record_decode(a, body, r);

    assert_int_equal(outline_read(body, &o), rc);
    if (rc) return rc;
    assert_int_equal(o.kind, r->kind);
    assert_int_equal(o.exchange, r->exchange);
    assert_int_equal(o.cause_count, r->cause_count);
    for (size_t i = 0; i < o.cause_count; i++)
        assert_int_equal(o.causes[i], r->causes[i]);
    assert_int_equal(o.has_document, r->document != NULL);
    return rc;
}

static const char *const portions[] = {"3", "4(a)"};

static const struct record full = {
    .kind = RECORD_VIOLATED,
    .party = "US",
    .peer = "Russia",
    .exchange = 7,
    .causes = {1, 2, UINT64_MAX, 4},
    .cause_count = RECORD_CAUSES_MAX,
    .document = "reply",
    .portions = portions,
    .portion_count = 2,
    .channel = "courier",
    .reason = REASON_RELEASABLE_TO,
    .words = "\xc3\xa9t\xc3\xa9",
    .group = "allies",
    .members = portions,
    .member_count = 2,
    .owner = "NATO",
    .serial = UINT32_MAX,
    .fingerprint = {(const uint8_t *)"\3\0", 2},
    .trust = RECORD_TRUST_COUNT - 1,
    .verb = RECORD_VERB_COUNT - 1,
    .act = RECORD_ACT_COUNT - 1,
    .forged = true,
    .stolen = RECORD_STOLEN_COUNT - 1,
    .entry = 3,
    .protocol = "Noise_XX",
    .count = 7,
    .number = "12345",
    .data = {(const uint8_t *)"\0\1\2", 3},
};

static void there_and_back(void **state)
{
    struct bytes body;
    struct record r;

    for (unsigned kind = 0; kind < RECORD_KIND_COUNT; kind++) {
        struct record bare = {.kind = (enum record_kind)kind};
        assert_int_equal(record_encode(*state, &bare, &body), ERR_OK);
        assert_int_equal(decode(*state, body, &r), ERR_OK);
        same_record(&bare, &r);
    }
    assert_int_equal(record_encode(*state, &full, &body), ERR_OK);
    assert_int_equal(decode(*state, body, &r), ERR_OK);
    same_record(&full, &r);
}

/* The kind comes first, and the cut falls between fields now and then: such
 * a prefix is a smaller record. All others are refused, and none crashes. */
static void every_cut_and_every_byte(void **state)
{
    struct bytes body, again;
    struct record r;
    size_t whole = 0;

    assert_int_equal(record_encode(*state, &full, &body), ERR_OK);
    for (size_t size = 0; size < body.size; size++) {
        if (decode(*state, bytes_of(body.data, size), &r)) continue;
        assert_int_equal(record_encode(*state, &r, &again), ERR_OK);
        assert_true(bytes_equal(again, bytes_of(body.data, size)));
        whole++;
    }
    /* Every field but the kind, which comes first, with two portions and two
     * members; the last of them is never behind a cut. */
    assert_int_equal(whole, RECORD_FIELD_COUNT + 1);
    uint8_t *copy = (uint8_t *)arena_copy(*state, body).data;
    for (size_t at = 0; at < body.size; at++) {
        for (unsigned value = 0; value < 256; value++) {
            copy[at] = (uint8_t)value;
            if (decode(*state, bytes_of(copy, body.size), &r)) continue;
            assert_true(r.kind < RECORD_KIND_COUNT);
            assert_true(r.reason < REASON_COUNT);
            assert_true(r.trust < RECORD_TRUST_COUNT);
            assert_true(r.verb < RECORD_VERB_COUNT);
            assert_true(r.act < RECORD_ACT_COUNT);
            assert_true(r.stolen < RECORD_STOLEN_COUNT);
        }
        copy[at] = body.data[at];
    }
}

static void refused(void **state)
{
    static const struct {
        const char *what, *hex;
    } rows[] = {
        {"nothing", ""},
        {"no kind", "12025553"},
        {"an unknown kind", "08ff01"},
        {"an unknown reason", "080048ff01"},
        {"five causes", "08002a050102030405"},
        {"causes not packed", "08002801"},
        {"an unknown trust", "0800900105"},
        {"an unknown verb", "08009801ff01"},
        {"an unknown act", "0800a001ff01"},
        {"an unknown loot", "0800b0017f"},
        {"the text of version 1", "080052027573"},
        {"an unknown field", "0800d80101"},
        {"the kind twice", "08000801"},
        {"NUL in a text", "080012025500"},
        {"bytes behind it", "080000"},
    };
    uint8_t bytes[32];
    struct record r;

    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        size_t size = strlen(rows[i].hex) / 2;
        assert_int_equal(bytes_from_hex(bytes, size, rows[i].hex), ERR_OK);
        if (decode(*state, bytes_of(bytes, size), &r) != ERR_FORMAT)
            fail_msg("%s", rows[i].what);
    }
}

static void body_limit(void **state)
{
    struct bytes body;
    struct record r = {.kind = RECORD_FRAME_SENT};
    uint8_t *data = arena_alloc(*state, RECORD_BODY_MAX + 1);

    r.data = bytes_of(data, RECORD_BODY_MAX - 6); /* kind 2, tag 1, length 3 */
    assert_int_equal(record_encode(*state, &r, &body), ERR_OK);
    assert_int_equal(body.size, RECORD_BODY_MAX);
    assert_int_equal(decode(*state, body, &r), ERR_OK);
    r.data.size++;
    assert_int_equal(record_encode(*state, &r, &body), ERR_LIMIT);
    body = bytes_of(data, RECORD_BODY_MAX + 1);
    assert_int_equal(decode(*state, body, &r), ERR_FORMAT);
}

static void header_there_and_back(void **state)
{
    struct record_header h = {
        .version = 2,
        .journal_id = {1, 2, 3},
        .tool_version = "0.1.0",
        .scenario_hash = {4},
        .scenario_name = "two letters",
        .scenario = bytes_of_text("name: two letters\n"),
        .seed = UINT64_MAX,
        .run = 3,
        .unkeyed = true,
        .first_key = {5},
        .features = 6,
        .semantics = 7,
    };
    struct record_header g;
    struct bytes body;

    assert_int_equal(record_encode_header(*state, &h, &body), ERR_OK);
    assert_int_equal(record_decode_header(*state, body, &g), ERR_OK);
    assert_int_equal(g.version, h.version);
    assert_memory_equal(g.journal_id, h.journal_id, sizeof g.journal_id);
    same_text(g.tool_version, h.tool_version);
    assert_memory_equal(g.scenario_hash, h.scenario_hash, RECORD_HASH_SIZE);
    same_text(g.scenario_name, h.scenario_name);
    assert_true(bytes_equal(g.scenario, h.scenario));
    assert_true(g.seed == h.seed && g.run == h.run);
    assert_true(g.unkeyed);
    assert_memory_equal(g.first_key, h.first_key, sizeof g.first_key);
    assert_int_equal(g.features, h.features);
    assert_int_equal(g.semantics, h.semantics);
    assert_int_equal(record_header_version(body), 2);
    assert_int_equal(record_header_version(bytes_of(NULL, 0)), 0);
    assert_int_equal(record_header_version(bytes_of_text("\x12\1a")), 0);
    for (size_t size = 0; size < body.size; size++)
        assert_int_equal(
            record_decode_header(*state, bytes_of(body.data, size), &g),
            ERR_FORMAT);
}

static void seal_there_and_back(void **state)
{
    struct record_seal s = {7, 4096, {1}, {2}, {3}}, t;
    struct bytes body;

    assert_int_equal(record_encode_seal(*state, &s, &body), ERR_OK);
    assert_int_equal(record_decode_seal(*state, body, &t), ERR_OK);
    assert_true(t.epoch == s.epoch && t.tree_size == s.tree_size);
    assert_memory_equal(t.root, s.root, sizeof t.root);
    assert_memory_equal(t.next_key, s.next_key, sizeof t.next_key);
    assert_memory_equal(t.signature, s.signature, sizeof t.signature);
    for (size_t size = 0; size < body.size; size++)
        assert_int_equal(
            record_decode_seal(*state, bytes_of(body.data, size), &t),
            ERR_FORMAT);
    /* A root of 31 bytes: the length and the byte it no longer covers. */
    uint8_t *copy = (uint8_t *)arena_copy(*state, body).data;
    memmove(copy + 7, copy + 8, body.size - 8);
    copy[6] = 31;
    assert_int_equal(
        record_decode_seal(*state, bytes_of(copy, body.size - 1), &t),
        ERR_FORMAT);
}

static void fault_there_and_back(void **state)
{
    struct bytes body;
    const char *what;

    assert_int_equal(record_encode_fault(*state, "no space", &body), ERR_OK);
    assert_int_equal(record_decode_fault(*state, body, &what), ERR_OK);
    assert_string_equal(what, "no space");
    assert_int_equal(record_decode_fault(*state, bytes_of(NULL, 0), &what),
                     ERR_FORMAT);
}

static void tables(void **state)
{
    (void)state;
    assert_string_equal(record_kind_row(RECORD_DRAFTED)->name, "DRAFTED");
    assert_int_equal(record_kind_row(RECORD_RECEIVED)->level, LEVEL_HOLDS);
    assert_string_equal(record_kind_row(RECORD_STOPPED)->name, "STOPPED");
    assert_string_equal(record_kind_row(RECORD_INTERFERED)->name, "MEDDLED");
    assert_string_equal(record_kind_row(RECORD_INTERFERED)->also, "INTERFERED");
    assert_string_equal(record_level_text(LEVEL_PROVABLE), "provable");
    assert_string_equal(record_reason_text(REASON_NONE), "no reason");
}

/* Each field by itself: it is there, its type tells where its value is, and
 * two records that differ in it alone are not the same. */
static void fields(void **state)
{
    static const struct record bare = {.kind = RECORD_VIOLATED};

    (void)state;
    for (size_t i = 0; i < RECORD_FIELD_COUNT; i++) {
        const struct record_field f = record_field_at(&full, i);
        const struct record_field none = record_field_at(&bare, i);
        assert_true(f.there);
        assert_int_equal(none.there, i == 0);
        assert_string_equal(f.name, none.name);
        assert_int_equal(f.type, none.type);
        switch (f.type) {
        case RECORD_FIELD_TEXT:
            assert_true(f.text && *f.text);
            break;
        case RECORD_FIELD_TEXTS:
            assert_true(f.texts && f.count == 2);
            break;
        case RECORD_FIELD_NUMBER:
            assert_true(f.number > 0);
            break;
        case RECORD_FIELD_NUMBERS:
            assert_true(f.numbers && f.count == RECORD_CAUSES_MAX);
            break;
        case RECORD_FIELD_FLAG:
            break;
        case RECORD_FIELD_BYTES:
        case RECORD_FIELD_PAYLOAD:
            assert_true(f.bytes.size > 0);
            break;
        }
    }
    assert_string_equal(record_field_at(&full, 0).text, "VIOLATED");
    assert_string_equal(record_field_word("act", RECORD_ACT_RELAY), "relay");
    assert_null(record_field_word("act", RECORD_ACT_COUNT));
    assert_null(record_field_word("serial", 1));
}

static void sameness(void **state)
{
    struct record r = full;

    (void)state;
    assert_true(record_field_same(&full, &r));
    r.forged = false;
    assert_false(record_field_same(&full, &r));
    r = full;
    r.causes[1]++;
    assert_false(record_field_same(&full, &r));
    r = full;
    r.member_count = 1;
    assert_false(record_field_same(&full, &r));
    r = full;
    r.words = NULL;
    assert_false(record_field_same(&full, &r));
    r = full;
    r.fingerprint.size = 1;
    assert_false(record_field_same(&full, &r));
    r = full;
    r.act = RECORD_ACT_DROP;
    assert_false(record_field_same(&full, &r));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(there_and_back),
        cmocka_unit_test(every_cut_and_every_byte),
        cmocka_unit_test(refused),
        cmocka_unit_test(body_limit),
        cmocka_unit_test(header_there_and_back),
        cmocka_unit_test(seal_there_and_back),
        cmocka_unit_test(fault_there_and_back),
        cmocka_unit_test(tables),
        cmocka_unit_test(fields),
        cmocka_unit_test(sameness),
    };

    return cmocka_run_group_tests(tests, setup, teardown);
}
