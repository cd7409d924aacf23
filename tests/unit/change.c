#include "scenario/change.h"

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
    /* A key that was not there. */
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
};

static void test_texts(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) {
        struct bytes out = {0};
        struct arena a;
        struct errmsg e;

        arena_init(&a);
        if (change_apply(&a, bytes_of_text(texts[i].source), texts[i].change,
                         &out, &e))
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
    assert_int_equal(change_apply(&a, source, text, &out, &e), ERR_OK);
    assert_int_equal(out.size, strlen("a: \"\"\n") + LENGTH - 3);

    memcpy(list, "a=[x", 4);
    for (size_t i = 4; i < LENGTH; i += 2)
        memcpy(list + i, ",x", 2);
    memcpy(list + LENGTH, "]", 2);
    assert_int_equal(change_apply(&a, source, list, &out, &e), ERR_OK);
    assert_int_equal(out.size,
                     strlen("a: [x]\n") + (LENGTH - 4) / 2 * strlen(", x"));
    arena_fini(&a);
}

static void test_errors(void **state)
{
    static const struct {
        const char *change;
        enum err rc;
        const char *error;
    } cases[] = {
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
        {"script.at=x", ERR_MISSING, "expected a mapping"},
        {"parties[0]=x", ERR_MISSING, "expected a list"},
        {"parties..us=x", ERR_FORMAT, "expected a name"},
        {"parties.us=", ERR_FORMAT, "no value"},
        {"parties.us=[", ERR_FORMAT, "not YAML"},
        {"parties.us=&a x", ERR_FORMAT, "anchors"},
        {"parties.us={a: 1, a: 2}", ERR_FORMAT, "duplicate key"},
        {"none[0]=x", ERR_MISSING, "the list has 0 items, and the last is [0]"},
        {"none[0].a=x", ERR_MISSING, "the list has 0 items"},
        {"none.a=x", ERR_MISSING, "expected a mapping"},
        {"script[1/=x", ERR_FORMAT, "expected a number"},
    };
    const struct bytes source = bytes_of_text(
        "parties: {us: , russia: {kind: state}}\nscript: [one, two]\n"
        "none: []\n");

    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct bytes out = {0};
        struct arena a;
        struct errmsg e = {{0}};

        arena_init(&a);
        assert_int_equal(change_apply(&a, source, cases[i].change, &out, &e),
                         cases[i].rc);
        if (!strstr(e.text, cases[i].error))
            fail_msg("%s: %s", cases[i].change, e.text);
        assert_int_equal(out.size, 0);
        arena_fini(&a);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_texts),
        cmocka_unit_test(test_long_values),
        cmocka_unit_test(test_errors),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
