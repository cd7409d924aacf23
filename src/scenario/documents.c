#include "scenario/documents.h"

#include <string.h>

#include "base/choices.h"
#include "base/utf8.h"
#include "scenario/reference.h"
#include "scenario/value.h"

static const char *const forms[] = {
    "note-verbale", "aide-memoire", "non-paper", "letter", "draft", "statement",
};
static const char *const classifications[] = {
    "unclassified", "restricted", "confidential", "secret", "top-secret",
};

static const struct name_words form_words = FIELD_WORDS(forms);
static const struct name_words classification_words = {
    classifications, FIELD_COUNT(classifications)};

static const struct field marking_fields[] = {
    {.key = "classification",
     .read = value_word_text,
     .offset = offsetof(struct scenario_document, classification),
     .words = &classification_words},
    {.key = "releasable_to",
     .read = reference_parties,
     .offset = offsetof(struct scenario_document, releasable_to),
     .count = offsetof(struct scenario_document, releasable_count)},
};

static const struct field_section marking_section = {
    "a marking", marking_fields, FIELD_COUNT(marking_fields)};

static void read_marking(struct load *l, const struct yaml_node *node,
                         const struct field *field, void *out)
{
    const struct yaml_node *given[FIELD_COUNT(marking_fields)] = {NULL};
    struct scenario_document *document = out;

    (void)field;
    (void)field_read(l, node, &marking_section, document, given);
    document->limited = given[1] != NULL;
}

/* A text may leave a choice of words; each is shown by its first bytes. */
static void check_choices(struct load *l, const struct yaml_node *node,
                          const char *text)
{
    enum { SHOWN = 24 };
    struct bytes at;
    char shown[SHOWN];

    const char *wrong = choices_check(bytes_of_text(text), &at);
    if (!wrong) return;
    utf8_clean(shown, sizeof shown, at);
    load_wrong(l, node->position, "%s, at \"%s\"", wrong, shown);
}

static void read_portions(struct load *l, const struct yaml_node *node,
                          const struct field *field, void *out)
{
    struct scenario_document *document = out;
    struct names *names = &l->portions[l->s->document_count];
    const struct field text = {.offset =
                                   offsetof(struct scenario_portion, text)};
    size_t size = 0;

    (void)field;
    if (yaml_is_empty(node))
        load_wrong(l, node->position, "no portion, expected at least one");
    document->portion_count =
        field_names(l, node, "portion", SCENARIO_PORTIONS_MAX, names);
    struct scenario_portion *portions =
        arena_array(l->arena, document->portion_count, sizeof *portions);
    const struct yaml_node *n = node->first;
    for (size_t i = 0; i < document->portion_count; i++, n = n->next) {
        portions[i] = (struct scenario_portion){.name = n->key, .text = ""};
        value_text(l, n, &text, &portions[i]);
        check_choices(l, n, portions[i].text);
        size += strlen(portions[i].text);
    }
    if (size > SCENARIO_DOCUMENT_MAX)
        scenario_errors_add(l->errors, ERR_LIMIT, node->key_position,
                            "portions of %zu bytes, expected at most %d", size,
                            SCENARIO_DOCUMENT_MAX);
    document->portions = portions;
}

static const struct field fields[] = {
    {.key = "title",
     .read = value_text,
     .offset = offsetof(struct scenario_document, title)},
    {.key = "form",
     .read = value_word_text,
     .offset = offsetof(struct scenario_document, form),
     .words = &form_words},
    {.key = "author",
     .required = true,
     .read = reference_party,
     .offset = offsetof(struct scenario_document, author)},
    {.key = "marking", .read = read_marking, .section = &marking_section},
    {.key = "portions", .required = true, .read = read_portions},
};

const struct field_section documents_section = {"a document", fields,
                                                FIELD_COUNT(fields)};

void documents_read(struct load *l, const struct yaml_node *node,
                    const struct field *field, void *out)
{
    struct scenario *s = out;
    size_t count = field_names(l, node, "document", SCENARIO_DOCUMENTS_MAX,
                               &s->document_names);
    struct scenario_document *documents =
        arena_array(l->arena, count, sizeof *documents);
    const struct yaml_node *n = node->first;

    (void)field;
    l->portions = arena_array(l->arena, count, sizeof *l->portions);
    for (s->document_count = 0; s->document_count < count; n = n->next) {
        struct scenario_document *document = &documents[s->document_count];
        *document = (struct scenario_document){.name = n->key,
                                               .title = n->key,
                                               .form = "letter",
                                               .author = SCENARIO_NONE,
                                               .classification = "unclassified",
                                               .position = n->key_position};
        (void)field_read(l, n, &documents_section, document, NULL);
        s->document_count++;
    }
    s->documents = documents;
}
