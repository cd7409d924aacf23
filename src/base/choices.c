#include "base/choices.h"

#include <assert.h>
#include <string.h>

/* A text is read from the front in two ways. choices_next splits it into
 * pieces: plain_size measures the plain text up to the next single brace or
 * through the first of a pair, and where that is nothing the text begins with
 * a choice, which ends at its closing brace. choices_word splits it, or one way
 * of a choice, into words, whatever lies between them.
 *
 * choices_check goes through the pieces as a reader would, but looks at each
 * choice before it takes it: check_choice at its two ways, stands_apart at the
 * text on both sides. */

/* The size of a plain piece at the start of a text: up to a brace, or one of
 * a pair of braces. *skip: the bytes to skip behind it. */
static size_t plain_size(struct bytes text, size_t *skip)
{
    *skip = 0;
    for (size_t i = 0; i < text.size; i++) {
        const uint8_t c = text.data[i];
        if (c != '{' && c != '}') continue;
        if (i + 1 < text.size && text.data[i + 1] == c) {
            *skip = 1;
            return i + 1;
        }
        return i;
    }
    return text.size;
}

bool choices_next(struct bytes *text, struct choices_piece *piece)
{
    size_t skip;

    if (text->size == 0) return false;
    *piece = (struct choices_piece){0};
    const size_t size = plain_size(*text, &skip);
    if (size > 0) {
        piece->ways[0] = bytes_of(text->data, size);
        *text = bytes_from(*text, size + skip);
        return true;
    }
    piece->choice = true;
    const uint8_t *start = text->data + 1;
    const uint8_t *bar = memchr(start, '|', text->size - 1);
    const uint8_t *end = memchr(start, '}', text->size - 1);
    assert(bar && end && bar < end);
    piece->ways[0] = bytes_of(start, (size_t)(bar - start));
    piece->ways[1] = bytes_of(bar + 1, (size_t)(end - bar - 1));
    *text = bytes_from(*text, (size_t)(end + 1 - text->data));
    return true;
}

/* U+0080 to U+00BF and U+2000 to U+206F are signs and punctuation, for the
 * most part: quotation marks, dashes, spaces. */
static size_t gap_size(struct bytes text)
{
    const uint8_t *p = text.data;

    if (p[0] == 0xc2 && text.size > 1) return 2;
    if (p[0] == 0xe2 && text.size > 2 && (p[1] == 0x80 || p[1] == 0x81))
        return 3;
    const bool letter = (p[0] >= 'a' && p[0] <= 'z') ||
                        (p[0] >= 'A' && p[0] <= 'Z') ||
                        (p[0] >= '0' && p[0] <= '9') || p[0] >= 0x80;
    return letter ? 0 : 1;
}

bool choices_word(struct bytes *text, struct bytes *word)
{
    size_t gap, size = 0;

    while (text->size > 0 && (gap = gap_size(*text)) > 0)
        *text = bytes_from(*text, gap);
    while (size < text->size && gap_size(bytes_from(*text, size)) == 0)
        size++;
    *word = bytes_of(text->data, size);
    *text = bytes_from(*text, size);
    return size > 0;
}

static uint8_t lower(uint8_t c)
{
    return c >= 'A' && c <= 'Z' ? (uint8_t)(c - 'A' + 'a') : c;
}

bool choices_same_word(struct bytes a, struct bytes b)
{
    if (a.size != b.size) return false;
    for (size_t i = 0; i < a.size; i++)
        if (lower(a.data[i]) != lower(b.data[i])) return false;
    return true;
}

static bool same_words(struct bytes a, struct bytes b)
{
    struct bytes left, right;
    bool more;

    do {
        more = choices_word(&a, &left);
        if (more != choices_word(&b, &right)) return false;
        if (more && !choices_same_word(left, right)) return false;
    } while (more);
    return true;
}

/* The fault of the choice that begins a text, or NULL. */
static const char *check_choice(struct bytes text)
{
    const uint8_t *end = memchr(text.data, '}', text.size);
    size_t bars = 0;

    if (text.data[0] == '}') return "a } without its {; }} stands for }";
    if (!end) return "a { without its }; {{ stands for {";
    for (const uint8_t *p = text.data + 1; p < end; p++) {
        if (*p == '{') return "a choice within a choice";
        bars += *p == '|';
    }
    if (bars != 1) return "expected two ways to say it, as in {this|that}";
    struct choices_piece piece;
    (void)choices_next(&text, &piece);
    for (size_t i = 0; i < 2; i++) {
        struct bytes way = piece.ways[i], word;
        if (way.size > CHOICES_WAY_MAX) return "a way of over 64 bytes";
        if (!choices_word(&way, &word)) return "a way without a word";
    }
    return same_words(piece.ways[0], piece.ways[1]) ? "two ways of one wording"
                                                    : NULL;
}

static bool ends_in_word(struct bytes text)
{
    struct bytes rest = text, word;
    const uint8_t *end = text.data;

    while (choices_word(&rest, &word))
        end = word.data + word.size;
    return text.size > 0 && end == text.data + text.size;
}

/* True if no word and no other choice touches a choice, so that its ways are
 * words of their own. */
static bool stands_apart(const struct choices_piece *before, struct bytes after)
{
    return !before->choice && !ends_in_word(before->ways[0]) &&
           (after.size == 0 || gap_size(after) > 0) &&
           (after.size < 2 || after.data[0] != '{' || after.data[1] == '{');
}

const char *choices_check(struct bytes text, struct bytes *at)
{
    struct choices_piece piece = {0}, before;
    size_t count = 0, skip;

    while (text.size > 0) {
        *at = text;
        const bool choice = plain_size(text, &skip) == 0;
        const char *wrong = choice ? check_choice(text) : NULL;
        if (wrong) return wrong;
        if (choice && count++ == CHOICES_MAX)
            return "over 256 choices in one text";
        before = piece;
        (void)choices_next(&text, &piece);
        if (choice && !stands_apart(&before, text))
            return "a choice that touches a word or another choice";
    }
    return NULL;
}

size_t choices_count(struct bytes text)
{
    struct choices_piece piece;
    size_t count = 0;

    while (choices_next(&text, &piece))
        count += piece.choice;
    return count;
}
