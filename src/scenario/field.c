#include "scenario/field.h"

#include <assert.h>
#include <stdio.h>
#include <string.h>

/* The ordinary way: a section's reader calls field_read with its table and the
 * struct to fill. field_read first assigns each key of the mapping to its
 * field, noting unknown and repeated ones; then calls each given field's reader
 * in the order of the table, and notes required fields that are missing.
 * Sections whose mappings stand under names call field_names before that, to
 * check and index the names. */

/* The keys of a section as words, to search and to list. */
static struct name_words keys_of(const struct field_section *section,
                                 const char *texts[FIELD_MAX])
{
    assert(section->count <= FIELD_MAX);
    for (uint32_t i = 0; i < section->count; i++)
        texts[i] = section->fields[i].key;
    return (struct name_words){.texts = texts, .count = section->count};
}

/* Where to say that a mapping lacks something: at its name if it has one. */
static struct scenario_position field_place(const struct yaml_node *node)
{
    return node->key ? node->key_position : node->position;
}

const struct field *field_find(const struct field_section *section,
                               const char *key)
{
    for (uint32_t i = 0; i < section->count; i++) {
        const struct field *field = &section->fields[i];
        if (strcmp(field->key, key) == 0 ||
            (field->alias && strcmp(field->alias, key) == 0))
            return field;
    }
    return NULL;
}

/* Equal keys are the parser's to note; two spellings of one key are not. */
static void note_twice(struct load *l, const struct yaml_node *first,
                       const struct yaml_node *second)
{
    if (strcmp(first->key, second->key) != 0)
        load_wrong(l, second->key_position,
                   "\"%s\" and \"%s\" are the same key, expected one of them",
                   first->key, second->key);
}

/* A misspelt section or required key is read as the key that it is near, so
 * that not all that rests on it is missed as well. The true key, should it
 * follow, takes its place. */
static void field_unknown(struct load *l, const struct yaml_node *node,
                          const struct field_section *section,
                          const struct name_words *keys,
                          const struct yaml_node *meant[FIELD_MAX])
{
    char what[SCENARIO_NAME_MAX];

    snprintf(what, sizeof what, "key of %s", section->name);
    load_unknown_word(l, node->key_position, what, node->key, keys);

    const char *guess = name_words_near(keys, node->key);
    const struct field *field = guess ? field_find(section, guess) : NULL;

    if (field && (field->required || field->section))
        meant[field - section->fields] = node;
}

bool field_read(struct load *l, const struct yaml_node *node,
                const struct field_section *section, void *out,
                const struct yaml_node **given)
{
    const struct yaml_node *nodes[FIELD_MAX] = {NULL};
    const struct yaml_node *meant[FIELD_MAX] = {NULL};
    const char *texts[FIELD_MAX];
    const struct name_words keys = keys_of(section, texts);

    if (node->kind != YAML_MAPPING && !yaml_is_empty(node)) {
        load_wrong(l, node->position, "expected %s: a mapping with %s",
                   section->name, name_words_list(&keys, l->arena));
        return false;
    }
    for (const struct yaml_node *n = node->first; n; n = n->next) {
        const struct field *field = field_find(section, n->key);
        const struct yaml_node **node_of =
            field ? &nodes[field - section->fields] : NULL;
        if (!node_of)
            field_unknown(l, n, section, &keys, meant);
        else if (*node_of)
            note_twice(l, *node_of, n);
        else
            *node_of = n;
    }
    for (uint32_t i = 0; i < section->count; i++) {
        const struct field *field = &section->fields[i];
        if (!nodes[i]) nodes[i] = meant[i];
        if (nodes[i])
            field->read(l, nodes[i], field, out);
        else if (field->required)
            load_wrong(l, field_place(node), "missing \"%s\", expected in %s",
                       field->key, section->name);
    }
    if (given) memcpy(given, nodes, section->count * sizeof *given);
    return true;
}

static bool is_name(const char *text)
{
    size_t size = strspn(text, "abcdefghijklmnopqrstuvwxyz0123456789-");

    return size > 0 && size <= SCENARIO_NAME_MAX && text[size] == '\0';
}

static const char *article(const char *noun)
{
    return strchr("aeiou", noun[0]) ? "an" : "a";
}

size_t field_names(struct load *l, const struct yaml_node *node,
                   const char *what, size_t limit, struct names *names)
{
    *names = (struct names){0};
    if (node->kind != YAML_MAPPING) {
        names->unread = !yaml_is_empty(node);
        if (names->unread)
            load_wrong(l, node->position,
                       "expected a mapping with the name of each %s", what);
        return 0;
    }
    if (node->count > limit) {
        names->unread = true;
        scenario_errors_add(l->errors, ERR_LIMIT, field_place(node),
                            "%u names of %s %s, expected at most %zu",
                            node->count, article(what), what, limit);
        return 0;
    }
    for (const struct yaml_node *n = node->first; n; n = n->next)
        if (!is_name(n->key))
            load_wrong(l, n->key_position,
                       "\"%.64s\" is not a name of %s %s, expected a-z, 0-9 "
                       "and -, at most %d",
                       n->key, article(what), what, SCENARIO_NAME_MAX);
    *names = names_of_keys(l->arena, node);
    return node->count;
}
