/* The YAML tree: places, limits, and what is refused. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include <cmocka.h>

#include "scenario/yaml.h"

enum { BOMB_MS = 60000 }; /* it takes 100; were the reader quadratic, hours */

struct reading {
    struct arena arena;
    struct scenario_errors errors;
    const struct yaml_node *root;
};

static void read_bytes(struct reading *r, struct bytes source)
{
    arena_init(&r->arena);
    scenario_errors_init(&r->errors);
    r->root = yaml_parse(&r->arena, source, &r->errors);
}

static void read_text(struct reading *r, const char *text)
{
    read_bytes(r, bytes_of_text(text));
}

static void finish(struct reading *r)
{
    scenario_errors_fini(&r->errors);
    arena_fini(&r->arena);
}

static void assert_place(struct scenario_position p, uint32_t line,
                         uint32_t column)
{
    assert_int_equal(p.line, line);
    assert_int_equal(p.column, column);
}

static void test_tree(void **state)
{
    struct reading r;

    (void)state;
    read_text(&r, "a: 1\nb:\n  - x y\n  - \"q\"\nc:\n  d: |\n    t\n    u\n");
    assert_non_null(r.root);
    assert_int_equal(r.root->kind, YAML_MAPPING);
    assert_int_equal(r.root->count, 3);
    const struct yaml_node *a = r.root->first;
    assert_string_equal(a->key, "a");
    assert_string_equal(a->text, "1");
    assert_true(a->literal);
    assert_place(a->key_position, 1, 1);
    assert_place(a->position, 1, 4);
    const struct yaml_node *b = a->next;
    assert_int_equal(b->kind, YAML_SEQUENCE);
    assert_int_equal(b->count, 2);
    assert_string_equal(b->first->text, "x y");
    assert_null(b->first->key);
    assert_place(b->first->position, 3, 5);
    assert_true(b->first->next->quoted);
    assert_false(b->first->next->literal);
    finish(&r);
}

static void test_columns_count_characters(void **state)
{
    struct reading r;

    (void)state;
    read_text(&r, "{\u00e9\u00e9: a, b: c}\n");
    assert_place(r.root->first->next->key_position, 1, 9);
    finish(&r);
}

static void test_empty_values(void **state)
{
    struct reading r;

    (void)state;
    read_text(&r, "a:\nb: []\nc: {}\nd: ''\ne: x\n");
    const struct yaml_node *n = r.root->first;
    for (int i = 0; i < 3; i++, n = n->next)
        assert_true(yaml_is_empty(n));
    assert_false(yaml_is_empty(n));
    assert_false(yaml_is_empty(n->next));
    finish(&r);
}

/* A byte order mark takes no column, but a place: the source has it. */
static void test_a_byte_order_mark(void **state)
{
    struct reading r;

    (void)state;
    read_text(&r, "\xef\xbb\xbf"
                  "a: 1\nb: {c: d}\n");
    assert_non_null(r.root);
    const struct yaml_node *a = r.root->first;
    assert_string_equal(a->key, "a");
    assert_place(a->key_position, 1, 1);
    assert_int_equal(a->key_begin, 1);
    assert_int_equal(a->begin, 4);
    assert_int_equal(a->next->end, 15);
    finish(&r);
}

