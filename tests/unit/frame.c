/* Frames: what is written is read back, and nothing else is read. */
#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

#include "base/arena.h"
#include "base/writer.h"
#include "wire/frame.h"

static const struct frame sample = {
    .type = FRAME_TRANSPORT,
    .session = 0x0102030405060708,
    .counter = 0x1112131415161718,
};

static size_t encode(uint8_t *out, size_t room, const char *payload)
{
    struct frame f = sample;
    struct writer w;

    f.payload = bytes_of_text(payload);
    writer_init(&w, out, room);
    assert_int_equal(frame_encode(&f, &w), ERR_OK);
    return w.size;
}

static void test_layout(void **state)
{
    static const uint8_t expected[] = {
        0,    0,    0,    19,   3,    0x01, 0x02, 0x03, 0x04, 0x05, 0x06, 0x07,
        0x08, 0x11, 0x12, 0x13, 0x14, 0x15, 0x16, 0x17, 0x18, 'h',  'i'};
    uint8_t bytes[64];

    (void)state;
    assert_int_equal(encode(bytes, sizeof bytes, "hi"), sizeof expected);
    assert_memory_equal(bytes, expected, sizeof expected);
}

static void test_every_type_comes_back(void **state)
{
    static const char *const texts[] = {"plain",   "handshake", "transport",
                                        "initial", "ratchet",   "group"};

    (void)state;
    for (unsigned i = 0; i < 6; i++) {
        uint8_t bytes[64];
        struct frame f = sample, back;
        struct writer w;
        f.type = (enum frame_type)(FRAME_PLAIN + i);
        f.payload = bytes_of_text("payload");
        writer_init(&w, bytes, sizeof bytes);
        assert_int_equal(frame_encode(&f, &w), ERR_OK);
        assert_int_equal(frame_decode(writer_bytes(&w), &back), ERR_OK);
        assert_int_equal(back.type, f.type);
        assert_int_equal(back.session, f.session);
        assert_int_equal(back.counter, f.counter);
        assert_true(bytes_equal(back.payload, f.payload));
        assert_string_equal(frame_type_text(f.type), texts[i]);
    }
}

static void test_cut_or_longer(void **state)
{
    uint8_t bytes[64] = {0};
    struct frame f;
    size_t size = encode(bytes, sizeof bytes, "payload");

    (void)state;
    for (size_t n = 0; n <= sizeof bytes; n++)
        assert_int_equal(frame_decode(bytes_of(bytes, n), &f),
                         n == size ? ERR_OK : ERR_FORMAT);
}

static void test_unknown_types(void **state)
{
    uint8_t bytes[64];
    struct frame f;
    size_t size = encode(bytes, sizeof bytes, "");

    (void)state;
    for (unsigned type = 0; type < 256; type++) {
        bytes[4] = (uint8_t)type;
        assert_int_equal(frame_decode(bytes_of(bytes, size), &f),
                         type >= 1 && type <= 6 ? ERR_OK : ERR_FORMAT);
    }
}

static void test_limits(void **state)
{
    struct arena a;
    struct frame f = sample, back;
    struct writer w;

    (void)state;
    arena_init(&a);
    uint8_t *large = arena_alloc(&a, FRAME_SIZE_MAX + 1);
    uint8_t *out = arena_alloc(&a, FRAME_SIZE_MAX + 1);
    f.payload = bytes_of(large, FRAME_PAYLOAD_MAX);
    writer_init(&w, out, FRAME_SIZE_MAX + 1);
    assert_int_equal(frame_encode(&f, &w), ERR_OK);
    assert_int_equal(frame_decode(writer_bytes(&w), &back), ERR_OK);
    assert_int_equal(back.payload.size, FRAME_PAYLOAD_MAX);

    f.payload.size++;
    writer_init(&w, out, FRAME_SIZE_MAX + 1);
    assert_int_equal(frame_encode(&f, &w), ERR_LIMIT);
    assert_int_equal(w.size, 0);
    assert_int_equal(frame_decode(bytes_of(out, FRAME_SIZE_MAX + 1), &back),
                     ERR_LIMIT);

    f.payload = bytes_of_text("hi");
    writer_init(&w, out, FRAME_HEAD_SIZE + 1);
    assert_int_equal(frame_encode(&f, &w), ERR_LIMIT);
    assert_true(w.size == 0 && !w.overflow);
    arena_fini(&a);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_layout),
        cmocka_unit_test(test_every_type_comes_back),
        cmocka_unit_test(test_cut_or_longer),
        cmocka_unit_test(test_unknown_types),
        cmocka_unit_test(test_limits),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
