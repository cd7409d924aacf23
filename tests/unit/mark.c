/* Marks: what a text leaves to choose, and what is read of it again. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "document/mark.h"

#define TEXT                                                         \
    "The {talks|discussions} go on. We {still hope|remain hopeful} " \
    "that {both sides|all involved} will {soon|shortly} find {{a}} way."

static const char *wrong(const char *text)
{
    struct bytes at;

    return choices_check(bytes_of_text(text), &at);
}

static void test_what_is_wrong(void **state)
{
    static const char *const rows[][2] = {
        {"a {talks|words", "a { without its }"},
        {"a }", "a } without its {"},
        {"{a|b} } {a|b}", "a } without its {"},
        {"{a|{b|c}}", "a choice within a choice"},
        {"{only}", "expected two ways"},
        {"{a|b|c}", "expected two ways"},
        {"{a|}", "a way without a word"},
        {"{--|b}", "a way without a word"},
        {"{a b|A, B!}", "two ways of one wording"},
        {"un{clear|sure}", "touches a word"},
        {"the {talk|discussion}s", "touches a word"},
        {"{a|b}{c|d}", "touches a word or another choice"},
    };
    char text[CHOICES_MAX * 8];

    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        assert_non_null(wrong(rows[i][0]));
        assert_non_null(strstr(wrong(rows[i][0]), rows[i][1]));
    }
    assert_null(wrong(""));
    assert_null(wrong("a|b, {{braces}} and {this|that}"));
    struct bytes at;
    assert_non_null(choices_check(bytes_of_text("{a|b} and {c}"), &at));
    assert_memory_equal(at.data, "{c}", 3);
    snprintf(text, sizeof text, "{a|%065d}", 1);
    assert_non_null(wrong(text));
    snprintf(text, sizeof text, "{a|%064d}", 1);
    assert_null(wrong(text));
    text[0] = '\0';
    for (size_t i = 0; i < CHOICES_MAX; i++)
        strcat(text, "{a|b} ");
    assert_null(wrong(text));
    assert_int_equal(choices_count(bytes_of_text(text)), CHOICES_MAX);
    strcat(text, "{a|b} ");
    assert_non_null(wrong(text));
}

static void test_apply(void **state)
{
    static const uint8_t bits[] = {1, 0, 1, 0};
    struct arena a;

    (void)state;
    arena_init(&a);
    assert_string_equal(mark_apply(&a, TEXT, NULL),
                        "The talks go on. We still hope that both sides will "
                        "soon find {a} way.");
    assert_string_equal(mark_apply(&a, TEXT, bits),
                        "The discussions go on. We still hope that all "
                        "involved will soon find {a} way.");
    assert_string_equal(mark_apply(&a, "", NULL), "");
    arena_fini(&a);
}

static void assert_reads(const char *surfaced, const int8_t expected[4])
{
    int8_t bits[4];

    assert_int_equal(mark_read(TEXT, surfaced, bits), ERR_OK);
    for (size_t i = 0; i < 4; i++)
        if (bits[i] != expected[i])
            fail_msg("choice %zu of \"%s\": %d", i, surfaced, bits[i]);
}

/* Every mark is read again, whatever its layout has become. */
static void test_every_mark_comes_back(void **state)
{
    struct arena a;

    (void)state;
    arena_init(&a);
    for (uint8_t m = 0; m < 16; m++) {
        const uint8_t bits[4] = {m & 1, m >> 1 & 1, m >> 2 & 1, m >> 3 & 1};
        const int8_t expected[4] = {(int8_t)bits[0], (int8_t)bits[1],
                                    (int8_t)bits[2], (int8_t)bits[3]};
        const char *text = mark_apply(&a, TEXT, bits);
        char *other = arena_alloc(&a, 3 * strlen(text) + 1);
        size_t size = 0;
        assert_reads(text, expected);
        /* Shouted, a word a line, and without its punctuation. */
        for (const char *p = text; *p; p++) {
            if (*p == ' ') {
                other[size++] = '\r';
                other[size++] = '\n';
            }
            if (*p >= 'a' && *p <= 'z')
                other[size++] = (char)(*p - 'a' + 'A');
            else if (*p >= 'A' && *p <= 'Z')
                other[size++] = *p;
        }
        other[size] = '\0';
        assert_reads(other, expected);
    }
    arena_fini(&a);
}

/* A reworded or missing place is unknown, and spoils nothing beside it. */
static void test_what_is_unknown(void **state)
{
    (void)state;
    assert_reads("The negotiations go on. We remain hopeful that both sides "
                 "will shortly find a way.",
                 (const int8_t[]){MARK_UNKNOWN, 1, 0, 1});
    assert_reads("It is reported that \u201cthe discussions go on\u201d, and "
                 "that they remain very hopeful: \u2014 all involved\u2026",
                 (const int8_t[]){1, MARK_UNKNOWN, 1, MARK_UNKNOWN});
    assert_reads("", (const int8_t[]){MARK_UNKNOWN, MARK_UNKNOWN, MARK_UNKNOWN,
                                      MARK_UNKNOWN});
    assert_reads("Nothing that was ever in there.",
                 (const int8_t[]){MARK_UNKNOWN, MARK_UNKNOWN, MARK_UNKNOWN,
                                  MARK_UNKNOWN});
    assert_reads("talks discussions go on",
                 (const int8_t[]){MARK_UNKNOWN, MARK_UNKNOWN, MARK_UNKNOWN,
                                  MARK_UNKNOWN});
}

