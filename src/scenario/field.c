#include "scenario/field.h"

#include <assert.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

enum { NAMES_LISTED = 8 }; /* that an error shows of those declared */

void field_wrong(struct field_load *l, struct scenario_position position,
                 const char *format, ...)
{
    char text[ERRMSG_SIZE];
    va_list args;

    va_start(args, format);
    vsnprintf(text, sizeof text, format, args);
    va_end(args);
    scenario_errors_add(l->errors, ERR_FORMAT, position, "%s", text);
}

/* The search for a guess is left out once no more errors are shown. */
static bool is_shown(struct field_load *l, struct scenario_position position)
{
    if (l->errors->count < l->errors->capacity) return true;
    field_wrong(l, position, "unknown");
    return false;
}

void field_unknown_word(struct field_load *l, struct scenario_position position,
                        const char *what, const char *word,
                        const struct name_words *words)
{
    if (!is_shown(l, position)) return;
    const char *guess = name_words_near(words, word);
    if (guess)
        field_wrong(l, position, "unknown %s \"%.64s\"; did you mean \"%s\"?",
                    what, word, guess);
    else
        field_wrong(l, position, "unknown %s \"%.64s\", expected %s", what,
                    word, name_words_list(words, l->arena));
}

void field_unknown_name(struct field_load *l, struct scenario_position position,
                        const char *what, const char *name,
                        const struct names *names)
{
    const char *texts[NAMES_LISTED];

    if (!is_shown(l, position)) return;
    const char *guess = names_near(names, name);
    if (guess) {
        field_wrong(l, position, "unknown %s \"%.64s\"; did you mean \"%s\"?",
                    what, name, guess);
        return;
    }
    if (names->count == 0) {
        field_wrong(l, position, "unknown %s \"%.64s\", for none is declared",
                    what, name);
        return;
    }
    struct name_words listed = {.texts = texts};
    for (; listed.count < names->count && listed.count < NAMES_LISTED;
         listed.count++)
        texts[listed.count] = names->items[listed.count].text;
    field_wrong(l, position, "unknown %s \"%.64s\", expected %s%s", what, name,
                names->count > NAMES_LISTED ? "a declared one such as " : "",
                name_words_list(&listed, l->arena));
}

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
static struct scenario_position place(const struct yaml_node *node)
{
    return node->key ? node->key_position : node->position;
}

bool field_read(struct field_load *l, const struct yaml_node *node,
                const struct field_section *section, void *out,
                const struct yaml_node **given)
{
    const struct yaml_node *nodes[FIELD_MAX] = {NULL};
    const char *texts[FIELD_MAX];
    const struct name_words keys = keys_of(section, texts);
    char what[SCENARIO_NAME_MAX];

    snprintf(what, sizeof what, "key of %s", section->name);
    if (node->kind != YAML_MAPPING && !yaml_is_empty(node)) {
        field_wrong(l, node->position, "expected %s: a mapping with %s",
                    section->name, name_words_list(&keys, l->arena));
        return false;
    }
    for (const struct yaml_node *n = node->first; n; n = n->next) {
        uint32_t i = name_words_find(&keys, n->key);
        if (i == NAMES_NONE)
            field_unknown_word(l, n->key_position, what, n->key, &keys);
        else if (!nodes[i])
            nodes[i] = n;
    }
    for (uint32_t i = 0; i < section->count; i++) {
        const struct field *field = &section->fields[i];
        if (nodes[i])
            field->read(l, nodes[i], field, out);
        else if (field->required)
            field_wrong(l, place(node), "missing \"%s\", expected in %s",
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

size_t field_names(struct field_load *l, const struct yaml_node *node,
                   const char *what, size_t limit, struct names *names)
{
    *names = (struct names){0};
    if (node->kind != YAML_MAPPING) {
        if (!yaml_is_empty(node))
            field_wrong(l, node->position,
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
            field_wrong(l, n->key_position,
                        "\"%.64s\" is no name of %s %s, expected a-z, 0-9 "
                        "and -, up to %d",
                        n->key, article(what), what, SCENARIO_NAME_MAX);
    *names = names_of_keys(l->arena, node);
    return node->count;
}
