#include "scenario/design_measures.h"

#include <stdio.h>
#include <string.h>

#include "scenario/design_words.h"
#include "scenario/value.h"

/* A measure is a sentence, or a mapping in which one of the keys of
 * DESIGN_KIND_MAP says what kind it is; then that key's row of `shapes` says
 * which others belong to it. All keys are read into one struct, of which the
 * kind then takes its own. An expectation is a key that says a share of the
 * runs, and its sentence. */

/* The keys of a mapping as they stand. */
struct design_measures_keys {
    struct design_sentence sentence, from, to, spread, count, given, document;
    struct design_sentence *first, *over;
    size_t first_count, over_count;
    uint32_t quantity;
};

static void read_sentence(struct load *l, const struct yaml_node *node,
                          const struct field *field, void *out)
{
    struct design_sentence *s =
        (struct design_sentence *)((char *)out + field->offset);

    s->text = value_scalar(l, node, "a sentence");
    s->position = node->position;
}

/* Tells whether the last of them says what one before it says. */
static bool is_said_before(const struct design_sentence *list, size_t last)
{
    for (size_t i = 0; list[last].text && i < last; i++)
        if (list[i].text && strcmp(list[i].text, list[last].text) == 0)
            return true;
    return false;
}

/* A list of sentences or names, or one alone. */
static void read_sentences(struct load *l, const struct yaml_node *node,
                           const struct field *field, void *out)
{
    const struct field each = {0};
    const bool one = node->kind == YAML_SCALAR;
    const size_t count = one ? 1 : node->count;
    struct design_sentence *list = arena_array(l->arena, count, sizeof *list);

    if (node->kind == YAML_MAPPING || count == 0) {
        load_wrong(l, node->position, "expected a list");
        return;
    }
    const struct yaml_node *n = one ? node : node->first;
    for (size_t i = 0; i < count; i++, n = n->next) {
        read_sentence(l, n, &each, &list[i]);
        if (is_said_before(list, i))
            load_wrong(l, n->position, "%.64s twice, expected once",
                       list[i].text);
    }
    memcpy((char *)out + field->offset, &list, sizeof list);
    memcpy((char *)out + field->count, &count, sizeof count);
}

static const char *const quantity_texts[] = {
#define DESIGN_QUANTITY(name, word, unit) word,
    DESIGN_QUANTITY_MAP(DESIGN_QUANTITY)
#undef DESIGN_QUANTITY
};

static const struct name_words quantity_words = FIELD_WORDS(quantity_texts);

enum design_measures_key {
    KEY_SENTENCE,
    KEY_FROM,
    KEY_SPREAD,
    KEY_COUNT,
    KEY_FIRST,
    KEY_QUANTITY,
    KEY_TO,
    KEY_OVER,
    KEY_DOCUMENT,
    KEY_GIVEN
};

#define ONE(member)        \
    .read = read_sentence, \
    .offset = offsetof(struct design_measures_keys, member)
