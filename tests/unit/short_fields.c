/* Keys, hashes, ids, salts and signatures have one size each: a body in which
 * one of them lacks a byte, or has one too many, is refused by its decoder. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "base/writer.h"
#include "wire/credential.h"
#include "wire/message.h"
#include "wire/record.h"

enum { BODY_MAX = 1024 };

/* The body with the field of that number one byte shorter or longer. All
 * fields are varints, 64 bits wide, or at most 127 bytes behind their length;
 * false when the field is not there. */
static bool resize(struct bytes body, unsigned field, int by, struct writer *w)
{
    bool found = false;

    for (size_t at = 0; at < body.size;) {
        const unsigned type = body.data[at] & 7;
        const bool wanted = body.data[at] >> 3 == field;
        size_t size = 1;
        assert_true(body.data[at] < 0x80);
        if (type == 0)
            while (body.data[at + size++] & 0x80)
                continue;
        else
            size += type == 1 ? 8 : 1 + (size_t)body.data[at + 1];
        writer_put(w, body.data + at, size);
        if (wanted && type == 2) {
            w->data[w->size - size + 1] += (uint8_t)by;
            if (by < 0)
                w->size--;
            else
                writer_put(w, "x", 1);
            found = true;
        }
        at += size;
    }
    assert_false(w->overflow);
    return found;
}

/* What is encoded, its decoder, and the fields of fixed size. */
struct shape {
    const char *name;
    enum err (*encode)(struct arena *a, struct bytes *out);
    enum err (*decode)(struct arena *a, struct bytes in);
    unsigned fields[8];
};

static enum err encode_header(struct arena *a, struct bytes *out)
{
    const struct record_header h = {.version = 2,
                                    .tool_version = "0",
                                    .scenario_name = "s",
                                    .scenario = bytes_of_text("s")};

    return record_encode_header(a, &h, out);
}

static enum err decode_header(struct arena *a, struct bytes in)
{
    struct record_header h;

    return record_decode_header(a, in, &h);
}

static enum err encode_seal(struct arena *a, struct bytes *out)
{
    const struct record_seal s = {.epoch = 1, .tree_size = 2};

    return record_encode_seal(a, &s, out);
}

static enum err decode_seal(struct arena *a, struct bytes in)
{
    struct record_seal s;

    return record_decode_seal(a, in, &s);
}

static enum err encode_key(struct arena *a, struct bytes *out)
{
    const struct credential_statement s = {
        .party = "us", .serial = 2, .replacing = true};

    return credential_encode_statement(a, &s, out);
}

static enum err decode_key(struct arena *a, struct bytes in)
{
    struct credential_statement s;

    return credential_decode_statement(a, in, &s);
}

static enum err encode_portion(struct arena *a, struct bytes *out)
{
    const struct message_portion p = {{1, 2}, "name", "text"};

    return message_encode_portion(a, &p, out);
}

static enum err decode_portion(struct arena *a, struct bytes in)
{
    struct message_portion p;

    return message_decode_portion(a, in, &p);
}

static const struct shape shapes[] = {
    {"header", encode_header, decode_header, {2, 4, 10}},
    {"seal", encode_seal, decode_seal, {3, 4, 5}},
    {"key", encode_key, decode_key, {4, 5, 7}},
    {"portion", encode_portion, decode_portion, {1}},
};

static void one_byte_more_or_less(void **state)
{
    uint8_t memory[BODY_MAX];
    struct arena a;

    (void)state;
    arena_init(&a);
    for (size_t i = 0; i < sizeof shapes / sizeof *shapes; i++) {
        const struct shape *s = &shapes[i];
        struct bytes body;
        assert_int_equal(s->encode(&a, &body), ERR_OK);
        assert_int_equal(s->decode(&a, body), ERR_OK);
        for (const unsigned *field = s->fields; *field; field++) {
            for (int by = -1; by <= 1; by += 2) {
                struct writer w;
                writer_init(&w, memory, sizeof memory);
                if (!resize(body, *field, by, &w))
                    fail_msg("%s has no field %u", s->name, *field);
                if (s->decode(&a, writer_bytes(&w)) != ERR_FORMAT)
                    fail_msg("%s, field %u: accepted", s->name, *field);
            }
        }
        arena_reset(&a);
    }
    arena_fini(&a);
}

static void put_field(struct writer *w, uint8_t tag, const void *data,
                      size_t size)
{
    const uint8_t head[] = {tag, (uint8_t)size};

    writer_put(w, head, sizeof head);
    writer_put(w, data, size);
}

/* An encoded copy with these bytes in the place of its one leaf. */
static struct bytes copy_with(struct arena *a, struct bytes leaf)
{
    static const char old[] = "\x05\x0a\x03"
                              "abc";
    const struct message_leaf one = {.portion = bytes_of_text("abc")};
    const struct message_copy whole = {
        .transfer = {bytes_of_text("transfer"), {0}},
        .leaves = &one,
        .leaf_count = 1};
    const uint8_t size = (uint8_t)leaf.size;
    struct bytes body;
    struct writer w;
    size_t at = 0;

    assert_int_equal(message_encode_copy(a, &whole, &body), ERR_OK);
    while (memcmp(body.data + at, old, sizeof old - 1) != 0)
        at++;
    writer_init(&w, arena_alloc(a, BODY_MAX), BODY_MAX);
    writer_put(&w, body.data, at);
    writer_put(&w, &size, 1);
    writer_put(&w, leaf.data, leaf.size);
    at += sizeof old - 1;
    writer_put(&w, body.data + at, body.size - at);
    return writer_bytes(&w);
}

/* A copy's leaf is a portion or the hash of one, never both or neither. */
static void leaves_of_a_copy(void **state)
{
    static const uint8_t hash[MESSAGE_ROOT_SIZE + 1];
    static const struct {
        int portion, hash; /* their sizes; -1: not there */
        bool accepted;
    } rows[] = {
        {3, -1, true},
        {-1, MESSAGE_ROOT_SIZE, true},
        {-1, -1, false},
        {0, -1, false},
        {-1, 0, false},
        {-1, MESSAGE_ROOT_SIZE - 1, false},
        {-1, MESSAGE_ROOT_SIZE + 1, false},
        {3, MESSAGE_ROOT_SIZE, false},
        {3, 0, false},
        {0, MESSAGE_ROOT_SIZE, false},
    };
    struct arena a;

    (void)state;
    arena_init(&a);
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        uint8_t leaf[BODY_MAX];
        struct message_copy copy;
        struct writer l;
        writer_init(&l, leaf, sizeof leaf);
        if (rows[i].portion >= 0)
            put_field(&l, 0x0a, "abc", (size_t)rows[i].portion);
        if (rows[i].hash >= 0) put_field(&l, 0x12, hash, (size_t)rows[i].hash);
        const enum err rc =
            message_decode_copy(&a, copy_with(&a, writer_bytes(&l)), &copy);
        if (rc != (rows[i].accepted ? ERR_OK : ERR_FORMAT))
            fail_msg("row %zu: %d", i, (int)rc);
        arena_reset(&a);
    }
    arena_fini(&a);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(one_byte_more_or_less),
        cmocka_unit_test(leaves_of_a_copy),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
