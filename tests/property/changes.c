/* Changes of a text, tried at the nodes of every scenario and of texts that are
 * laid out oddly: the outcome reads as the tree with just that node changed,
 * and a value that is there already leaves each byte as it is. */
#include <glob.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "scenario/change_each.h"
#include "scenario/yaml_flow.h"
#include "support/program.h"

enum {
    PATH_SIZE = 512,
    TRIED = 20, /* nodes of a file, about */
    WILD = 30000,
    WILD_SIZE = 12
};

/* A text, its tree, and the node that is tried, with its parent. */
struct trial {
    const char *name;
    struct bytes source;
    struct arena arena;
    struct yaml_node *root, *parent, *node;
    char path[PATH_SIZE];
    size_t stride, met, tried;
};

static struct yaml_node *read_tree(struct arena *a, const char *name,
                                   struct bytes source)
{
    struct scenario_errors errors;

    scenario_errors_init(&errors);
    const struct yaml_node *root = yaml_parse(a, source, &errors);

    if (!root || errors.count > 0)
        fail_msg("%s: %s\n%.*s", name,
                 errors.count > 0 ? errors.items[0].text : "no tree",
                 (int)source.size, (const char *)source.data);
    scenario_errors_fini(&errors);
    return (struct yaml_node *)root;
}

/* Makes a change, and compares with the tree as the caller has changed it. */
static void expect_tree(struct trial *t, const char *path, const char *value)
{
    struct bytes out = {0};
    struct errmsg e;
    struct arena a;

    arena_init(&a);
    if (change_set(&a, t->source, path, value, &out, &e))
        fail_msg("%s: %s", t->name, e.text);
    const char *expected = yaml_flow(&a, t->root);
    const char *found = yaml_flow(&a, read_tree(&a, t->name, out));

    if (strcmp(expected, found) != 0)
        fail_msg("%s: %s=%s gives:\n%.*s", t->name, path, value, (int)out.size,
                 (const char *)out.data);
    arena_fini(&a);
}

static void expect_same(struct trial *t, const char *value)
{
    struct bytes out = {0};
    struct errmsg e;
    struct arena a;

    arena_init(&a);
    if (change_set(&a, t->source, t->path, value, &out, &e))
        fail_msg("%s: %s", t->name, e.text);
    if (!bytes_equal(out, t->source))
        fail_msg("%s: %s=%s is there, and gives:\n%.*s", t->name, t->path,
                 value, (int)out.size, (const char *)out.data);
    arena_fini(&a);
}

static void try_replacing(struct trial *t, const char *value)
{
    const struct yaml_node kept = *t->node;
    const struct yaml_node *other =
        read_tree(&t->arena, "the value", bytes_of_text(value));

    *t->node = *other;
    t->node->key = kept.key;
    t->node->next = kept.next;
    expect_tree(t, t->path, value);
    *t->node = kept;
}

static void try_inserting(struct trial *t)
{
    const struct yaml_node kept = *t->node;
    struct yaml_node item = {
        .text = "v w", .key = "zz: #", .next = (struct yaml_node *)kept.first};
    char path[PATH_SIZE + 8];

    if (kept.kind != YAML_MAPPING &&
        (kept.kind == YAML_SEQUENCE || !yaml_is_empty(&kept)))
        return;
    snprintf(path, sizeof path, "%s.zz: #", t->path);
    t->node->kind = YAML_MAPPING;
    t->node->first = &item;
    t->node->count++;
    expect_tree(t, path, "v w");
    *t->node = kept;
}

static void try_removing(struct trial *t)
{
    struct yaml_node **at = &t->parent->first;

    while (*at != t->node)
        at = &(*at)->next;
    *at = t->node->next;
    t->parent->count--;
    expect_tree(t, t->path, "-");
    t->parent->count++;
    *at = t->node;
}

static void try_node(struct trial *t)
{
    static const char *const values[] = {
        "zzz", "{q: [r, s], t: }", "[]", "''", "\"a\\nb: # c\"", "k: v\nl: [w]",
    };

    for (size_t i = 0; i < sizeof values / sizeof values[0]; i++)
        try_replacing(t, values[i]);
    try_inserting(t);
    try_removing(t);
    if (t->node->kind != YAML_SCALAR || !yaml_is_empty(t->node))
        expect_same(t, yaml_flow(&t->arena, t->node));
    t->tried++;
}

static void try_below(struct trial *t, struct yaml_node *node, size_t size)
{
    uint32_t i = 0;

    for (struct yaml_node *n = node->first; n; n = n->next, i++) {
        const int more =
            n->key ? snprintf(t->path + size, PATH_SIZE - size, "%s%s",
                              size > 0 ? "." : "", n->key)
                   : snprintf(t->path + size, PATH_SIZE - size, "[%u]", i);

        assert_true((size_t)more < PATH_SIZE - size);
        if (t->met++ % t->stride == 0) {
            t->parent = node;
            t->node = n;
            try_node(t);
        }
        try_below(t, n, size + (size_t)more);
    }
    t->path[size] = '\0';
}

