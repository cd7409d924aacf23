/* Filling: every gap can be filled, and what is filled up reads as before. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "wire/message_padding.h"
#include "wire/message.h"

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

/* A message whose encoding has about so many bytes. */
static struct bytes encoded(struct arena *a, size_t size)
{
    char *text = arena_alloc(a, size + 1);
    struct bytes out;

    memset(text, 'x', size);
    const struct message m = {.kind = MESSAGE_ANNOUNCEMENT,
                              .exchange = 7,
                              .document = "paper",
                              .text = text};
    assert_int_equal(message_encode(a, &m, &out), ERR_OK);
    return out;
}

static void assert_reads(struct arena *a, struct bytes filled, size_t size)
{
    struct message m;

    assert_int_equal(message_decode(a, filled, &m), ERR_OK);
    assert_int_equal(m.kind, MESSAGE_ANNOUNCEMENT);
    assert_int_equal(m.exchange, 7);
    assert_int_equal(strlen(m.text), size);
}

/* Among the gaps are those that no single piece fills: 131 and 16,388. */
static void test_every_gap(void **state)
{
    static const size_t units[] = {64, 200, 4096, 20000};

    for (size_t u = 0; u < sizeof units / sizeof units[0]; u++) {
        for (size_t size = 1; size < 4200; size += size < 300 ? 1 : 13) {
            const struct bytes plain = encoded(*state, size);
            const struct bytes filled =
                message_padding_add(*state, plain, units[u]);
            assert_int_equal(filled.size % units[u], 0);
            assert_true(filled.size <
                        plain.size + units[u] + MESSAGE_PADDING_MIN);
            assert_memory_equal(filled.data, plain.data, plain.size);
            assert_reads(*state, filled, size);
            arena_reset(*state);
        }
    }
}

static void test_gaps_of_two_pieces(void **state)
{
    static const size_t gaps[] = {131, 16388};

    for (size_t i = 0; i < 2; i++) {
        const struct bytes plain = encoded(*state, 50);
        const struct bytes filled =
            message_padding_add(*state, plain, plain.size + gaps[i]);
        assert_int_equal(filled.size, plain.size + gaps[i]);
        assert_reads(*state, filled, 50);
    }
}

/* At the limit it is filled up to the limit, and with no room not at all. */
static void test_the_largest(void **state)
{
    const struct bytes near = encoded(*state, MESSAGE_SIZE_MAX - 1000);
    assert_int_equal(message_padding_add(*state, near, 65536).size,
                     MESSAGE_SIZE_MAX);
    assert_reads(*state, message_padding_add(*state, near, 65536),
                 MESSAGE_SIZE_MAX - 1000);

    const size_t head = near.size - (MESSAGE_SIZE_MAX - 1000);
    const struct bytes full = encoded(*state, MESSAGE_SIZE_MAX - head - 2);
    assert_int_equal(full.size, MESSAGE_SIZE_MAX - 2);
    assert_int_equal(message_padding_add(*state, full, 65536).size, full.size);
}

/* Nothing can be said in it. */
static void test_filling_is_zeros(void **state)
{
    const struct bytes filled =
        message_padding_add(*state, encoded(*state, 10), 64);
    const struct bytes changed = arena_copy(*state, filled);
    struct message m;

    ((uint8_t *)changed.data)[changed.size - 1] = 1;
    assert_int_equal(message_decode(*state, changed, &m), ERR_FORMAT);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_every_gap, setup, teardown),
        cmocka_unit_test_setup_teardown(test_gaps_of_two_pieces, setup,
                                        teardown),
        cmocka_unit_test_setup_teardown(test_the_largest, setup, teardown),
        cmocka_unit_test_setup_teardown(test_filling_is_zeros, setup, teardown),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
