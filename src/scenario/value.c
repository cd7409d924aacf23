#include "scenario/value.h"

#include <string.h>

#include "base/utf8.h"

/* Each reader takes the scalar's text, or notes that there is none; parses it,
 * or notes what was expected; and copies the value to its place in the struct.
 * A value that is wrong leaves the struct as it was. The kinds of values follow
 * one another: texts, words, numbers, chances, times, spans. */

/* Where the field lies. The enums of the language are unsigned to the
 * compiler, so that one reader serves them all. */
static void *at(void *out, size_t offset)
{
    return (char *)out + offset;
}

_Static_assert(sizeof(enum scenario_medium) == sizeof(uint32_t),
               "enums are 32 bits");

const char *value_scalar(struct load *l, const struct yaml_node *node,
                         const char *expected)
{
    static const char *const kinds[] = {"a value", "a list", "a mapping"};

    if (node->kind == YAML_SCALAR && !yaml_is_empty(node)) return node->text;
    load_wrong(l, node->position, "%s, expected %s",
               node->kind == YAML_SCALAR ? "no value" : kinds[node->kind],
               expected);
    return NULL;
}

void value_text(struct load *l, const struct yaml_node *node,
                const struct field *field, void *out)
{
    size_t size;
    const char *text = value_scalar(l, node, "a text");

    if (!text) return;
    struct bytes rest = bytes_of_text(text);
    if (rest.size > SCENARIO_TEXT_MAX) {
        scenario_errors_add(l->errors, ERR_LIMIT, node->position,
                            "a text of %zu bytes, expected at most %d",
                            rest.size, SCENARIO_TEXT_MAX);
        return;
    }
    for (; rest.size > 0; rest = bytes_from(rest, size)) {
        uint32_t c = utf8_next(rest, &size);
        if (c == UTF8_BROKEN || (utf8_is_control(c) && c != '\n')) {
            load_wrong(l, node->position,
                       "control character U+%04X, expected a text of lines", c);
            return;
        }
    }
    memcpy(at(out, field->offset), &text, sizeof text);
}

/* The place of the word, having noted what is wrong. */
static bool find_word(struct load *l, const struct yaml_node *node,
                      const struct field *field, uint32_t *place)
{
    const struct name_words *words = field->words;
    const char *text = value_scalar(l, node, name_words_list(words, l->arena));

    if (!text) return false;
    uint32_t i = name_words_find(words, text);
    if (i == NAMES_NONE) {
        load_unknown_word(l, node->position, field->key, text, words);
        return false;
    }
    *place = i;
    return true;
}

void value_word(struct load *l, const struct yaml_node *node,
                const struct field *field, void *out)
{
    uint32_t place;

    if (find_word(l, node, field, &place))
        memcpy(at(out, field->offset), &place, sizeof place);
}

void value_word_text(struct load *l, const struct yaml_node *node,
                     const struct field *field, void *out)
{
    uint32_t place;

    if (!find_word(l, node, field, &place)) return;
    const char *text = field->words->texts[place];
    memcpy(at(out, field->offset), &text, sizeof text);
}

static const char *const yes_no[] = {"yes", "no"};

const struct name_words value_yes_no_words = FIELD_WORDS(yes_no);

/* To a reader of YAML 1.1 `yes` is a truth value, which its writers spell
 * `true`. */
static const struct {
    const char *word;
    bool yes;
} truths[] = {
    {"yes", true},
    {"no", false},
    {"true", true},
    {"false", false},
};

/* No guess at a word: "on" is nearer to "no" than to "yes". */
void value_yes_no(struct load *l, const struct yaml_node *node,
                  const struct field *field, void *out)
{
    const struct name_words *words = field->words;
    const char *text = value_scalar(l, node, name_words_list(words, l->arena));

    if (!text) return;
    for (size_t i = 0; i < FIELD_COUNT(truths); i++) {
        if (strcmp(text, truths[i].word) != 0) continue;
        memcpy(at(out, field->offset), &truths[i].yes, sizeof truths[i].yes);
        return;
    }
    load_wrong(l, node->position, "unknown %s \"%.64s\", expected %s",
               field->key, text, name_words_list(words, l->arena));
}

