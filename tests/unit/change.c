#include "scenario/change_each.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

/* A change, what it is made to, and what has to come of it. */
struct changed {
    const char *source, *change, *expected;
};

static const struct changed texts[] = {
    /* A value in place of another; all else stays. */
    {"a: 1 # one\nb: 2\n", "a=3 h", "a: 3 h # one\nb: 2\n"},
    {"a: {b: 1, c: 2}\n", "a.c=x", "a: {b: 1, c: x}\n"},
    {"a: [1, 2, 3]\n", "a[1]={k: [v, w]}", "a: [1, {k: [v, w]}, 3]\n"},
    {"a:\n  - b: 1\n    c: 2\n  - b: 3\n", "a[1].b=4",
     "a:\n  - b: 1\n    c: 2\n  - b: 4\n"},
    {"a: |\n  many\n  lines\nb: 2\n", "a=one", "a: one\nb: 2\n"},
    {"a:\n  b:\n    c: 1\n\n# next\nd: 2\n", "a.b=[]",
     "a:\n  b:\n    []\n\n# next\nd: 2\n"},
    {"a:\nb: 2\n", "a=1", "a: 1\nb: 2\n"},
    {"\xef\xbb\xbf"
     "a: 1\nb: 2\n",
     "b=3",
     "\xef\xbb\xbf"
     "a: 1\nb: 3\n"},
    {"\xc3\xbc: \xe2\x82\xac\nb: 2\n", "b=3", "\xc3\xbc: \xe2\x82\xac\nb: 3\n"},
    {"a: 1\n", "a='x: \"y\" # z'", "a: \"x: \\\"y\\\" # z\"\n"},
    {"a: 1\n", "a=2022-01-26T16:30Z", "a: 2022-01-26T16:30Z\n"},
    {"a: {b, c: 2}\n", "a.b=1", "a: {b: 1, c: 2}\n"},
    {"a: {b # one\n}\n", "a.b=1", "a: {b: 1 # one\n}\n"},
    {"a:\n- b\nc: 1\n", "a=x", "a:\n x\nc: 1\n"},
    {"a: 1\n", "a={b: , c: ''}", "a: {b: , c: \"\"}\n"},
    /* What is there already, however it is written. */
    {"a: 'x'  # one\n", "a=x", "a: 'x'  # one\n"},
    {"a: |\n  many\n  lines\n", "a=\"many\\nlines\\n\"",
     "a: |\n  many\n  lines\n"},
    {"a:\n  - b: 1\n", "a=[{b: 1}]", "a:\n  - b: 1\n"},
    {"a: ''\nb:\n", "b=''", "a: ''\nb: \"\"\n"},
    /* A key that was not there. */
    {"a: {b: 1}\n", "a.c: {d=2", "a: {\"c: {d\": 2, b: 1}\n"},
    {"a:\n  b: 1\n", "a.c\nd=2", "a:\n  \"c\\nd\": 2\n  b: 1\n"},
    {"? a\n: 1\n", "b=2", "b: 2\n? a\n: 1\n"},
    {"a: {b: 1}\n", "a.c=2", "a: {c: 2, b: 1}\n"},
    {"a:\n  b: 1\n", "a.c=2", "a:\n  c: 2\n  b: 1\n"},
    {"l:\n  - b: 1\n", "l[0].c=2", "l:\n  - c: 2\n    b: 1\n"},
    {"a:\nb: 2\n", "a.c=1", "a: {c: 1}\nb: 2\n"},
    {"a: {}\n", "a.c=1", "a: {c: 1}\n"},
    /* Something taken out. */
    {"a: 1\nb: 2\n", "a=-", "b: 2\n"},
    {"a: {b: 1, c: 2, d: 3}\n", "a.c=-", "a: {b: 1, d: 3}\n"},
    {"a: {b: 1, c: 2}\n", "a.c=-", "a: {b: 1}\n"},
    {"a: {b: 1}\n", "a.b=-", "a: {}\n"},
    {"a: [1, 2]\n", "a[0]=-", "a: [2]\n"},
    {"l:\n  - {b: 1}\n  - {b: 2}\n", "l[0]=-", "l:\n  - {b: 2}\n"},
    {"l:\n  - b: 1\n    c: 2\n  - d: 3\n", "l[0]=-", "l:\n  - d: 3\n"},
    {"l:\n  - -5\n  - 6\n", "l[0]=-", "l:\n  - 6\n"},
    {"l:\n  - a\n", "l[0]=-", "l:\n  []\n"},
    {"a: {b: 1 , c: 2}\n", "a.b=-", "a: {c: 2}\n"},
    {"a:\n  b: 1 \n  c: 2\n", "a.b=-", "a:\n  c: 2\n"},
    {"a: {b: 1,c: 2}\n", "a.b=-", "a: {c: 2}\n"},
    {"a: {b: 1\t,\n  c: 2\n}\n", "a.c=-", "a: {b: 1\n}\n"},
    {"a: [1,\n  2,\n  3]\n", "a[2]=-", "a: [1,\n  2]\n"},
    {"a: [1, 2]", "a[1]=-", "a: [1]"},
    {"a:\r\n  b: 1\t\r\n  c: 2\r\n", "a.b=-", "a:\r\n  c: 2\r\n"},
    {"a: 1\nb: 2", "b=-", "a: 1\n"},
    {"a:\n  b: 1\n  c:\n", "a.c=-", "a:\n  b: 1\n"},
    {"a:\n  b:\n  c: 1\n", "a.b=-", "a:\n  c: 1\n"},
    {"l:\n  - a\n  - b", "l[1]=-", "l:\n  - a\n"},
    {"a: {b: 1, c: }\n", "a.c=-", "a: {b: 1}\n"},
    {"a: {b: , c: 1}\n", "a.c=-", "a: {b: }\n"},
    {"? a\n: 1\nb: 2\n", "a=-", "b: 2\n"},
    /* A star: every key, or item, that is there. */
    {"a: {b: {k: 1}, c: {}}\n", "a.*.k=2", "a: {b: {k: 2}, c: {k: 2}}\n"},
    {"a: {b: {k: 1, l: 3}, c: 4}\n", "a.*.k=-", "a: {b: {l: 3}, c: 4}\n"},
    {"a: {b: 1, c: 2}\n", "a.*=-", "a: {}\n"},
    {"a: {b: 1, c: 2}\nd: 3\n", "*=x", "a: x\nd: x\n"},
    {"l:\n  - a: 1\n    k: 2\n  - a: 3\n", "l[*].k=-",
     "l:\n  - a: 1\n  - a: 3\n"},
    {"l: [1, 2, 3]\n", "l[*]=-", "l: []\n"},
    {"a: {b: [{k: 1}, {m: 1}], c: [{k: 1}]}\n", "a.*[*].k=2",
     "a: {b: [{k: 2}, {k: 2, m: 1}], c: [{k: 2}]}\n"},
    {"a: {b: {c: {k: 1}}, d: {}}\n", "a.*.c.k=2",
     "a: {b: {c: {k: 2}}, d: {}}\n"},
    /* No step of its own: a name as any other. */
    {"a*: 1\n", "a*=2", "a*: 2\n"},
};

