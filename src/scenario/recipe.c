#include "scenario/recipe.h"

#include <string.h>

#include "scenario/protections.h"

/* The mapping that would stand in a file. */
struct recipe_mapping {
    struct yaml_node node;
    struct yaml_node *last;
};

static bool recipe_has_key(const struct recipe_mapping *m, const char *key)
{
    for (const struct yaml_node *n = m->node.first; n; n = n->next)
        if (strcmp(n->key, key) == 0) return true;
    return false;
}

static void recipe_add_pair(struct recipe_mapping *m, struct arena *a,
                            const char *key, const char *value, uint32_t column)
{
    struct yaml_node *n = arena_alloc(a, sizeof *n);

    *n = (struct yaml_node){
        .kind = YAML_SCALAR,
        .literal = true,
        .position = {1, column + (uint32_t)(value - key)},
        .text = value,
        .key = key,
        .key_position = {1, column},
    };
    if (m->last)
        m->last->next = n;
    else
        m->node.first = n;
    m->last = n;
    m->node.count++;
}

static void recipe_split(struct recipe_mapping *m, struct arena *a,
                         const char *text, struct load *l)
{
    char *rest = arena_text(a, text);
    const char *const start = rest;

    for (char *part; (part = strsep(&rest, "+"));) {
        const uint32_t column = (uint32_t)(part - start) + 1;
        char *equals = strchr(part, '=');
        if (equals) *equals = '\0';
        if (!equals)
            load_wrong(l, (struct scenario_position){1, column},
                       "\"%.64s\" has no value, expected key=value", part);
        else if (recipe_has_key(m, part))
            load_wrong(l, (struct scenario_position){1, column},
                       "\"%.64s\" twice, expected once", part);
        else
            recipe_add_pair(m, a, part, equals + 1, column);
    }
}

enum err recipe_parse(struct scenario_protection *out, struct arena *a,
                      const char *text, struct scenario_errors *errors)
{
    struct load l = {.arena = a, .errors = errors};
    struct recipe_mapping m = {
        .node = {.kind = YAML_MAPPING, .flow = true, .position = {1, 1}}};

    recipe_split(&m, a, text, &l);
    *out = (struct scenario_protection){
        .name = arena_text(a, text),
        .session = SESSION_OF_CHANNEL,
        .position = {1, 1},
    };
    protections_read_one(&l, &m.node, out);
    scenario_errors_sort(errors);
    return errors->code;
}
