#include "scenario/lesson_claim.h"

#include <string.h>

#include "scenario/question.h"
#include "scenario/reference.h"
#include "scenario/value.h"
#include "scenario/yaml_flow.h"

/* A text is a sentence, and read as such. A mapping is measured: the first key
 * of some kind's table among its keys says which kind it is (find_kind), and
 * that table reads all of it. A claim from a text is read in the same way,
 * about a scenario that is there already: lesson_claim_parse makes a node of
 * the text, by the YAML reader where it is a mapping. */

#define LESSON_CLAIM_EXAMPLE "press never holds a-document"

static const char *const questions[] = {"document", "from", "to", "whether"};
static const char *const views[] = {"size", "time", "both"};
static const char *const audiences[] = {"author", "others"};

const struct name_words lesson_claim_questions = FIELD_WORDS(questions);
const struct name_words lesson_claim_views = FIELD_WORDS(views);
static const struct name_words audience_words = FIELD_WORDS(audiences);

/* "author" or "others". */
static void read_audience(struct load *l, const struct yaml_node *node,
                          const struct field *field, void *out)
{
    uint32_t place = 0;
    const struct field word = {.key = field->key, .words = &audience_words};

    value_word(l, node, &word, &place);
    ((struct lesson_claim *)out)->others = place == 1;
}

/* A party, or "nobody". */
static void read_named(struct load *l, const struct yaml_node *node,
                       const struct field *field, void *out)
{
    const char *text = value_scalar(l, node, "a party or nobody");

    if (text && strcmp(text, "nobody") != 0)
        reference_party(l, node, field, out);
}

#define MEMBER(name) offsetof(struct lesson_claim, name)

static const struct field attack_fields[] = {
    {.key = "attack",
     .required = true,
     .read = value_text,
     .offset = MEMBER(tactic)},
    {.key = "document",
     .alias = "on",
     .required = true,
     .read = reference_document,
     .offset = MEMBER(document)},
    {.key = "succeeds",
     .required = true,
     .read = value_yes_no,
     .words = &value_yes_no_words,
     .offset = MEMBER(succeeds)},
};

static const struct field metadata_fields[] = {
    {.key = "metadata",
     .required = true,
     .read = value_word,
     .words = &lesson_claim_questions,
     .offset = MEMBER(question)},
    {.key = "by",
     .required = true,
     .read = value_word,
     .words = &lesson_claim_views,
     .offset = MEMBER(view)},
    {.key = "at-most",
     .required = true,
     .read = value_probability,
     .offset = MEMBER(limit)},
};

static const struct field risk_fields[] = {
    {.key = "risk",
     .required = true,
     .read = reference_document,
     .offset = MEMBER(document)},
    {.key = "by",
     .required = true,
     .read = value_instant,
     .offset = MEMBER(by)},
    {.key = "at-most",
     .required = true,
     .read = value_probability,
     .offset = MEMBER(limit)},
};

static const struct field attribute_fields[] = {
    {.key = "attribute",
     .required = true,
     .read = reference_document,
     .offset = MEMBER(document)},
    {.key = "surfaced", .read = value_text, .offset = MEMBER(surfaced)},
    {.key = "for", .required = true, .read = read_audience},
    {.key = "names",
     .required = true,
     .read = read_named,
     .offset = MEMBER(names)},
    {.key = "at-least",
     .required = true,
     .read = value_probability,
     .offset = MEMBER(limit)},
};

/* The first key of each names the kind. */
static const struct field_section kinds[LESSON_CLAIM_COUNT] = {
    [LESSON_CLAIM_ATTACK] = {"an attack's claim", attack_fields,
                             FIELD_COUNT(attack_fields)},
    [LESSON_CLAIM_METADATA] = {"a claim of metadata", metadata_fields,
                               FIELD_COUNT(metadata_fields)},
    [LESSON_CLAIM_RISK] = {"a risk's claim", risk_fields,
                           FIELD_COUNT(risk_fields)},
    [LESSON_CLAIM_ATTRIBUTE] = {"an attribution's claim", attribute_fields,
                                FIELD_COUNT(attribute_fields)},
};

/* The kind that a mapping's keys name; SENTENCE after noting that none does. */
static enum lesson_claim_kind find_kind(struct load *l,
                                        const struct yaml_node *node)
{
    for (const struct yaml_node *n = node->first; n; n = n->next)
        for (unsigned k = 1; k < LESSON_CLAIM_COUNT; k++)
            if (strcmp(n->key, kinds[k].fields->key) == 0)
                return (enum lesson_claim_kind)k;
    load_wrong(l, node->position,
               "a claim of no kind, expected a sentence, or a mapping with "
               "attack, metadata, risk or attribute");
    return LESSON_CLAIM_SENTENCE;
}

static void check_time(struct load *l, const struct yaml_node *node,
                       const struct lesson_claim *c)
{
    if (c->kind == LESSON_CLAIM_RISK && l->has_clock && c->by != INSTANT_MIN &&
        (c->by <= l->s->start || c->by > l->s->end))
        load_wrong(l, node->position,
                   "the risk is asked for outside the clock, expected a time "
                   "after its start and up to its end");
}

void lesson_claim_read(struct load *l, const struct yaml_node *node,
                       struct lesson_claim *out)
{
    *out = (struct lesson_claim){.position = node->position,
                                 .text = "",
                                 .tactic = "",
                                 .document = SCENARIO_NONE,
                                 .names = SCENARIO_NONE,
                                 .by = INSTANT_MIN,
                                 .sentence = {.text = "",
                                              .party = SCENARIO_NONE,
                                              .document = SCENARIO_NONE}};
    if (node->kind == YAML_SEQUENCE || yaml_is_empty(node)) {
        (void)value_scalar(l, node,
                           "a sentence such as \"" LESSON_CLAIM_EXAMPLE "\"");
        return;
    }
    if (node->kind == YAML_SCALAR) {
        sentence_read(l, node, false, &out->sentence);
        out->text = out->sentence.text;
        return;
    }
    out->kind = find_kind(l, node);
    if (out->kind == LESSON_CLAIM_SENTENCE) return;
    out->text = yaml_flow(l->arena, node);
    (void)field_read(l, node, &kinds[out->kind], out, NULL);
    check_time(l, node, out);
}

enum err lesson_claim_parse(struct lesson_claim *out, struct arena *a,
                            const struct scenario *s, const char *text,
                            struct scenario_errors *errors)
{
    struct scenario known = *s;
    struct load l = question_load(a, &known, errors);
    const struct yaml_node *node =
        text[strspn(text, " ")] == '{'
            ? yaml_parse(a, bytes_of_text(text), errors)
            : question_node(a, text);

    if (node) lesson_claim_read(&l, node, out);
    scenario_errors_sort(errors);
    return errors->code;
}