static void test_refused(void **state)
{
    static const struct {
        const char *text, *error;
        uint32_t line, column;
    } cases[] = {
        {"a: &x 1\n", "anchors and tags", 1, 4},
        {"a: *x\n", "aliases", 1, 4},
        {"a: !!str 1\n", "anchors and tags", 1, 4},
        {"a: !x [1]\n", "anchors and tags", 1, 4},
        {"a: &x {b: c}\n", "anchors and tags", 1, 4},
        {"%YAML 1.1\n---\na: 1\n", "directives", 1, 1},
        {"a: 1\n---\nb: 1\n", "a second document", 2, 1},
        {"a: [1\n", "this [ is not closed", 1, 4},
        {"a: {b: [c}\nd: e\n", "this [ is not closed", 1, 8},
        {"a: {b: 'c}\nd: e\n", "this quotation mark", 1, 8},
        {"a:\n  - {b: c # }\n  - {d: \"}\"}\n", "this { is not closed", 2, 5},
        {"\xef\xbb\xbf"
         "a: {b: c\nd: e\n",
         "this { is not closed", 1, 4},
        {"a: {b: c d: e}\n", "not YAML: did not find", 1, 11},
        {"a: \"b\nc: {d: \"e\"}\n", "quotation marks ends at 2:8", 1, 4},
        {"a: 'it isn't'\n", "quotation marks ends at 1:11", 1, 4},
        {"a: {b: c}}\n", "this } closes nothing", 1, 10},
        {"a: b: c\n", "a second \": \" in one text", 1, 5},
        {"a:\n   b: {}\n  c: {}\n", "expected a key and a colon", 3, 3},
        {"a: \"b\"\n c: d\n", "not YAML", 2, 2},
        {"a:\n\tb: c\n", "a tab, expected spaces", 2, 1},
        {"a:\n  b: c\n  \td: e\n", "a tab, expected spaces", 3, 3},
        {"-\tb: c\n", "a tab, expected spaces", 1, 2},
        {"\xef\xbb\xbf", "the file is empty", 1, 1},
        {"\xef\xbb\xbf\xef\xbb\xbf"
         "a: 1\nb: 2\n",
         "not YAML", 2, 1},
        {"a: 1\n b: 2\n", "not YAML", 2, 3},
        {"[a]: 1\n", "a key is a list", 1, 1},
        {"a: \"\\0\"\n", "NUL", 1, 4},
        {"a: b\x1b[31m\n", "control character U+001B", 1, 5},
        {"a: \u2028b\n", "control character U+2028", 1, 4},
        {"a: \xff\n", "broken UTF-8", 1, 4},
        {"a: b\rc: d\n", "control character U+000D", 1, 5},
        {"", "the file is empty", 1, 1},
        {"# nothing\n", "the file is empty", 1, 1},
    };

    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct reading r;
        read_text(&r, cases[i].text);
        assert_null(r.root);
        assert_int_equal(r.errors.count, 1);
        assert_int_equal(r.errors.code, ERR_FORMAT);
        if (!strstr(r.errors.items[0].text, cases[i].error))
            fail_msg("case %zu: %s", i, r.errors.items[0].text);
        assert_place(r.errors.items[0].position, cases[i].line,
                     cases[i].column);
        finish(&r);
    }
}

static void test_duplicate_keys(void **state)
{
    struct reading r;

    (void)state;
    read_text(&r, "a: 1\nb: 2\na: 3\nc: {d: 1, d: 2}\na: 4\n");
    assert_non_null(r.root);
    assert_int_equal(r.errors.count, 3);
    scenario_errors_sort(&r.errors);
    assert_place(r.errors.items[0].position, 3, 1);
    assert_place(r.errors.items[1].position, 4, 11);
    assert_place(r.errors.items[2].position, 5, 1);
    assert_non_null(strstr(r.errors.items[0].text, "duplicate key \"a\""));
    assert_non_null(strstr(r.errors.items[0].text, "line 1"));
    finish(&r);
}

/* A file of `head`, `count` times `unit`. */
static struct bytes repeat(const char *head, const char *unit, size_t count)
{
    const size_t head_size = strlen(head), size = strlen(unit);
    char *text = malloc(head_size + count * size + 1);

    assert_non_null(text);
    memcpy(text, head, head_size);
    for (size_t i = 0; i < count; i++)
        memcpy(text + head_size + i * size, unit, size);
    return bytes_of(text, head_size + count * size);
}

/* Of the processor, whatever else the machine does. */
static double worked_ms(void)
{
    struct timespec t;

    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
    return (double)t.tv_sec * 1e3 + (double)t.tv_nsec / 1e6;
}