static void test_texts(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) {
        struct bytes out = {0};
        struct arena a;
        struct errmsg e;

        arena_init(&a);
        if (change_each_apply(&a, bytes_of_text(texts[i].source),
                              texts[i].change, &out, &e))
            fail_msg("%s: %s", texts[i].change, e.text);
        if (!bytes_equal(out, bytes_of_text(texts[i].expected)))
            fail_msg("%s to:\n%sgives:\n%.*s", texts[i].change, texts[i].source,
                     (int)out.size, (const char *)out.data);
        arena_fini(&a);
    }
}

/* Quoted values and lists are written in one go, however long. */
static void test_long_values(void **state)
{
    enum { LENGTH = 100000 };
    char text[LENGTH + 64], list[LENGTH + 64];
    const struct bytes source = bytes_of_text("a: 1\n");
    struct bytes out = {0};
    struct arena a;
    struct errmsg e;

    (void)state;
    arena_init(&a);
    memset(text, '#', sizeof text - 1);
    memcpy(text, "a='", 3);
    text[LENGTH] = '\'';
    text[LENGTH + 1] = '\0';
    assert_int_equal(change_each_apply(&a, source, text, &out, &e), ERR_OK);
    assert_int_equal(out.size, strlen("a: \"\"\n") + LENGTH - 3);

    memcpy(list, "a=[x", 4);
    for (size_t i = 4; i < LENGTH; i += 2)
        memcpy(list + i, ",x", 2);
    memcpy(list + LENGTH, "]", 2);
    assert_int_equal(change_each_apply(&a, source, list, &out, &e), ERR_OK);
    assert_int_equal(out.size,
                     strlen("a: [x]\n") + (LENGTH - 4) / 2 * strlen(", x"));
    arena_fini(&a);
}

