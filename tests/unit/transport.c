/* Transport frames, and the window over their counters. */
#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

#include "crypto/rng.h"
#include "session/transport.h"
#include "wire/message.h"

static const struct noise_cipher cipher = {.key = {1, 2, 3}, .has_key = true};

static void test_sizes_come_back(void **state)
{
    static const size_t sizes[] = {
        1, TRANSPORT_CHUNK_SIZE - TRANSPORT_LENGTH_SIZE, TRANSPORT_CHUNK_SIZE,
        3 * TRANSPORT_CHUNK_SIZE - 4, MESSAGE_SIZE_MAX};

    (void)state;
    for (size_t i = 0; i < sizeof sizes / sizeof sizes[0]; i++) {
        struct arena a;
        struct bytes bytes, back;
        struct frame f;
        arena_init(&a);
        uint8_t *text = arena_alloc(&a, sizes[i]);
        memset(text, (int)i + 1, sizes[i]);
        assert_int_equal(transport_encrypt(&a, &cipher, 9, i,
                                           bytes_of(text, sizes[i]), &bytes),
                         ERR_OK);
        assert_int_equal(frame_decode(bytes, &f), ERR_OK);
        assert_int_equal(f.type, FRAME_TRANSPORT);
        assert_int_equal(f.session, 9);
        assert_int_equal(f.counter, i);
        assert_int_equal(transport_decrypt(&a, &cipher, &f, &back), ERR_OK);
        assert_true(bytes_equal(back, bytes_of(text, sizes[i])));
        arena_fini(&a);
    }
}

/* A frame cut at a chunk's end, with its length mended, is no frame. */
static void test_chunks_cannot_be_cut_or_swapped(void **state)
{
    struct arena a;
    struct bytes bytes, back;
    struct frame f;

    (void)state;
    arena_init(&a);
    uint8_t *text = arena_alloc(&a, 3 * TRANSPORT_CHUNK_SIZE);
    assert_int_equal(transport_encrypt(&a, &cipher, 9, 0,
                                       bytes_of(text, 3 * TRANSPORT_CHUNK_SIZE),
                                       &bytes),
                     ERR_OK);
    assert_int_equal(frame_decode(bytes, &f), ERR_OK);
    const struct bytes whole = f.payload;
    for (size_t n = 0; n < 4; n++) {
        f.payload.size = n * NOISE_MESSAGE_MAX;
        assert_int_equal(transport_decrypt(&a, &cipher, &f, &back), ERR_AUTH);
    }
    uint8_t *swapped = arena_alloc(&a, whole.size);
    memcpy(swapped, whole.data, whole.size);
    memcpy(swapped, whole.data + NOISE_MESSAGE_MAX, NOISE_MESSAGE_MAX);
    memcpy(swapped + NOISE_MESSAGE_MAX, whole.data, NOISE_MESSAGE_MAX);
    f.payload = bytes_of(swapped, whole.size);
    assert_int_equal(transport_decrypt(&a, &cipher, &f, &back), ERR_AUTH);
    arena_fini(&a);
}

/* Session, counter and type are authenticated too. */
static void test_head_is_authenticated(void **state)
{
    struct arena a;
    struct bytes bytes, back;
    struct frame f;

    (void)state;
    arena_init(&a);
    assert_int_equal(
        transport_encrypt(&a, &cipher, 9, 4, bytes_of_text("hello"), &bytes),
        ERR_OK);
    assert_int_equal(frame_decode(bytes, &f), ERR_OK);
    f.session = 8;
    assert_int_equal(transport_decrypt(&a, &cipher, &f, &back), ERR_AUTH);
    f.session = 9;
    f.counter = 5;
    assert_int_equal(transport_decrypt(&a, &cipher, &f, &back), ERR_AUTH);
    f.counter = UINT64_MAX;
    assert_int_equal(transport_decrypt(&a, &cipher, &f, &back), ERR_AUTH);
    f.counter = 4;
    f.type = FRAME_HANDSHAKE;
    assert_int_equal(transport_decrypt(&a, &cipher, &f, &back), ERR_AUTH);
    f.type = FRAME_TRANSPORT;
    assert_int_equal(transport_decrypt(&a, &cipher, &f, &back), ERR_OK);
    f.payload.size = 0;
    assert_int_equal(transport_decrypt(&a, &cipher, &f, &back), ERR_AUTH);
    arena_fini(&a);
}

static void test_limits(void **state)
{
    struct arena a;
    struct bytes bytes;

    (void)state;
    arena_init(&a);
    const uint8_t *text = arena_alloc(&a, FRAME_PAYLOAD_MAX + 1);
    assert_int_equal(transport_encrypt(&a, &cipher, 1, 0,
                                       bytes_of(text, FRAME_PAYLOAD_MAX),
                                       &bytes),
                     ERR_LIMIT);
    assert_int_equal(transport_encrypt(&a, &cipher, 1, 0,
                                       bytes_of(text, FRAME_PAYLOAD_MAX + 1),
                                       &bytes),
                     ERR_LIMIT);
    assert_int_equal(transport_encrypt(&a, &cipher, 1, UINT64_C(1) << 58,
                                       bytes_of(text, 1), &bytes),
                     ERR_LIMIT);
    assert_int_equal(transport_encrypt(&a, &cipher, 1, (UINT64_C(1) << 58) - 1,
                                       bytes_of(text, 1), &bytes),
                     ERR_OK);
    arena_fini(&a);
}

static void test_window(void **state)
{
    struct transport_window w = {0};

    (void)state;
    assert_true(transport_window_take(&w, 0));
    assert_false(transport_window_take(&w, 0));
    assert_true(transport_window_take(&w, TRANSPORT_WINDOW));
    /* 0 is now too old, 1 is the oldest that is not. */
    assert_false(transport_window_take(&w, 0));
    assert_true(transport_window_take(&w, 1));
    assert_false(transport_window_take(&w, 1));
    assert_true(transport_window_take(&w, 100 * TRANSPORT_WINDOW));
    assert_false(transport_window_take(&w, TRANSPORT_WINDOW));
    assert_true(transport_window_take(&w, 100 * TRANSPORT_WINDOW - 1));
}

/* Beside a list of all that was taken. */
static void test_window_against_a_list(void **state)
{
    enum { RANGE = 4096, DRAWS = 20000 };
    struct transport_window w = {0};
    struct rng_root root;
    struct rng rng;
    bool taken[RANGE + TRANSPORT_WINDOW] = {false};
    uint64_t end = 0;

    (void)state;
    rng_root_init(&root, 3, 0);
    rng_init(&rng, &root, "window", "draws");
    for (uint64_t i = 0; i < DRAWS; i++) {
        uint64_t counter =
            i * RANGE / DRAWS + rng_below(&rng, TRANSPORT_WINDOW);
        bool old = end > counter && end - counter > TRANSPORT_WINDOW;
        assert_int_equal(transport_window_take(&w, counter),
                         !old && !taken[counter]);
        taken[counter] = true;
        if (counter >= end) end = counter + 1;
    }
    rng_fini(&rng);
    rng_root_fini(&root);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_sizes_come_back),
        cmocka_unit_test(test_chunks_cannot_be_cut_or_swapped),
        cmocka_unit_test(test_head_is_authenticated),
        cmocka_unit_test(test_limits),
        cmocka_unit_test(test_window),
        cmocka_unit_test(test_window_against_a_list),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
