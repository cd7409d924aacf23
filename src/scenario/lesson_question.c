#include "scenario/lesson_question.h"

#include <string.h>

#include "scenario/value.h"

/* A question is read by its table: what it asks, and one of three forms of an
 * answer. Then it is seen that there is exactly one form. Choices stand under
 * their letters, from a on and in their order, and at least one of them is
 * right. */

static void *place_of(void *out, const struct field *field)
{
    return (char *)out + field->offset;
}

/* ---- Texts ---- */

void lesson_question_text(struct load *l, const struct yaml_node *node,
                          const struct field *field, void *out)
{
    static const struct field text = {.offset =
                                          offsetof(struct lesson_text, text)};
    struct lesson_text *t = place_of(out, field);

    value_text(l, node, &text, t);
    t->position = node->position;
}

bool lesson_question_list(struct load *l, const struct yaml_node *node,
                          const char *what)
{
    if (node->kind != YAML_SEQUENCE) {
        load_wrong(l, node->position, "expected a list of %s", what);
        return false;
    }
    if (node->count > LESSON_TEXTS_MAX) {
        scenario_errors_add(l->errors, ERR_LIMIT, node->position,
                            "%u %s, expected at most %d", node->count, what,
                            LESSON_TEXTS_MAX);
        return false;
    }
    return true;
}

void lesson_question_texts(struct load *l, const struct yaml_node *node,
                           const struct field *field, void *out)
{
    static const struct field whole = {.offset = 0};
    const bool list = node->kind == YAML_SEQUENCE;
    struct lesson_texts *texts = place_of(out, field);

    if (list ? !lesson_question_list(l, node, "texts") : yaml_is_empty(node))
        return;
    struct lesson_text *items =
        arena_array(l->arena, list ? node->count : 1, sizeof *items);
    *texts = (struct lesson_texts){.items = items};
    for (const struct yaml_node *n = list ? node->first : node; n;
         n = list ? n->next : NULL) {
        items[texts->count] = (struct lesson_text){.text = NULL};
        lesson_question_text(l, n, &whole, &items[texts->count]);
        if (items[texts->count].text) texts->count++;
    }
}

/* ---- Choices ---- */

#define CHOICE(name) offsetof(struct lesson_choice, name)

static const struct field choice_fields[] = {
    {.key = "say",
     .required = true,
     .read = lesson_question_text,
     .offset = CHOICE(say)},
    {.key = "because",
     .required = true,
     .read = lesson_question_text,
     .offset = CHOICE(because)},
    {.key = "right",
     .read = value_yes_no,
     .words = &value_yes_no_words,
     .offset = CHOICE(right)},
};

static const struct field_section choice_section = {"a choice", choice_fields,
                                                    FIELD_COUNT(choice_fields)};

static void read_choice(struct load *l, const struct yaml_node *node,
                        size_t place, struct lesson_choice *choice)
{
    const char expected[] = {(char)('a' + place), '\0'};

    *choice = (struct lesson_choice){.letter = node->key};
    if (strcmp(node->key, expected) != 0)
        load_wrong(l, node->key_position,
                   "\"%.64s\", expected the letter %s: choices go from a on",
                   node->key, expected);
    (void)field_read(l, node, &choice_section, choice, NULL);
}

static void read_choices(struct load *l, const struct yaml_node *node,
                         const struct field *field, void *out)
{
    struct lesson_question *q = out;
    bool right = false;

    (void)field;
    if (node->kind != YAML_MAPPING || node->count < LESSON_CHOICES_MIN ||
        node->count > LESSON_CHOICES_MAX) {
        load_wrong(l, node->position,
                   "expected %d to %d choices, under the letters from a on",
                   LESSON_CHOICES_MIN, LESSON_CHOICES_MAX);
        return;
    }
    struct lesson_choice *choices =
        arena_array(l->arena, node->count, sizeof *choices);
    q->choices = choices;
    for (const struct yaml_node *n = node->first; n; n = n->next) {
        read_choice(l, n, q->choice_count, &choices[q->choice_count]);
        right = right || choices[q->choice_count].right;
        q->choice_count++;
    }
    if (!right)
        load_wrong(l, node->key_position,
                   "no choice is right, expected \"right: yes\" in one of "
                   "them");
}

