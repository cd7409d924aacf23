/* The JSON Schemas that editors complete from, of scenarios and of studies,
 * held against the loaders. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cjson/cJSON.h>
#include <cmocka.h>

#include "scenario/design.h"
#include "scenario/design_words.h"
#include "scenario/distribution.h"
#include "scenario/entries.h"
#include "scenario/sentence.h"

static char *read_text(const char *path)
{
    FILE *f = fopen(path, "rb");
    const size_t capacity = 1 << 20;
    char *text = calloc(1, capacity + 1);

    assert_non_null(f);
    assert_non_null(text);
    assert_in_range(fread(text, 1, capacity, f), 1, capacity - 1);
    fclose(f);
    return text;
}

static cJSON *load_named(const char *name)
{
    char path[512];

    snprintf(path, sizeof path, SOURCE_DIR "/scenarios/%s.schema.json", name);
    char *text = read_text(path);
    cJSON *schema = cJSON_Parse(text);

    free(text);
    assert_non_null(schema);
    return schema;
}

static cJSON *load_schema(void)
{
    return load_named("scenario");
}

static const cJSON *get(const cJSON *object, const char *key)
{
    const cJSON *item = cJSON_GetObjectItemCaseSensitive(object, key);

    if (!item) fail_msg("the schema has no \"%s\"", key);
    return item;
}

static bool lists(const cJSON *array, const char *text)
{
    const cJSON *item;

    cJSON_ArrayForEach(item, array) if (strcmp(cJSON_GetStringValue(item),
                                               text) == 0) return true;
    return false;
}

static void assert_words(const char *key, const cJSON *list,
                         const struct name_words *words)
{
    assert_int_equal(cJSON_GetArraySize(list), words->count);
    for (uint32_t i = 0; i < words->count; i++)
        if (!lists(list, words->texts[i]))
            fail_msg("%s: the schema lacks \"%s\"", key, words->texts[i]);
}

/* An older spelling is there too, marked so, and never beside the other. */
static void assert_alias(const cJSON *object, const struct field *field)
{
    const cJSON *rule;
    const cJSON *alias = get(get(object, "properties"), field->alias);

    assert_true(cJSON_IsTrue(get(alias, "deprecated")));
    cJSON_ArrayForEach(rule, get(object, "allOf"))
    {
        const cJSON *both = get(get(rule, "not"), "required");
        if (lists(both, field->key) && lists(both, field->alias)) return;
    }
    fail_msg("the schema lets %s and %s stand together", field->key,
             field->alias);
}

/* The same keys, the same of them required, the same words. */
static void assert_section(const cJSON *object,
                           const struct field_section *section)
{
    const cJSON *properties = get(object, "properties");
    const cJSON *required =
        cJSON_GetObjectItemCaseSensitive(object, "required");
    uint32_t required_count = 0, alias_count = 0;

    assert_true(cJSON_IsFalse(get(object, "additionalProperties")));
    for (uint32_t i = 0; i < section->count; i++) {
        const struct field *field = &section->fields[i];
        const cJSON *property = get(properties, field->key);
        required_count += field->required ? 1 : 0;
        if (field->required != lists(required, field->key))
            fail_msg("%s: required here but not there", field->key);
        if (field->alias) assert_alias(object, field);
        alias_count += field->alias ? 1 : 0;
        if (!field->words) continue;
        const cJSON *holder =
            cJSON_GetObjectItemCaseSensitive(property, "items");
        if (holder) property = holder;
        const cJSON *ways = cJSON_GetObjectItemCaseSensitive(property, "anyOf");
        if (ways) property = cJSON_GetArrayItem(ways, 0);
        assert_words(field->key, get(property, "enum"), field->words);
    }
    assert_int_equal(cJSON_GetArraySize(properties),
                     section->count + alias_count);
    assert_int_equal(required ? cJSON_GetArraySize(required) : 0,
                     required_count);
}

/* The section of a key, and then of a key within. */
static const struct field_section *section_at(const char *key,
                                              const char *within)
{
    const struct field *field = field_find(&scenario_section, key);

    assert_non_null(field);
    if (within) field = field_find(field->section, within);
    assert_non_null(field);
    assert_non_null(field->section);
    return field->section;
}