/* A way that begins as the other does, or is in it, is told from it. */
static void test_ways_within_one_another(void **state)
{
    static const char text[] = "We are {not|not yet} there, {very|very, very} "
                               "far.";
    int8_t bits[2];

    (void)state;
    assert_int_equal(mark_read(text, "We are not there, very very far.", bits),
                     ERR_OK);
    assert_int_equal(bits[0], 0);
    assert_int_equal(bits[1], 1);
    assert_int_equal(mark_read(text, "we are NOT YET there: very far", bits),
                     ERR_OK);
    assert_int_equal(bits[0], 1);
    assert_int_equal(bits[1], 0);
}

static void test_limits(void **state)
{
    const size_t most = MARK_WORDS_MAX;
    char *text = test_malloc(2 * most + 3);
    int8_t bit;

    (void)state;
    for (size_t i = 0; i < most; i++)
        memcpy(text + 2 * i, "a ", 3);
    assert_int_equal(mark_read("{a|b}", text, &bit), ERR_OK);
    strcat(text, "a");
    assert_int_equal(mark_read("{a|b}", text, &bit), ERR_LIMIT);
    test_free(text);
    text = test_malloc(8 * most);
    memset(text, 0, 8 * most);
    for (size_t i = 0; i < 2 * most - 5; i++)
        memcpy(text + 2 * i, "a ", 3);
    memcpy(text + 2 * (2 * most - 5), "{b|c}", 6);
    assert_int_equal(mark_read(text, "c", &bit), ERR_OK);
    assert_int_equal(bit, 1);
    memcpy(text + 2 * (2 * most - 5), "a a {b|c}", 10);
    assert_int_equal(mark_read(text, "c", &bit), ERR_LIMIT);
    test_free(text);
}

static const struct mark_code fair;

/* Each recipient has a mark of its own, the same each time. */
static void test_draw(void **state)
{
    uint8_t first[64], again[64], other[64];
    struct rng_root root;

    (void)state;
    rng_root_init(&root, 1, 0);
    mark_draw(&root, "us", "paper", "russia", &fair, first, sizeof first);
    mark_draw(&root, "us", "paper", "russia", &fair, again, sizeof again);
    mark_draw(&root, "us", "paper", "nato", &fair, other, sizeof other);
    assert_memory_equal(first, again, sizeof first);
    assert_memory_not_equal(first, other, sizeof first);
    mark_draw(&root, "us", "other", "russia", &fair, other, sizeof other);
    assert_memory_not_equal(first, other, sizeof first);
    for (size_t i = 0; i < sizeof first; i++)
        assert_true(first[i] <= 1);
}

/* Words end at what is no letter and no digit, of whatever script; the bytes
 * of a sign that is cut off are none of one. */
static void test_words(void **state)
{
    static const struct {
        const char *text, *words; /* each before a bar */
    } rows[] = {
        {"", ""},
        {" .,-{}\x7f", ""},
        {"One, two", "One|two|"},
        {"a0z9AZ", "a0z9AZ|"},
        {"a/b:c@d[e`f{g", "a|b|c|d|e|f|g|"},
        {"\xc2\xab"
         "d\xc3\xa9j\xc3\xa0\xc2\xbb",
         "d\xc3\xa9j\xc3\xa0|"},
        {"a\xe2\x80\x93"
         "b\xe2\x81\xa0"
         "c",
         "a|b|c|"},
        {"a\xe2\x82\xac"
         "b",
         "a\xe2\x82\xac"
         "b|"},
        {"a\xc2", "a\xc2|"},
        {"a\xe2\x80", "a\xe2\x80|"},
        {"\xd0\xb4\xd0\xb0 \xd0\xbd\xd0\xb5\xd1\x82",
         "\xd0\xb4\xd0\xb0|\xd0\xbd\xd0\xb5\xd1\x82|"},
    };

    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct bytes rest = bytes_of_text(rows[i].text), word;
        char words[64] = "";
        while (choices_word(&rest, &word)) {
            strncat(words, (const char *)word.data, word.size);
            strcat(words, "|");
        }
        assert_int_equal(rest.size, 0);
        assert_string_equal(words, rows[i].words);
    }
    assert_true(choices_same_word(bytes_of_text("aMz"), bytes_of_text("AmZ")));
    assert_false(choices_same_word(bytes_of_text("a"), bytes_of_text("b")));
    assert_false(choices_same_word(bytes_of_text("a"), bytes_of_text("ab")));
    assert_false(choices_same_word(bytes_of_text("["), bytes_of_text("{")));
    assert_false(choices_same_word(bytes_of_text("@"), bytes_of_text("`")));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_words),
        cmocka_unit_test(test_what_is_wrong),
        cmocka_unit_test(test_apply),
        cmocka_unit_test(test_every_mark_comes_back),
        cmocka_unit_test(test_what_is_unknown),
        cmocka_unit_test(test_ways_within_one_another),
        cmocka_unit_test(test_limits),
        cmocka_unit_test(test_draw),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