/* ---- Numbers and sentences ---- */

static void read_decimal(struct load *l, const struct yaml_node *node,
                         const struct field *field, void *out)
{
    const char *text = value_scalar(l, node, "a number"), *end;
    double number;

    if (!text) return;
    if (!value_number(&number, text, &end) || *end)
        load_wrong(l, node->position,
                   "\"%.64s\", expected a number such as 62 or 0.5", text);
    else
        memcpy(place_of(out, field), &number, sizeof number);
}

static void read_run(struct load *l, const struct yaml_node *node,
                     const struct field *field, void *out)
{
    const char *text = value_scalar(l, node, "1 or 2, the number of a run");
    struct lesson_question *q = out;

    (void)field;
    if (!text) return;
    if (strcmp(text, "1") != 0 && strcmp(text, "2") != 0)
        load_wrong(l, node->position,
                   "\"%.64s\", expected 1 or 2, the number of a run", text);
    else
        q->run = text[0] == '1' ? 1 : 2;
}

#define MEMBER(name) offsetof(struct lesson_question, name)

static const struct field number_fields[] = {
    {.key = "is", .required = true, .read = read_decimal, .offset = MEMBER(is)},
    {.key = "within",
     .required = true,
     .read = read_decimal,
     .offset = MEMBER(within)},
    {.key = "unit", .read = value_text, .offset = MEMBER(unit)},
    {.key = "because",
     .required = true,
     .read = lesson_question_text,
     .offset = MEMBER(because)},
    {.key = "below",
     .required = true,
     .read = lesson_question_text,
     .offset = MEMBER(below)},
    {.key = "above",
     .required = true,
     .read = lesson_question_text,
     .offset = MEMBER(above)},
};

static const struct field_section number_section = {"a number", number_fields,
                                                    FIELD_COUNT(number_fields)};

static const struct field sentence_fields[] = {
    {.key = "true-in", .required = true, .read = read_run},
    {.key = "because",
     .required = true,
     .read = lesson_question_text,
     .offset = MEMBER(because)},
};

static const struct field_section sentence_section = {
    "a sentence", sentence_fields, FIELD_COUNT(sentence_fields)};

static void read_within(struct load *l, const struct yaml_node *node,
                        const struct field *field, void *out)
{
    (void)field_read(l, node, field->section, out, NULL);
}

/* ---- The question ---- */

enum lesson_question_key { ASK, CHOICES, NUMBER, SENTENCE };

static const struct field fields[] = {
    [ASK] = {.key = "ask",
             .required = true,
             .read = lesson_question_text,
             .offset = MEMBER(ask)},
    [CHOICES] = {.key = "choices",
                 .read = read_choices,
                 .section = &choice_section,
                 .named = true},
    [NUMBER] = {.key = "number",
                .read = read_within,
                .section = &number_section},
    [SENTENCE] = {.key = "sentence",
                  .read = read_within,
                  .section = &sentence_section},
};

const struct field_section lesson_question_section = {"a question", fields,
                                                      FIELD_COUNT(fields)};

void lesson_question_read(struct load *l, const struct yaml_node *node,
                          const struct field *field, void *out)
{
    const struct yaml_node *given[FIELD_COUNT(fields)] = {NULL};
    struct lesson_question *q = place_of(out, field);
    unsigned forms = 0;

    *q = (struct lesson_question){.position = node->position};
    if (!field_read(l, node, &lesson_question_section, q, given)) return;
    for (unsigned i = CHOICES; i <= SENTENCE; i++) {
        if (!given[i]) continue;
        q->answer = (enum lesson_answer)(LESSON_CHOICE + (i - CHOICES));
        forms++;
    }
    if (forms != 1)
        load_wrong(l, node->position,
                   "%s, expected one of \"choices\", \"number\" and "
                   "\"sentence\"",
                   forms == 0 ? "no form of an answer"
                              : "more than one form of an answer");
}
