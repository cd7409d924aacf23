#include "scenario/recipe.h"

#include <string.h>

#include "scenario/protections.h"

/* The mapping that would stand in a file. */
struct mapping {
    struct yaml_node node;
    struct yaml_node *last;
};

static bool has(const struct mapping *m, const char *key)
{
    for (const struct yaml_node *n = m->node.first; n; n = n->next)
        if (strcmp(n->key, key) == 0) return true;
    return false;
}

static void add(struct mapping *m, struct arena *a, const char *key,
                const char *value, uint32_t column)
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

static void split(struct mapping *m, struct arena *a, const char *text,
                  struct field_load *l)
{
    char *rest = arena_text(a, text);
    const char *const start = rest;

    for (char *part; (part = strsep(&rest, "+"));) {
        const uint32_t column = (uint32_t)(part - start) + 1;
        char *equals = strchr(part, '=');
        if (equals) *equals = '\0';
        if (!equals)
            field_wrong(l, (struct scenario_position){1, column},
                        "\"%.64s\" lacks its value, expected key=value", part);
        else if (has(m, part))
            field_wrong(l, (struct scenario_position){1, column},
                        "\"%.64s\" is given twice", part);
        else
            add(m, a, part, equals + 1, column);
    }
}

enum err recipe_parse(struct scenario_protection *out, struct arena *a,
                      const char *text, struct scenario_errors *errors)
{
    struct field_load l = {.arena = a, .errors = errors};
    struct mapping m = {
        .node = {.kind = YAML_MAPPING, .flow = true, .position = {1, 1}}};

    split(&m, a, text, &l);
    *out = (struct scenario_protection){
        .name = arena_text(a, text),
        .session = SESSION_OF_CHANNEL,
        .position = {1, 1},
    };
    protections_read_one(&l, &m.node, out);
    scenario_errors_sort(errors);
    return errors->code;
}