static void assert_bomb(struct bytes source, enum err code)
{
    struct reading r;
    const double start = worked_ms();

    read_bytes(&r, source);
    const double took = worked_ms() - start;
    assert_null(r.root);
    assert_int_equal(r.errors.count, 1);
    assert_int_equal(r.errors.code, code);
    print_message("%8zu bytes refused in %6.1f ms: %s\n", source.size, took,
                  r.errors.items[0].text);
    assert_true(took < BOMB_MS);
    finish(&r);
    free((void *)(uintptr_t)source.data);
}

static struct bytes numbered_keys(const char *unit, size_t count)
{
    char *text = malloc(count * (strlen(unit) + 8) + 1);
    size_t size = 0;

    assert_non_null(text);
    for (size_t i = 0; i < count; i++) {
        memcpy(text + size, unit, strlen(unit));
        size += strlen(unit);
        size += (size_t)snprintf(text + size, 9, "%zu:\n", i);
    }
    return bytes_of(text, size);
}

static void test_bombs(void **state)
{
    (void)state;
    assert_bomb(repeat("", "[", 100000), ERR_LIMIT);
    assert_bomb(repeat("", "{a: ", 100000), ERR_LIMIT);
    assert_bomb(repeat("", "[\n", 100000), ERR_LIMIT);
    assert_bomb(repeat("", "- ", 100000), ERR_LIMIT);
    assert_bomb(repeat("", "? ", 100000), ERR_FORMAT);
    assert_bomb(repeat("a: [", "a,", 500000), ERR_LIMIT);
    assert_bomb(repeat("a: [", "a: b,", 200000), ERR_LIMIT);
    assert_bomb(numbered_keys("", 1000000), ERR_LIMIT);
    assert_bomb(numbered_keys("", 140000), ERR_LIMIT);
    assert_bomb(numbered_keys("%TAG ! x", 60000), ERR_FORMAT);
    assert_bomb(repeat("a: &a [x, x]\nb: ", "[*a, *a]\n", 1), ERR_FORMAT);
}

/* At each limit all is well; one beyond it is an error. */
static void test_limits(void **state)
{
    static const struct {
        const char *head, *unit;
        size_t most;
        const char *error;
    } cases[] = {
        {"", "- ", YAML_DEPTH_MAX, "nested too deep"},
        {"", "- a\n", YAML_NODES_MAX - 1, "too many values"},
    };

    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        for (size_t more = 0; more < 2; more++) {
            struct reading r;
            struct bytes source =
                repeat(cases[i].head, cases[i].unit, cases[i].most + more);
            read_bytes(&r, source);
            assert_int_equal(r.root == NULL, more);
            assert_int_equal(r.errors.code, more ? ERR_LIMIT : ERR_OK);
            if (more)
                assert_non_null(strstr(r.errors.items[0].text, cases[i].error));
            finish(&r);
            free((void *)(uintptr_t)source.data);
        }
    }
    for (size_t more = 0; more < 2; more++) {
        struct reading r;
        struct bytes source = numbered_keys("", YAML_KEYS_MAX + more);
        read_bytes(&r, source);
        assert_int_equal(r.root == NULL, more);
        finish(&r);
        free((void *)(uintptr_t)source.data);
        source = repeat("a: ", "x", YAML_FILE_MAX - 3 + more);
        read_bytes(&r, source);
        assert_int_equal(r.root == NULL, more);
        if (more)
            assert_string_equal(r.errors.items[0].text,
                                "the file has more than 1048576 bytes");
        finish(&r);
        free((void *)(uintptr_t)source.data);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_tree),
        cmocka_unit_test(test_columns_count_characters),
        cmocka_unit_test(test_empty_values),
        cmocka_unit_test(test_a_byte_order_mark),
        cmocka_unit_test(test_refused),
        cmocka_unit_test(test_duplicate_keys),
        cmocka_unit_test(test_bombs),
        cmocka_unit_test(test_limits),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
