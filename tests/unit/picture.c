/* Pictures against what is expected of them, and words that would break out of
 * their element. DEMARCHE_UPDATE=1 writes the expected ones anew: look at them
 * in a browser. */
#define _GNU_SOURCE 1 /* open_memstream */

#include "plot/picture.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "support/program.h"
#include "support/sketches.h"

#define EXPECTED SOURCE_DIR "/tests/timeline/plots/"

/* The expected pictures: small ones, one of each kind. */
static const char *const names[] = {"counts",    "heatmap",   "tornado",
                                    "one-point", "no-series", "equal-values"};

static const struct sketch *find(const char *name)
{
    for (size_t i = 0; i < sketch_count; i++) {
        if (strcmp(sketches[i].name, name) == 0) return &sketches[i];
    }
    for (size_t i = 0; i < sketches_hard_count; i++) {
        if (strcmp(sketches_hard[i].name, name) == 0) return &sketches_hard[i];
    }
    fail_msg("no sketch is named %s", name);
    return NULL;
}

static void assert_expected(const char *name)
{
    char path[512], *svg;
    size_t size, expected_size;
    FILE *out = open_memstream(&svg, &size);

    assert_non_null(out);
    find(name)->draw(out);
    assert_int_equal(fclose(out), 0);
    snprintf(path, sizeof path, EXPECTED "%s.svg", name);
    if (getenv("DEMARCHE_UPDATE")) program_write(path, svg, size);
    char *expected = program_read(path, &expected_size);
    if (!expected) fail_msg("%s is not there", path);
    if (size != expected_size || memcmp(svg, expected, size) != 0)
        fail_msg("%s differs from %s:\n%s", name, path, svg);
    free(expected);
    free(svg);
}

static void test_pictures_are_as_expected(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        assert_expected(names[i]);
}

static void test_words_are_escaped(void **state)
{
    static const struct {
        const char *text, *escaped;
    } rows[] = {
        {"", ""},
        {"a < b & 'c' > \"d\"",
         "a &lt; b &amp; &#39;c&#39; &gt; &quot;d&quot;"},
        {"\n\t", "  "},
        {"\x01\x1b\x7f\xc2\x9b", "\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbd"
                                 "\xef\xbf\xbd"},
        {"\xff\xc3", "\xef\xbf\xbd\xef\xbf\xbd"},
        {"\xef\xbf\xbe\xef\xbf\xbf", "\xef\xbf\xbd\xef\xbf\xbd"},
        {"\xe2\x80\xae", "\xef\xbf\xbd"},
        {"\xd0\xb4\xf0\x9f\x98\x80", "\xd0\xb4\xf0\x9f\x98\x80"},
    };

    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        char *text;
        size_t size;
        FILE *out = open_memstream(&text, &size);
        assert_non_null(out);
        svg_put_text(out, bytes_of_text(rows[i].text));
        assert_int_equal(fclose(out), 0);
        assert_string_equal(text, rows[i].escaped);
        free(text);
    }
}

static void test_numbers_are_short(void **state)
{
    static const struct {
        double number;
        const char *text;
    } rows[] = {{0, "0"},          {-0.001, "0"},    {100, "100"},
                {1.5, "1.5"},      {-2.25, "-2.25"}, {1.0 / 3, "0.33"},
                {1234.999, "1235"}};

    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        char *text;
        size_t size;
        FILE *out = open_memstream(&text, &size);
        assert_non_null(out);
        svg_put_number(out, rows[i].number);
        assert_int_equal(fclose(out), 0);
        assert_string_equal(text, rows[i].text);
        free(text);
    }
}

static void assert_lines(const struct picture_block *b, size_t count,
                         const char *const *lines)
{
    assert_int_equal(b->count, count);
    for (size_t i = 0; i < count; i++) {
        const struct bytes line = bytes_of_text(lines[i]);
        if (!bytes_equal(b->lines[i], line))
            fail_msg("line %zu: %.*s, not %s", i, (int)b->lines[i].size,
                     (const char *)b->lines[i].data, lines[i]);
    }
}

static void test_words_are_wrapped(void **state)
{
    const struct picture_words words = {.title = "t", .basis = "N = 1"};
    struct picture p;
    struct picture_block b;

    (void)state;
    picture_init(&p, &words, stdout);
    b = picture_wrap(&p, LOOK_NOTE, NULL, 100, 2);
    assert_int_equal(b.count, 0);
    b = picture_wrap(&p, LOOK_NOTE, "short", 100, 2);
    assert_lines(&b, 1, (const char *const[]){"short"});
    b = picture_wrap(&p, LOOK_NOTE, "one two three four five six", 100, 2);
    assert_lines(&b, 2,
                 (const char *const[]){"one two three", "four five six"});
    assert_false(b.is_cut);
    b = picture_wrap(&p, LOOK_NOTE, "one two three, four, and so on", 100, 1);
    assert_lines(&b, 1, (const char *const[]){"one two three\xe2\x80\xa6"});
    assert_true(b.is_cut);
    /* Lines of a label are about as wide as each other. */
    b = picture_wrap(&p, LOOK_LABEL, "over the wide network, on foot", 190, 2);
    assert_lines(&b, 2,
                 (const char *const[]){"over the wide", "network, on foot"});
    /* A word without an end is broken, between characters. */
    b = picture_wrap(&p, LOOK_NOTE,
                     "\xe6\xbc\xa2\xe6\xbc\xa2\xe6\xbc\xa2\xe6\xbc\xa2", 30, 9);
    assert_lines(&b, 2,
                 (const char *const[]){"\xe6\xbc\xa2\xe6\xbc\xa2",
                                       "\xe6\xbc\xa2\xe6\xbc\xa2"});
    arena_fini(&p.arena);
}

static void test_texts_keep_off_each_other(void **state)
{
    const struct picture_words words = {.title = "t", .basis = "N = 1"};
    const struct bytes text = bytes_of_text("some words");
    char *svg;
    size_t size;
    struct picture p;
    FILE *out = open_memstream(&svg, &size);

    (void)state;
    assert_non_null(out);
    picture_init(&p, &words, out);
    picture_begin(&p, 300, "", NULL);
    assert_true(picture_try_text(&p, LOOK_TICK, PICTURE_START, 100, 200, text));
    assert_false(
        picture_try_text(&p, LOOK_TICK, PICTURE_START, 140, 205, text));
    assert_false(picture_try_text(&p, LOOK_TICK, PICTURE_END, 105, 195, text));
    assert_true(picture_try_text(&p, LOOK_TICK, PICTURE_END, 97, 200, text));
    assert_true(picture_try_text(&p, LOOK_TICK, PICTURE_START, 140, 216, text));
    assert_false(picture_try_text(&p, LOOK_TICK, PICTURE_MIDDLE,
                                  PICTURE_WIDTH - 10, 100, text));
    picture_end(&p);
    assert_int_equal(fclose(out), 0);
    free(svg);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_pictures_are_as_expected),
        cmocka_unit_test(test_words_are_escaped),
        cmocka_unit_test(test_numbers_are_short),
        cmocka_unit_test(test_words_are_wrapped),
        cmocka_unit_test(test_texts_keep_off_each_other),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
