/* Words and sentences as they are counted, and the words of the lessons. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "lesson/glossary.h"
#include "lesson/wording.h"

static void test_counts(void **state)
{
    static const struct {
        const char *text;
        size_t words, sentences, longest;
    } cases[] = {
        {"", 0, 0, 0},
        {"One.", 1, 1, 1},
        {"No end", 2, 1, 2},
        {"One. Two three! Four\nfive six?", 6, 3, 3},
        {"At 0.5 of 16:00 it is so.", 7, 1, 7},
        {"It says \"no.\" And (yes.) So", 6, 3, 3},
        {"  A  b.\n", 2, 1, 2},
    };
    size_t longest;

    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        assert_int_equal(wording_words(cases[i].text), cases[i].words);
        assert_int_equal(wording_sentences(cases[i].text, &longest),
                         cases[i].sentences);
        assert_int_equal(longest, cases[i].longest);
    }
}

/* Each word is there once, and found by both its names. */
static void test_glossary(void **state)
{
    const struct glossary_entry *entry;
    size_t count = 0;

    (void)state;
    for (size_t i = 0; (entry = glossary_at(i)); i++, count++) {
        assert_ptr_equal(glossary_find(entry->word), entry);
        if (entry->other) assert_ptr_equal(glossary_find(entry->other), entry);
        assert_in_range(wording_words(entry->says), 2, WORDING_SENTENCE);
        /* It goes on behind a colon, and is one sentence. */
        assert_null(strchr(entry->says, '.'));
    }
    assert_int_equal(count, 49);
    assert_null(glossary_find("wax"));
    assert_null(glossary_at(count));
    assert_string_equal(glossary_find("mac")->word, "tag");
    assert_string_equal(glossary_near("ratchett")->word, "ratchet");
    assert_null(glossary_near("encyclopedia"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_counts),
        cmocka_unit_test(test_glossary),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