static void test_sections(void **state)
{
    static const struct {
        const char *name, *key, *within;
    } sections[] = {
        {"clock", "clock", NULL},           {"party", "parties", NULL},
        {"rule", "parties", "accepts"},     {"generate", "generate", NULL},
        {"network", "generate", "network"}, {"channel", "channels", NULL},
        {"cover", "channels", "cover"},     {"group", "groups", NULL},
        {"document", "documents", NULL},    {"marking", "documents", "marking"},
        {"protection", "protection", NULL}, {"entry", "script", NULL},
        {"hazard", "script", "hazard"},     {"adversary", "adversary", NULL},
        {"lesson", "lesson", NULL},         {"question", "lesson", "predict"},
        {"look", "lesson", "look"},         {"place", "lesson", "read"},
        {"fix", "lesson", "fix"},           {"exercise", "lesson", "check"},
    };
    static const struct {
        const char *name, *key, *within;
    } deeper[] = {
        {"choice", "predict", "choices"},
        {"number", "predict", "number"},
        {"trueIn", "predict", "sentence"},
        {"wrongFix", "fix", "wrong"},
    };
    cJSON *schema = load_schema();

    (void)state;
    assert_section(schema, &scenario_section);
    for (size_t i = 0; i < sizeof sections / sizeof *sections; i++)
        assert_section(get(get(schema, "$defs"), sections[i].name),
                       section_at(sections[i].key, sections[i].within));
    for (size_t i = 0; i < sizeof deeper / sizeof *deeper; i++)
        assert_section(
            get(get(schema, "$defs"), deeper[i].name),
            field_find(section_at("lesson", deeper[i].key), deeper[i].within)
                ->section);
    cJSON_Delete(schema);
}

static void test_distributions(void **state)
{
    cJSON *schema = load_schema();
    const cJSON *defs = get(schema, "$defs");
    const cJSON *object =
        cJSON_GetArrayItem(get(get(defs, "distribution"), "anyOf"), 1);

    (void)state;
    assert_int_equal(cJSON_GetArraySize(get(object, "properties")),
                     DISTRIBUTION_COUNT);
    for (uint32_t i = 0; i < DISTRIBUTION_COUNT; i++) {
        const char *name = distribution_words.texts[i];
        (void)get(get(object, "properties"), name);
        if (i != DISTRIBUTION_EMPIRICAL)
            assert_section(get(defs, name), &distribution_sections[i]);
    }
    cJSON_Delete(schema);
}

/* Each verb is one of the ways an entry can be. */
static void test_verbs(void **state)
{
    cJSON *schema = load_schema();
    const cJSON *entry = get(get(schema, "$defs"), "entry");
    const cJSON *ways =
        get(cJSON_GetArrayItem(get(entry, "allOf"), 0), "oneOf");
    const cJSON *way;
    uint32_t verb = 0;

    (void)state;
    assert_int_equal(cJSON_GetArraySize(ways), entries_verb_count);
    cJSON_ArrayForEach(way, ways) assert_true(
        lists(get(way, "required"), entries_section.fields[verb++].key));
    cJSON_Delete(schema);
}

static void test_predicates(void **state)
{
    static const char *const predicates[SENTENCE_COUNT] = {
#define WORDS(name, words, seen) words,
        SENTENCE_MAP(WORDS, WORDS)
#undef WORDS
    };
    cJSON *schema = load_schema();
    const char *pattern = cJSON_GetStringValue(
        get(get(get(schema, "$defs"), "sentence"), "pattern"));

    (void)state;
    for (unsigned i = 0; i < SENTENCE_COUNT; i++)
        if (!strstr(pattern, predicates[i]))
            fail_msg("the schema lacks \"%s\"", predicates[i]);
    cJSON_Delete(schema);
}

static void test_study(void **state)
{
    cJSON *schema = load_named("study");
    const cJSON *defs = get(schema, "$defs");

    (void)state;
    assert_section(schema, &design_section);
    assert_section(get(defs, "until"),
                   field_find(&design_section, "until")->section);
    assert_section(get(defs, "measure"),
                   field_find(&design_section, "measure")->section);
    cJSON_Delete(schema);
}

static void assert_described(const char *text, const char *word)
{
    char quoted[64];

    snprintf(quoted, sizeof quoted, "`%s`", word);
    if (!strstr(text, quoted)) fail_msg("the description lacks %s", quoted);
}

static void assert_section_described(const char *text,
                                     const struct field_section *section)
{
    for (uint32_t i = 0; i < section->count; i++) {
        const struct field *field = &section->fields[i];
        assert_described(text, field->key);
        if (field->section) assert_section_described(text, field->section);
    }
}

/* The description of the language names each key, verb and predicate. */
static void test_description(void **state)
{
    char *text = read_text(SOURCE_DIR "/docs/scenarios.md");

    (void)state;
    assert_section_described(text, &scenario_section);
#define WORDS(name, words, seen) assert_described(text, words);
    SENTENCE_MAP(WORDS, WORDS)
#undef WORDS
    free(text);
}

/* That of studies names each key, quantity and file's column. */
static void test_study_description(void **state)
{
    char *text = read_text(SOURCE_DIR "/docs/studies.md");

    (void)state;
    assert_section_described(text, &design_section);
    for (unsigned i = 0; i < DESIGN_QUANTITY_COUNT; i++)
        assert_described(text, design_words_quantity((enum design_quantity)i));
    free(text);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_sections),
        cmocka_unit_test(test_distributions),
        cmocka_unit_test(test_verbs),
        cmocka_unit_test(test_predicates),
        cmocka_unit_test(test_description),
        cmocka_unit_test(test_study),
        cmocka_unit_test(test_study_description),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
