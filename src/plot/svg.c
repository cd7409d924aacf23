#include "plot/svg.h"

#include <assert.h>
#include <math.h>

#include "base/utf8.h"

/* Widths of ASCII from space to tilde, in thousandths of the size: the greater
 * ones of Noto and Liberation. Other characters are taken for broad letters,
 * and those of the wide scripts and pictures for squares. */
enum { FIRST = 0x20, LAST = 0x7e, ASCII_COUNT = LAST - FIRST + 1 };

static const uint16_t widths[SVG_FACES][ASCII_COUNT] = {
    [SVG_SANS] = {278, 278, 408, 646, 572, 889, 732, 225, 333,  333, 551, 584,
                  278, 333, 278, 372, 572, 572, 572, 572, 572,  572, 572, 572,
                  572, 572, 278, 278, 584, 584, 584, 556, 1015, 667, 667, 722,
                  730, 667, 611, 778, 741, 339, 500, 667, 556,  907, 760, 781,
                  667, 781, 722, 667, 611, 731, 667, 944, 667,  667, 611, 329,
                  372, 329, 572, 556, 333, 561, 615, 500, 615,  564, 344, 615,
                  618, 258, 258, 534, 258, 935, 618, 605, 615,  615, 413, 500,
                  361, 618, 508, 786, 529, 510, 500, 380, 551,  380, 584},
    [SVG_BOLD] = {278, 333, 474, 646, 572, 901, 750, 266, 339, 339, 545, 584,
                  285, 333, 285, 413, 572, 572, 572, 572, 572, 572, 572, 572,
                  572, 572, 333, 333, 584, 584, 584, 611, 975, 722, 722, 722,
                  740, 667, 611, 778, 765, 389, 556, 722, 611, 943, 813, 796,
                  667, 796, 722, 667, 611, 756, 667, 967, 667, 667, 611, 333,
                  413, 333, 584, 556, 362, 604, 633, 556, 633, 591, 387, 633,
                  657, 305, 305, 620, 305, 982, 657, 619, 633, 633, 454, 556,
                  434, 657, 569, 856, 578, 569, 500, 394, 551, 394, 584},
    [SVG_SERIF] = {260, 382, 555, 559, 559, 1000, 833, 290,  400, 400, 502, 570,
                   294, 333, 294, 288, 559, 559,  559, 559,  559, 559, 559, 559,
                   559, 559, 333, 333, 570, 570,  570, 550,  930, 753, 672, 722,
                   767, 667, 621, 778, 819, 401,  500, 778,  667, 952, 788, 787,
                   638, 787, 722, 586, 667, 747,  722, 1067, 732, 722, 667, 414,
                   288, 414, 581, 500, 334, 599,  649, 527,  649, 571, 407, 560,
                   667, 352, 345, 636, 352, 986,  667, 613,  645, 648, 523, 488,
                   405, 667, 606, 856, 646, 579,  529, 442,  559, 442, 559},
};

enum { LETTER = 720, SQUARE = 1050 };

/* Takes a character off a text that is not empty; *taken is its bytes, those of
 * the replacement where it has no place in a picture. */
static uint32_t take_character(struct bytes *text, struct bytes *taken)
{
    static const char replacement[] = "\xef\xbf\xbd";
    size_t size;
    uint32_t c = utf8_next(*text, &size);

    *taken = bytes_of(text->data, size);
    *text = bytes_from(*text, size);
    if (c == '\n' || c == '\t') {
        *taken = bytes_of_text(" ");
        return ' ';
    }
    if (c == UTF8_BROKEN || utf8_is_control(c) || utf8_is_deceptive(c) ||
        (c & 0xfffe) == 0xfffe) {
        *taken = bytes_of_text(replacement);
        return 0xfffd;
    }
    return c;
}

void svg_put_text(FILE *out, struct bytes text)
{
    struct bytes taken;

    while (text.size > 0) {
        switch (take_character(&text, &taken)) {
        case '&':
            fputs("&amp;", out);
            break;
        case '<':
            fputs("&lt;", out);
            break;
        case '>':
            fputs("&gt;", out);
            break;
        case '"':
            fputs("&quot;", out);
            break;
        case '\'':
            fputs("&#39;", out);
            break;
        default:
            fwrite(taken.data, 1, taken.size, out);
        }
    }
}

void svg_put_number(FILE *out, double number)
{
    char digits[40];

    assert(isfinite(number) && fabs(number) < 1e9);
    /* Of what is nearly 0 the sign is lost, too. */
    if (fabs(number) < 0.005) number = 0;
    int n = snprintf(digits, sizeof digits, "%.2f", number);
    while (digits[n - 1] == '0')
        n--;
    if (digits[n - 1] == '.') n--;
    fwrite(digits, 1, (size_t)n, out);
}

static bool is_square(uint32_t c)
{
    return (c >= 0x1100 && c <= 0x115f) || (c >= 0x2e80 && c <= 0xa4cf) ||
           (c >= 0xa960 && c <= 0xa97f) || (c >= 0xac00 && c <= 0xd7ff) ||
           (c >= 0xf900 && c <= 0xfaff) || (c >= 0xfe30 && c <= 0xfe6f) ||
           (c >= 0xff00 && c <= 0xffe6) || c >= 0x1f000 || c == 0xfffd;
}

static double character_width(uint32_t c, enum svg_face face)
{
    if (c >= FIRST && c <= LAST) return widths[face][c - FIRST];
    return is_square(c) ? SQUARE : LETTER;
}

double svg_width(struct bytes text, enum svg_face face, double size)
{
    struct bytes taken;
    double sum = 0;

    while (text.size > 0)
        sum += character_width(take_character(&text, &taken), face);
    return sum * size / 1000;
}

size_t svg_fit(struct bytes text, enum svg_face face, double size, double width)
{
    struct bytes rest = text, taken;
    double sum = 0;
    size_t fitting = 0;

    while (rest.size > 0) {
        sum += character_width(take_character(&rest, &taken), face);
        if (fitting > 0 && sum * size / 1000 > width) break;
        fitting = text.size - rest.size;
    }
    return fitting;
}
