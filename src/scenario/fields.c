#include "scenario/fields.h"

#include <assert.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

enum { NAMES_LISTED = 8 }; /* that an error shows of those declared */

void fields_wrong(struct load *l, struct position position, const char *format,
                  ...)
{
    char text[ERRMSG_SIZE];
    va_list args;

    va_start(args, format);
    vsnprintf(text, sizeof text, format, args);
    va_end(args);
    scenario_errors_add(l->errors, ERR_FORMAT, position, "%s", text);
}

/* The search for a guess is left out once no more errors are shown. */
static bool is_shown(struct load *l, struct position position)
{
    if (l->errors->count < l->errors->capacity) return true;
    fields_wrong(l, position, "unknown");
    return false;
}

void fields_unknown_word(struct load *l, struct position position,
                         const char *what, const char *word,
                         const struct words *words)
{
    if (!is_shown(l, position)) return;
    const char *guess = words_near(words, word);
    if (guess)
        fields_wrong(l, position, "unknown %s \"%.64s\"; did you mean \"%s\"?",
                     what, word, guess);
    else
        fields_wrong(l, position, "unknown %s \"%.64s\", expected %s", what,
                     word, words_list(words, l->arena));
}

void fields_unknown_name(struct load *l, struct position position,
                         const char *what, const char *name,
                         const struct names *names)
{
    const char *texts[NAMES_LISTED];

    if (!is_shown(l, position)) return;
    const char *guess = names_near(names, name);
    if (guess) {
        fields_wrong(l, position, "unknown %s \"%.64s\"; did you mean \"%s\"?",
                     what, name, guess);
        return;
    }
    if (names->count == 0) {
        fields_wrong(l, position, "unknown %s \"%.64s\", for none is declared",
                     what, name);
        return;
    }
    struct words listed = {.texts = texts};
    for (; listed.count < names->count && listed.count < NAMES_LISTED;
         listed.count++)
        texts[listed.count] = names->items[listed.count].text;
    fields_wrong(l, position, "unknown %s \"%.64s\", expected %s%s", what, name,
                 names->count > NAMES_LISTED ? "a declared one such as " : "",
                 words_list(&listed, l->arena));
}

/* The keys of a section as words, to search and to list. */
static struct words keys_of(const struct section *section,
                            const char *texts[FIELDS_MAX])
{
    assert(section->count <= FIELDS_MAX);
    for (uint32_t i = 0; i < section->count; i++)
        texts[i] = section->fields[i].key;
    return (struct words){.texts = texts, .count = section->count};
}

/* Where to say that a mapping lacks something: at its name if it has one. */
static struct position place(const struct yaml_node *node)
{
    return node->key ? node->key_position : node->position;
}

bool fields_read(struct load *l, const struct yaml_node *node,
                 const struct section *section, void *out,
                 const struct yaml_node **given)
{
    const struct yaml_node *nodes[FIELDS_MAX] = {NULL};
    const char *texts[FIELDS_MAX];
    const struct words keys = keys_of(section, texts);
    char what[SCENARIO_NAME_MAX];

    snprintf(what, sizeof what, "key of %s", section->name);
    if (node->kind != YAML_MAPPING && !yaml_is_empty(node)) {
        fields_wrong(l, node->position, "expected %s: a mapping with %s",
                     section->name, words_list(&keys, l->arena));
        return false;
    }
    for (const struct yaml_node *n = node->first; n; n = n->next) {
        uint32_t i = words_find(&keys, n->key);
        if (i == NAMES_NONE)
            fields_unknown_word(l, n->key_position, what, n->key, &keys);
        else if (!nodes[i])
            nodes[i] = n;
    }
    for (uint32_t i = 0; i < section->count; i++) {
        const struct field *field = &section->fields[i];
        if (nodes[i])
            field->read(l, nodes[i], field, out);
        else if (field->required)
            fields_wrong(l, place(node), "missing \"%s\", expected in %s",
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

size_t fields_names(struct load *l, const struct yaml_node *node,
                    const char *what, size_t limit, struct names *names)
{
    *names = (struct names){0};
    if (node->kind != YAML_MAPPING) {
        if (!yaml_is_empty(node))
            fields_wrong(l, node->position,
                         "expected a mapping with the name of each %s", what);
        return 0;
    }
    if (node->count > limit) {
        scenario_errors_add(l->errors, ERR_LIMIT, place(node),
                            "%u times %s %s, expected no more than %zu",
                            node->count, article(what), what, limit);
        return 0;
    }
    for (const struct yaml_node *n = node->first; n; n = n->next)
        if (!is_name(n->key))
            fields_wrong(l, n->key_position,
                         "\"%.64s\" is no name of %s %s, expected a-z, 0-9 "
                         "and -, up to %d",
                         n->key, article(what), what, SCENARIO_NAME_MAX);
    *names = names_of_keys(l->arena, node);
    return node->count;
}