static const struct {
    const char *change;
    enum err rc;
    const char *error;
} errors[] = {
    {"", ERR_FORMAT, "PATH=VALUE"},
    {"=1", ERR_FORMAT, "PATH=VALUE"},
    {"parties", ERR_FORMAT, "PATH=VALUE"},
    {"parties.rusia.kind=x", ERR_MISSING, "did you mean russia?"},
    {"parties.zzz.kind=x", ERR_MISSING, "unknown name zzz"},
    {"parties.rusia=-", ERR_MISSING, "did you mean russia?"},
    {"script[2]=x", ERR_MISSING, "2 items, and the last is [1]"},
    {"script[99999999999999999999]=x", ERR_FORMAT, "expected a number"},
    {"script[=x", ERR_FORMAT, "expected a number"},
    {"script[]=x", ERR_FORMAT, "expected a number"},
    {"script[0]at=x", ERR_FORMAT, "expected a dot"},
    {"script.at=x", ERR_MISSING,
     "expected a mapping at script, found a list of items [0] to [1]"},
    {"script[1].at=x", ERR_MISSING,
     "expected a mapping at script[1], found the text \"two\""},
    {"parties[0]=x", ERR_MISSING,
     "expected a list at parties, found a mapping of names"},
    {"[0]=x", ERR_MISSING,
     "expected a list at the top, found a mapping of names"},
    {"parties.us.a.b=x", ERR_MISSING, "unknown name a"},
    {"us.kind=x", ERR_MISSING,
     "unknown name us, expected parties, script or none"},
    {"parties..us=x", ERR_FORMAT, "expected a name"},
    {".parties=x", ERR_FORMAT, "expected a name"},
    {"parties.=x", ERR_FORMAT, "expected a name"},
    {"script[-1]=x", ERR_FORMAT, "expected a number"},
    {"script[0x0]=x", ERR_FORMAT, "expected a number"},
    {"script[ 0]=x", ERR_FORMAT, "expected a number"},
    {"script[0][0]=x", ERR_MISSING, "expected a list at script[0]"},
    {"parties.us=a\xff", ERR_FORMAT, "broken UTF-8"},
    {"parties.us=a\x1b", ERR_FORMAT, "control character"},
    {"parties.us=", ERR_FORMAT, "no value"},
    {"parties.us=[", ERR_FORMAT, "not YAML"},
    {"parties.us=&a x", ERR_FORMAT, "anchors"},
    {"parties.us={a: 1, a: 2}", ERR_FORMAT, "duplicate key"},
    {"none[0]=x", ERR_MISSING, "expected items at none, found nothing"},
    {"none[0].a=x", ERR_MISSING, "expected items at none, found nothing"},
    {"none.a=x", ERR_MISSING, "expected a mapping at none, found nothing"},
    {"script[1/=x", ERR_FORMAT, "expected a number"},
    {"parties.*.accepts=-", ERR_MISSING,
     "in the change parties.*.accepts=-: nothing is there at "
     "parties.*.accepts"},
    {"script[*].portions=-", ERR_MISSING, "there at script[*].portions"},
    {"script.*=x", ERR_MISSING, "* finds no names at script"},
    {"parties[*]=x", ERR_MISSING, "* finds no items at parties"},
    {"none[*]=x", ERR_MISSING, "* finds no items at none"},
    {"rien.*=x", ERR_MISSING, "* finds no names at rien"},
    {"none.*=x", ERR_MISSING, "* finds no names at none"},
    {"rien.*.a=x", ERR_MISSING, "* finds no names at rien"},
    {"part.us.*=x", ERR_MISSING, "unknown name part, expected"},
    {"parties.*.kind=", ERR_FORMAT, "no value"},
    {"parties.*.kind=[", ERR_FORMAT, "not YAML"},
    {"[*]=x", ERR_MISSING, "* finds no items at the top"},
    {"parties.*", ERR_FORMAT, "PATH=VALUE"},
};