/* "e-05" at p as its number, 0 where there is none, and where it ends. */
static int read_exponent(const char *p, const char **end)
{
    const bool sign = (*p == 'e' || *p == 'E') && (p[1] == '-' || p[1] == '+');
    int exponent = 0;

    *end = p;
    if (!sign || p[2] < '0' || p[2] > '9' || p[3] < '0' || p[3] > '9') return 0;
    exponent = (p[2] - '0') * 10 + p[3] - '0';
    *end = p + 4;
    return p[1] == '-' ? -exponent : exponent;
}

bool value_number(double *out, const char *text, const char **end)
{
    /* So that both parts are exact in a double, and the quotient the nearest
     * one. */
    enum { DIGITS_MAX = 15, POWER_MAX = 22 };
    int64_t whole = 0;
    int digits = 0, power = 0;
    bool point = false;
    const char *p = text;

    for (;; p++) {
        if (*p == '.' && !point && digits > 0) {
            point = true;
        } else if (*p >= '0' && *p <= '9') {
            if (++digits > DIGITS_MAX) return false;
            whole = whole * 10 + (*p - '0');
            if (point) power++;
        } else {
            break;
        }
    }
    if (digits == 0 || p[-1] == '.') return false;
    power -= read_exponent(p, end);
    if (power > POWER_MAX || power < -POWER_MAX) return false;
    double scale = 1;
    for (int i = power < 0 ? -power : power; i > 0; i--)
        scale *= 10;
    *out = power < 0 ? (double)whole * scale : (double)whole / scale;
    return true;
}

static void read_count(struct load *l, const struct yaml_node *node,
                       const struct field *field, uint32_t least, void *out)
{
    enum { COUNT_MAX = 1000000000 };
    const char *text = value_scalar(l, node, "a whole number"), *end;
    double number;

    if (!text) return;
    if (!value_number(&number, text, &end) || *end ||
        text[strspn(text, "0123456789")] || number < least) {
        load_wrong(l, node->position,
                   "\"%.64s\", expected a whole number of %u or more", text,
                   least);
        return;
    }
    if (number > COUNT_MAX) {
        load_wrong(l, node->position, "\"%.64s\", expected at most %d", text,
                   COUNT_MAX);
        return;
    }
    const uint32_t count = (uint32_t)number;
    memcpy(at(out, field->offset), &count, sizeof count);
}

void value_count(struct load *l, const struct yaml_node *node,
                 const struct field *field, void *out)
{
    read_count(l, node, field, 1, out);
}

void value_count_or_none(struct load *l, const struct yaml_node *node,
                         const struct field *field, void *out)
{
    read_count(l, node, field, 0, out);
}

void value_probability(struct load *l, const struct yaml_node *node,
                       const struct field *field, void *out)
{
    const char *text = value_scalar(l, node, "a probability"), *end;
    double number;

    if (!text) return;
    bool good = value_number(&number, text, &end);
    if (good && (strcmp(end, "%") == 0 || strcmp(end, " %") == 0)) {
        number /= 100;
        end += strlen(end);
    }
    if (!good || *end || number > 1) {
        load_wrong(l, node->position,
                   "\"%.64s\", expected a probability such as 1%% or 0.01",
                   text);
        return;
    }
    memcpy(at(out, field->offset), &number, sizeof number);
}

void value_instant(struct load *l, const struct yaml_node *node,
                   const struct field *field, void *out)
{
    const char *text = value_scalar(l, node, "a time");
    instant t;

    if (!text) return;
    if (instant_parse(&t, text)) {
        load_wrong(l, node->position, "\"%.64s\", expected %s", text,
                   instant_expected(text));
        return;
    }
    memcpy(at(out, field->offset), &t, sizeof t);
}

void value_span(struct load *l, const struct yaml_node *node,
                const struct field *field, void *out)
{
    const char *text = value_scalar(l, node, "a span"), *expected;
    duration d;

    if (!text) return;
    if (duration_parse(&d, text, &expected)) {
        load_wrong(l, node->position, "\"%.64s\", expected %s", text, expected);
        return;
    }
    memcpy(at(out, field->offset), &d, sizeof d);
}

void value_later(struct load *l, const struct yaml_node *node,
                 const struct field *field, void *out)
{
    (void)l, (void)node, (void)field, (void)out;
}