static size_t count_below(const struct yaml_node *node)
{
    size_t count = 0;

    for (const struct yaml_node *n = node->first; n; n = n->next)
        count += 1 + count_below(n);
    return count;
}

/* Returns how many of its nodes were tried. */
static size_t try_text(const char *name, struct bytes source)
{
    struct trial t = {.name = name, .source = source};

    arena_init(&t.arena);
    t.root = read_tree(&t.arena, name, source);
    t.stride = 1 + count_below(t.root) / TRIED;
    try_below(&t, t.root, 0);
    arena_fini(&t.arena);
    return t.tried;
}

static void test_odd_layouts(void **state)
{
    static const char *const texts[] = {
        "a: 1\nb: {c: 2, d: [3, {e: 4}]}\n",
        "{a: 1, b: [2, 3],\n c: {d: , e},\n f}\n",
        "{a: , b: 1}",
        "{\n  a,\n  b # one\n}\n",
        "a:\nb:\n  - \n  -\n  - c:\n    d:\n",
        "a:\n- b: 1\n- c\n-   - d\n    - e\nf:\n- {g: 1}\n",
        "a: # one\n  b: 1 # two\n  # three\n  c: |  # four\n    many\n\n"
        "    lines\n\n# five\nd: >-\n  folded\n  text\n",
        "a: 'it''s'\nb: \"x\\\"\\n\"\nc: \"over\n  two lines\"\nd: plain\n"
        "  on two\n",
        "a:\r\n  b: 1\r\n  c: {d: 2}\r\n",
        "\xef\xbb\xbf"
        "\xc3\xbc: \xe2\x82\xac\nb:\n  \xc3\xa4: [\xf0\x9f\x98\x80, x]\n",
        "? a\n: b\n? c\n: {? d : e}\n",
        "a: 1\nb: 2",
        "---\na: [1,\n  2,\n    3]\nb: {c: 1,\n     d: 2\n    }\n...\n",
        "\"a b\": 1\n'c': {\"d\":2, 'e': [ ]}\nf: { }\n",
        "l:\n  -\n    a: 1\n    b:\n      c: 2\n  - - x\n    - y\n",
    };

    (void)state;
    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++)
        assert_true(try_text(texts[i], bytes_of_text(texts[i])) > 0);
}

static void test_scenarios(void **state)
{
    size_t tried = 0;
    glob_t files;

    (void)state;
    assert_int_equal(glob(SOURCE_DIR "/scenarios/*.yaml", 0, NULL, &files), 0);
    assert_int_equal(
        glob(SOURCE_DIR "/scenarios/lessons/*.yaml", GLOB_APPEND, NULL, &files),
        0);
    assert_int_equal(
        glob(SOURCE_DIR "/tests/timeline/*.yaml", GLOB_APPEND, NULL, &files),
        0);
    for (size_t i = 0; i < files.gl_pathc; i++) {
        size_t size;
        char *text = program_read(files.gl_pathv[i], &size);

        assert_non_null(text);
        tried += try_text(files.gl_pathv[i], bytes_of(text, size));
        free(text);
    }
    assert_true(tried > 15 * files.gl_pathc);
    globfree(&files);
}

/* Whatever a path and a value are, the outcome is YAML, or nothing. */
static void test_wild_changes(void **state)
{
    static const char letters[] = "ab.[]01-=:#{}'\"? \n|,&";
    static const char *const sources[] = {
        "a: {b: [0, {a: 1}], ab: }\nb:\n- a: 1\n  b:\n- b\n",
        "a:\n  a: |\n    b\n  b: [[a], [b, a]]\n",
    };
    uint64_t drawn = 1;
    size_t made = 0;

    (void)state;
    for (size_t i = 0; i < WILD; i++) {
        const struct bytes source = bytes_of_text(sources[i % 2]);
        char change[WILD_SIZE + 1];
        struct bytes out = {0};
        struct errmsg e;
        struct arena a;

        for (size_t k = 0; k < WILD_SIZE; k++) {
            drawn = drawn * 6364136223846793005u + 1442695040888963407u;
            change[k] = letters[(drawn >> 33) % (sizeof letters - 1)];
        }
        change[WILD_SIZE] = '\0';
        change[1 + i % 7] = '=';
        arena_init(&a);
        if (!change_each_apply(&a, source, change, &out, &e)) {
            (void)read_tree(&a, change, out);
            made++;
        }
        arena_fini(&a);
    }
    assert_true(made > WILD / 1000);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_odd_layouts),
        cmocka_unit_test(test_scenarios),
        cmocka_unit_test(test_wild_changes),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