#define SEVERAL(member)                                      \
    .read = read_sentences,                                  \
    .offset = offsetof(struct design_measures_keys, member), \
    .count = offsetof(struct design_measures_keys, member##_count)

static const struct field fields[] = {
    [KEY_SENTENCE] = {.key = "sentence", ONE(sentence)},
    [KEY_FROM] = {.key = "from", ONE(from)},
    [KEY_SPREAD] = {.key = "spread", ONE(spread)},
    [KEY_COUNT] = {.key = "count", ONE(count)},
    [KEY_FIRST] = {.key = "first", SEVERAL(first)},
    [KEY_QUANTITY] = {.key = "quantity",
                      .read = value_word,
                      .offset = offsetof(struct design_measures_keys, quantity),
                      .words = &quantity_words},
    [KEY_TO] = {.key = "to", ONE(to)},
    [KEY_OVER] = {.key = "over", SEVERAL(over)},
    [KEY_DOCUMENT] = {.key = "document", ONE(document)},
    [KEY_GIVEN] = {.key = "given", ONE(given)},
};

const struct field_section design_measures_section = {"a measure", fields,
                                                      FIELD_COUNT(fields)};

/* The keys that a kind may have beside its own and `given`; the second column
 * says whether it must. */
static const struct {
    enum design_measures_key key;
    bool required;
} shapes[DESIGN_KIND_COUNT] = {
    [DESIGN_SENTENCE] = {KEY_SENTENCE, true},
    [DESIGN_DELAY] = {KEY_TO, true},
    [DESIGN_SPREAD] = {KEY_OVER, false},
    [DESIGN_COUNT] = {KEY_OVER, false},
    [DESIGN_FIRST] = {KEY_FIRST, true},
    [DESIGN_QUANTITY] = {KEY_DOCUMENT, false},
};

/* It is 1 or 0 in a run: what is said of all runs is a share, as of a
 * sentence. */
static bool is_share(enum design_quantity quantity)
{
    return quantity == DESIGN_ATTRIBUTED || quantity == DESIGN_ACCUSED;
}

static bool takes_document(enum design_quantity quantity)
{
    return quantity >= DESIGN_HOLDERS && quantity < DESIGN_QUANTITY_COUNT;
}

/* Finds the kind, and checks which other keys are there. */
static bool find_kind(struct load *l, const struct yaml_node *node,
                      const struct yaml_node **given, struct design_measure *m)
{
    size_t kinds = 0;

    for (unsigned i = 0; i < DESIGN_KIND_COUNT; i++)
        if (given[i]) {
            m->kind = (enum design_kind)i;
            kinds++;
        }
    if (kinds != 1) {
        load_wrong(l, node->key_position,
                   "expected one of sentence, from, spread, count, first and "
                   "quantity");
        return false;
    }
    const enum design_measures_key other = shapes[m->kind].key;
    for (unsigned i = DESIGN_KIND_COUNT; i < KEY_GIVEN; i++)
        if (given[i] && i != other)
            load_wrong(l, given[i]->key_position,
                       "\"%s\" does not go with \"%s\"", fields[i].key,
                       design_words_kind(m->kind));
    if (shapes[m->kind].required && !given[other])
        load_wrong(l, node->key_position,
                   "missing \"%s\", expected beside \"%s\"", fields[other].key,
                   design_words_kind(m->kind));
    if (m->kind == DESIGN_QUANTITY &&
        takes_document(m->quantity) != (given[KEY_DOCUMENT] != NULL))
        load_wrong(l, given[KEY_QUANTITY]->position,
                   takes_document(m->quantity)
                       ? "\"%.64s\" is of a document, expected \"document\""
                       : "\"%.64s\" is of no document",
                   design_words_quantity(m->quantity));
    return true;
}

static struct design_sentence *some(struct arena *a, size_t count,
                                    const struct design_sentence *one,
                                    const struct design_sentence *two)
{
    struct design_sentence *list = arena_array(a, count, sizeof *list);

    list[0] = *one;
    if (two) list[1] = *two;
    return list;
}

static void read_mapping(struct load *l, const struct yaml_node *node,
                         struct design_measure *m)
{
    const struct yaml_node *given[FIELD_COUNT(fields)] = {NULL};
    struct design_measures_keys k = {0};

    if (!field_read(l, node, &design_measures_section, &k, given)) return;
    m->quantity = (enum design_quantity)k.quantity;
    if (!find_kind(l, node, given, m)) return;
    m->given = k.given;
    m->document = k.document;
    m->over = k.over;
    m->over_count = k.over_count;
    switch (m->kind) {
    case DESIGN_SENTENCE:
        m->sentences = some(l->arena, m->sentence_count = 1, &k.sentence, NULL);
        break;
    case DESIGN_DELAY:
        m->sentences = some(l->arena, m->sentence_count = 2, &k.from, &k.to);
        break;
    case DESIGN_SPREAD:
        m->sentences = some(l->arena, m->sentence_count = 1, &k.spread, NULL);
        break;
    case DESIGN_COUNT:
        m->sentences = some(l->arena, m->sentence_count = 1, &k.count, NULL);
        break;
    case DESIGN_FIRST:
        m->sentences = k.first;
        m->sentence_count = k.first_count;
        break;
    case DESIGN_QUANTITY:
        if (!is_share(m->quantity)) break;
        m->kind = DESIGN_SENTENCE;
        m->sentences = some(l->arena, m->sentence_count = 1, &k.document, NULL);
        m->sentences[0].text = design_words_quantity(m->quantity);
        break;
    case DESIGN_KIND_COUNT:
        break;
    }
}

void design_measures_read(struct load *l, const struct yaml_node *node,
                          const struct field *field, void *out)
{
    const struct field sentence = {0};
    struct design *d = out;
    struct names names;

    (void)field;
    if (field_names(l, node, "measure", DESIGN_MEASURES_MAX, &names) == 0)
        return;
    for (const struct yaml_node *n = node->first; n; n = n->next) {
        struct design_measure *m = &d->measures[d->measure_count++];
        *m = (struct design_measure){.name = n->key,
                                     .position = n->key_position};
        if (n->kind != YAML_SCALAR) {
            read_mapping(l, n, m);
            continue;
        }
        m->sentences = arena_array(l->arena, 1, sizeof *m->sentences);
        m->sentence_count = 1;
        read_sentence(l, n, &sentence, m->sentences);
    }
}

/* "at least 95 % of runs", "at most 5% of runs". */
static bool read_share(struct design_expectation *x, const char *text)
{
    static const char *const begins[] = {"at most ", "at least "};
    const char *end;

    for (size_t i = 0; i < FIELD_COUNT(begins); i++) {
        const size_t size = strlen(begins[i]);
        if (strncmp(text, begins[i], size) != 0 ||
            !value_number(&x->share, text + size, &end))
            continue;
        x->share /= 100;
        x->at_least = i == 1;
        end += *end == ' ';
        return strcmp(end, "% of runs") == 0 && x->share <= 1;
    }
    return false;
}

void design_measures_expect(struct load *l, const struct yaml_node *node,
                            const struct field *field, void *out)
{
    const struct field sentence = {
        .offset = offsetof(struct design_expectation, sentence)};
    struct design *d = out;

    (void)field;
    if (yaml_is_empty(node)) return;
    if (node->kind != YAML_SEQUENCE) {
        load_wrong(l, node->position, "expected a list of expectations");
        return;
    }
    d->expectations =
        arena_array(l->arena, node->count, sizeof *d->expectations);
    for (const struct yaml_node *n = node->first; n; n = n->next) {
        struct design_expectation *x = &d->expectations[d->expectation_count];
        *x = (struct design_expectation){0};
        if (n->kind != YAML_MAPPING || n->count != 1 ||
            !read_share(x, n->first->key)) {
            load_wrong(l, n->position,
                       "expected \"at least 95 %% of runs: SENTENCE\", or at "
                       "most");
            continue;
        }
        x->text = n->first->key;
        read_sentence(l, n->first, &sentence, x);
        d->expectation_count++;
    }
}
