/* Memory piece by piece, and those who give it back: a message that came
 * through, a delayed one that left, a memory that is full. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "base/pool.h"
#include "session/outbox.h"
#include "session/session_memory.h"

static size_t count_zeros(const uint8_t *piece, size_t size)
{
    size_t zeros = 0;

    for (size_t i = 0; i < size; i++)
        zeros += piece[i] == 0;
    return zeros;
}

static void test_pieces(void **state)
{
    struct pool pool = {0};
    uint8_t *pieces[5];

    (void)state;
    pool_free(&pool, NULL);
    for (size_t i = 0; i < 5; i++) {
        pieces[i] = pool_alloc(&pool, i * 100);
        assert_int_equal((uintptr_t)pieces[i] % _Alignof(max_align_t), 0);
        assert_int_equal(count_zeros(pieces[i], i * 100), i * 100);
        memset(pieces[i], 0xa5, i * 100);
    }
    pool_free(&pool, pieces[4]);
    pool_free(&pool, pieces[0]);
    pool_free(&pool, pieces[2]);
    assert_int_equal(count_zeros(pieces[1], 100), 0);
    assert_int_equal(count_zeros(pieces[3], 300), 0);
    const struct bytes text = bytes_of_text("in flight");
    assert_true(bytes_equal(pool_copy(&pool, text), text));
    assert_int_equal(pool_copy(&pool, (struct bytes){0}).size, 0);
    pool_fini(&pool);
    assert_null(pool.pieces);
}

/* Whatever order they come through in. */
static void test_an_acknowledged_message_is_given_back(void **state)
{
    static const uint64_t order[] = {1, 3, 0, 2};
    struct outbox box = {0};
    struct pool pool = {0};

    (void)state;
    for (uint64_t i = 0; i < 4; i++)
        outbox_add(&box, &pool, i, bytes_of_text("a message"));
    for (struct outbox_item *o; (o = outbox_next(&box));)
        if (o->number % 2 == 0) o->frame = pool_copy(&pool, o->message);
    for (size_t i = 0; i < 4; i++) {
        assert_non_null(pool.pieces);
        assert_true(outbox_acknowledge(&box, &pool, order[i]));
        assert_false(outbox_acknowledge(&box, &pool, order[i]));
    }
    assert_null(pool.pieces);
    assert_null(box.first);
    outbox_add(&box, &pool, 4, bytes_of_text("another"));
    outbox_add(&box, &pool, 5, bytes_of_text("and one"));
    outbox_clear(&box, &pool);
    assert_null(pool.pieces);
    assert_null(box.last);
}

static size_t count_pieces(struct pool *pool, struct session_memory *m)
{
    size_t count = 0;

    for (size_t i = 0; i < SESSION_MEMORY_MAX; i++) {
        if (!m->items[i]) continue;
        pool_free(pool, m->items[i]->ack.data);
        pool_free(pool, m->items[i]);
        count++;
    }
    return count;
}

/* The latest frames take the places of the oldest, whose memory goes. */
static void test_a_full_memory_stays_as_large(void **state)
{
    static struct session_memory m;
    struct pool pool = {0};

    (void)state;
    for (uint64_t i = 0; i < 3 * SESSION_MEMORY_MAX; i++) {
        const struct frame f = {
            .type = FRAME_RATCHET, .counter = i, .payload = bytes_of_text("x")};
        session_memory_add(&m, &pool, &f, f.payload, i, f.payload);
    }
    assert_int_equal(count_pieces(&pool, &m), SESSION_MEMORY_MAX);
    assert_null(pool.pieces);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_pieces),
        cmocka_unit_test(test_an_acknowledged_message_is_given_back),
        cmocka_unit_test(test_a_full_memory_stays_as_large),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
