#include "scenario/documents.h"

#include <string.h>

#include "scenario/channels.h"
#include "base/choices.h"
#include "scenario/reference.h"
#include "scenario/utf8.h"
#include "scenario/value.h"

static const char *const forms[] = {
    "note-verbale", "aide-memoire", "non-paper", "letter", "draft", "statement",
};
static const char *const classifications[] = {
    "unclassified", "restricted", "confidential", "secret", "top-secret",
};
static const char *const signs[] = {"none", "ed25519"};
static const char *const seals[] = {"none", "age", "hpke-base", "hpke-auth"};
static const char *const receipts[] = {"yes", "no"};
static const char *const marks[] = {"none", "per-copy"};
static const char *const sessions[] = {"none", "noise", "ratchet"};
static const char *const orders[] = {"sign-then-seal", "seal-then-sign"};
static const char *const paddings[] = {"none", "padme", "blocks"};

#define WORDS(array)                                   \
    {                                                  \
        .texts = (array), .count = FIELDS_COUNT(array) \
    }
const struct words documents_forms = WORDS(forms);
const struct words documents_classifications = WORDS(classifications);
const struct words documents_sign = WORDS(signs);
const struct words documents_seal = WORDS(seals);
const struct words documents_receipt = WORDS(receipts);
const struct words documents_mark = WORDS(marks);
const struct words documents_session = WORDS(sessions);
const struct words documents_order = WORDS(orders);
const struct words documents_padding = WORDS(paddings);

static const struct field marking_fields[] = {
    {.key = "classification",
     .read = value_word_text,
     .offset = offsetof(struct scenario_document, classification),
     .words = &documents_classifications},
    {.key = "releasable_to",
     .read = reference_parties,
     .offset = offsetof(struct scenario_document, releasable_to),
     .count = offsetof(struct scenario_document, releasable_count)},
};

const struct section documents_marking = {"a marking", marking_fields,
                                          FIELDS_COUNT(marking_fields)};

static void read_marking(struct load *l, const struct yaml_node *node,
                         const struct field *field, void *out)
{
    const struct yaml_node *given[FIELDS_COUNT(marking_fields)] = {NULL};
    struct scenario_document *document = out;

    (void)field;
    (void)fields_read(l, node, &documents_marking, document, given);
    document->marked = given[1] != NULL;
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
    fields_wrong(l, node->position, "%s, at \"%s\"", wrong, shown);
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
        fields_wrong(l, node->position, "no portion, expected one or more");
    document->portion_count =
        fields_names(l, node, "portion", SCENARIO_PORTIONS_MAX, names);
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
                            "portions of %zu bytes, expected no more than %d",
                            size, SCENARIO_DOCUMENT_MAX);
    document->portions = portions;
}

static const struct field fields[] = {
    {.key = "title",
     .read = value_text,
     .offset = offsetof(struct scenario_document, title)},
    {.key = "form",
     .read = value_word_text,
     .offset = offsetof(struct scenario_document, form),
     .words = &documents_forms},
    {.key = "author",
     .required = true,
     .read = reference_party,
     .offset = offsetof(struct scenario_document, author)},
    {.key = "marking", .read = read_marking},
    {.key = "portions", .required = true, .read = read_portions},
};

const struct section documents_section = {"a document", fields,
                                          FIELDS_COUNT(fields)};

void documents_read(struct load *l, const struct yaml_node *node,
                    const struct field *field, void *out)
{
    struct scenario *s = out;
    size_t count = fields_names(l, node, "document", SCENARIO_DOCUMENTS_MAX,
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
        (void)fields_read(l, n, &documents_section, document, NULL);
        s->document_count++;
    }
    s->documents = documents;
}

static void read_pattern(struct load *l, const struct yaml_node *node,
                         const struct field *field, void *out)
{
    const struct scenario_protection *protection = out;

    if (protection->session != SESSION_NOISE)
        fields_wrong(l, node->key_position,
                     "\"pattern\" goes with session: noise only");
    value_word_text(l, node, field, out);
}

static const struct field protection_fields[] = {
    {.key = "sign",
     .read = value_word,
     .offset = offsetof(struct scenario_protection, sign),
     .words = &documents_sign},
    {.key = "seal",
     .read = value_word,
     .offset = offsetof(struct scenario_protection, seal),
     .words = &documents_seal},
    {.key = "receipt",
     .read = value_yes_no,
     .offset = offsetof(struct scenario_protection, receipt),
     .words = &documents_receipt},
    {.key = "mark",
     .read = value_word,
     .offset = offsetof(struct scenario_protection, mark),
     .words = &documents_mark},
    {.key = "session",
     .read = value_word,
     .offset = offsetof(struct scenario_protection, session),
     .words = &documents_session},
    {.key = "pattern",
     .read = read_pattern,
     .offset = offsetof(struct scenario_protection, pattern),
     .words = &channels_handshakes},
    {.key = "order",
     .read = value_word,
     .offset = offsetof(struct scenario_protection, order),
     .words = &documents_order},
    {.key = "padding",
     .read = value_word,
     .offset = offsetof(struct scenario_protection, padding),
     .words = &documents_padding},
};

const struct section documents_protection = {"a protection", protection_fields,
                                             FIELDS_COUNT(protection_fields)};

/* An order is one of two things that are done. */
static void read_protection(struct load *l, const struct yaml_node *node,
                            struct scenario_protection *p)
{
    const struct yaml_node *given[FIELDS_COUNT(protection_fields)] = {NULL};

    (void)fields_read(l, node, &documents_protection, p, given);
    if (p->order != ORDER_SEAL_THEN_SIGN ||
        (p->sign != SIGN_NONE && p->seal != SEAL_NONE))
        return;
    for (size_t i = 0; i < FIELDS_COUNT(protection_fields); i++)
        if (protection_fields[i].words == &documents_order)
            fields_wrong(l, given[i]->position,
                         "seal-then-sign needs both a seal and a sign");
}

void documents_read_protection(struct load *l, const struct yaml_node *node,
                               const struct field *field, void *out)
{
    struct scenario *s = out;
    size_t count = fields_names(l, node, "protection", SCENARIO_PROTECTIONS_MAX,
                                &l->protections);
    struct scenario_protection *protections =
        arena_array(l->arena, count, sizeof *protections);
    const struct yaml_node *n = node->first;

    (void)field;
    for (size_t i = 0; i < count; i++, n = n->next) {
        protections[i] = (struct scenario_protection){
            .name = n->key,
            .session = SESSION_OF_CHANNEL,
            .position = n->key_position,
        };
        read_protection(l, n, &protections[i]);
    }
    s->protections = protections;
    s->protection_count = count;
}
