/* Region memory: zeroed, aligned, apart, wiped when given back. */
#include "base/arena.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>
#include <cmocka.h>

enum { PIECES = 2000 };

/* Sizes from 0 up past a chunk. */
static size_t size_of_piece(size_t i)
{
    return i % 97 == 96 ? ARENA_CHUNK_SIZE - 50 + i % 100 : i * i % 301;
}

static void test_pieces_are_zeroed_aligned_and_apart(void **state)
{
    struct arena a;
    uint8_t *pieces[PIECES];

    (void)state;
    arena_init(&a);
    for (int round = 0; round < 3; round++) {
        for (size_t i = 0; i < PIECES; i++) {
            const size_t size = size_of_piece(i);
            pieces[i] = arena_alloc(&a, size);
            assert_non_null(pieces[i]);
            assert_int_equal((uintptr_t)pieces[i] % _Alignof(max_align_t), 0);
            for (size_t n = 0; n < size; n++)
                if (pieces[i][n] != 0) fail();
            memset(pieces[i], (int)(i % 255 + 1), size);
        }
        for (size_t i = 0; i < PIECES; i++)
            for (size_t n = 0; n < size_of_piece(i); n++)
                if (pieces[i][n] != i % 255 + 1) fail();
        arena_reset(&a);
    }
    arena_fini(&a);
}

static void test_reset_keeps_one_chunk(void **state)
{
    struct arena a;

    (void)state;
    arena_init(&a);
    arena_reset(&a);
    uint8_t *first = arena_alloc(&a, 100);
    memset(first, 1, 100);
    arena_reset(&a);
    /* The same memory, and wiped. */
    assert_ptr_equal(arena_alloc(&a, 1), first);
    for (size_t i = 0; i < 100; i++)
        assert_int_equal(first[i], 0);
    (void)arena_alloc(&a, ARENA_CHUNK_SIZE);
    first = arena_alloc(&a, ARENA_CHUNK_SIZE);
    memset(first, 1, ARENA_CHUNK_SIZE);
    arena_reset(&a);
    /* The newest, since the need may be the same again. */
    assert_ptr_equal(arena_alloc(&a, 1), first);
    for (size_t i = 0; i < ARENA_CHUNK_SIZE; i++)
        assert_int_equal(first[i], 0);
    arena_fini(&a);
    assert_null(a.chunks);
    arena_fini(&a);
}

static void test_reset_gives_large_chunks_back(void **state)
{
    struct arena a;

    (void)state;
    arena_init(&a);
    (void)arena_alloc(&a, 100 * ARENA_CHUNK_SIZE);
    arena_reset(&a);
    assert_null(a.chunks);
    (void)arena_alloc(&a, 100 * ARENA_CHUNK_SIZE);
    uint8_t *first = arena_alloc(&a, 10);
    arena_reset(&a);
    assert_ptr_equal(arena_alloc(&a, 10), first);
    (void)arena_alloc(&a, 100 * ARENA_CHUNK_SIZE);
    arena_reset(&a);
    assert_ptr_equal(arena_alloc(&a, 10), first);
    arena_fini(&a);
}

static void test_copies(void **state)
{
    char text[] = "aide-mémoire";
    struct arena a;

    (void)state;
    arena_init(&a);
    const struct bytes bytes = arena_copy(&a, bytes_of_text(text));
    char *copy = arena_text(&a, text);
    char *line = arena_format(&a, "%s no. %d", text, 12);
    const struct bytes nothing = arena_copy(&a, bytes_of(NULL, 0));
    memset(text, 'x', sizeof text - 1);
    assert_true(bytes_equal(bytes, bytes_of_text("aide-mémoire")));
    assert_string_equal(copy, "aide-mémoire");
    assert_string_equal(line, "aide-mémoire no. 12");
    assert_string_equal(arena_format(&a, "%s", ""), "");
    assert_int_equal(nothing.size, 0);
    assert_string_equal(arena_hex(&a, bytes_of("\x00\xaf", 2)), "00af");
    assert_string_equal(arena_hex(&a, nothing), "");
    char *wide = arena_format(&a, "%*d", 2 * ARENA_CHUNK_SIZE, 7);
    assert_int_equal(strlen(wide), 2 * ARENA_CHUNK_SIZE);
    arena_fini(&a);
}