static void test_errors(void **state)
{
    const struct bytes source = bytes_of_text(
        "parties: {us: , russia: {kind: state}}\nscript: [one, two]\n"
        "none: []\n");

    (void)state;
    for (size_t i = 0; i < sizeof errors / sizeof errors[0]; i++) {
        struct bytes out = {0};
        struct arena a;
        struct errmsg e = {{0}};

        arena_init(&a);
        assert_int_equal(
            change_each_apply(&a, source, errors[i].change, &out, &e),
            errors[i].rc);
        if (!strstr(e.text, errors[i].error))
            fail_msg("%s: %s", errors[i].change, e.text);
        assert_int_equal(out.size, 0);
        arena_fini(&a);
    }
}

/* A path and a value apart: the path has no "=" to end it. */
static void test_set(void **state)
{
    const struct bytes source = bytes_of_text("a: 1\nb=c: 2\n");
    char key[200];
    struct bytes out = {0};
    struct errmsg e;
    struct arena a;

    (void)state;
    arena_init(&a);
    assert_int_equal(change_set(&a, source, "b=c", "x=y", &out, &e), ERR_OK);
    assert_true(bytes_equal(out, bytes_of_text("a: 1\nb=c: \"x=y\"\n")));
    assert_int_equal(change_set(&a, source, "", "x", &out, &e), ERR_FORMAT);
    assert_int_equal(change_set(&a, source, "a.", "x", &out, &e), ERR_FORMAT);
    assert_non_null(strstr(e.text, "expected a name at the end of the path"));
    assert_int_equal(change_set(&a, source, "a", "", &out, &e), ERR_FORMAT);
    memset(key, 'k', sizeof key - 1);
    key[sizeof key - 1] = '\0';
    assert_int_equal(change_set(&a, source, key, "x", &out, &e), ERR_FORMAT);
    assert_non_null(strstr(e.text, "expected a name at kkk"));
    arena_fini(&a);
}

/* Twice the places that one change may have, in a list of lists. */
static void test_many_places(void **state)
{
    struct bytes out = {0};
    struct errmsg e;
    struct arena a;

    (void)state;
    arena_init(&a);
    const char **rows = arena_array(&a, CHANGE_EACH_MAX / 10, sizeof *rows);
    for (size_t i = 0; i < CHANGE_EACH_MAX / 10; i++)
        rows[i] = "[1, 1, 1, 1, 1, 1, 1, 1, 1, 1]";
    const char *list = arena_join(&a, rows, CHANGE_EACH_MAX / 10, ", ");
    assert_int_equal(
        change_each_apply(&a, bytes_of_text(arena_format(&a, "l: [%s]", list)),
                          "l[*][*]=2", &out, &e),
        ERR_OK);
    assert_null(memchr(out.data, '1', out.size));
    assert_int_equal(
        change_each_apply(&a,
                          bytes_of_text(arena_format(&a, "l: [[2], %s]", list)),
                          "l[*][*]=3", &out, &e),
        ERR_LIMIT);
    assert_non_null(strstr(e.text, "more than a thousand places"));
    arena_fini(&a);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_texts),       cmocka_unit_test(test_long_values),
        cmocka_unit_test(test_errors),      cmocka_unit_test(test_set),
        cmocka_unit_test(test_many_places),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