static void test_arrays(void **state)
{
    struct arena a;

    (void)state;
    arena_init(&a);
    uint64_t *numbers = arena_array(&a, 1000, sizeof *numbers);
    for (size_t i = 0; i < 1000; i++)
        assert_int_equal(numbers[i], 0);
    assert_non_null(arena_array(&a, 0, 8));
    arena_fini(&a);
}

/* The exit status of a process with that end, if any, that asks for count items
 * of size bytes. */
static int status_of_array(const struct arena_end *end, size_t count,
                           size_t size)
{
    int status;

    fflush(NULL);
    const pid_t child = fork();
    assert_true(child >= 0);
    if (child == 0) {
        struct arena a;
        /* The message is expected: it need not be seen. */
        if (!freopen("/dev/null", "w", stderr)) _exit(3);
        arena_init(&a);
        arena_use_end(end);
        (void)arena_array(&a, count, size);
        _exit(2);
    }
    assert_int_equal(waitpid(child, &status, 0), child);
    assert_true(WIFEXITED(status));
    return WEXITSTATUS(status);
}

static void test_growing_keeps_what_was_there(void **state)
{
    struct arena a;
    uint32_t *items = NULL;
    size_t room = 0;

    (void)state;
    arena_init(&a);
    for (uint32_t i = 0; i < 1000; i++) {
        items = arena_grow(&a, items, i, &room, sizeof *items);
        assert_true(room > i);
        assert_int_equal(items[i], 0);
        items[i] = i;
    }
    for (uint32_t i = 0; i < 1000; i++)
        assert_int_equal(items[i], i);
    assert_ptr_equal(arena_grow(&a, items, 1000, &room, sizeof *items), items);
    arena_fini(&a);
}

static void test_texts_are_joined(void **state)
{
    static const char *const texts[] = {"a", "", "bc"};
    struct arena a;

    (void)state;
    arena_init(&a);
    assert_string_equal(arena_join(&a, texts, 3, ", "), "a, , bc");
    assert_string_equal(arena_join(&a, texts, 1, ", "), "a");
    assert_string_equal(arena_join(&a, texts, 0, ", "), "");
    arena_fini(&a);
}

static void test_impossible_sizes_end_the_process(void **state)
{
    (void)state;
    assert_int_equal(status_of_array(NULL, SIZE_MAX / 8 + 2, 8), EXIT_FAILURE);
    assert_int_equal(status_of_array(NULL, SIZE_MAX, 1), EXIT_FAILURE);
    assert_int_equal(status_of_array(NULL, 10, 8), 2);
}

static void end_with(void *world, const char *why)
{
    const int *status = world;

    if (strstr(why, "out of memory")) _exit(*status);
}

/* Needs memory itself, and there is none. */
static void end_in_vain(void *world, const char *why)
{
    (void)world;
    (void)why;
    arena_out_of_memory(1);
}

static void test_an_end_comes_before_the_process_ends(void **state)
{
    int status = 5;
    const struct arena_end end = {end_with, &status};
    const struct arena_end in_vain = {end_in_vain, NULL};

    (void)state;
    assert_int_equal(status_of_array(&end, SIZE_MAX, 1), status);
    assert_int_equal(status_of_array(&end, 10, 8), 2);
    assert_int_equal(status_of_array(&in_vain, SIZE_MAX, 1), EXIT_FAILURE);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_pieces_are_zeroed_aligned_and_apart),
        cmocka_unit_test(test_reset_keeps_one_chunk),
        cmocka_unit_test(test_reset_gives_large_chunks_back),
        cmocka_unit_test(test_copies),
        cmocka_unit_test(test_arrays),
        cmocka_unit_test(test_growing_keeps_what_was_there),
        cmocka_unit_test(test_texts_are_joined),
        cmocka_unit_test(test_impossible_sizes_end_the_process),
        cmocka_unit_test(test_an_end_comes_before_the_process_ends),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
