#include "scenario/design_factors.h"

#include <string.h>

#include "scenario/value.h"

/* A value of a factor is a text that takes the place of another in a scenario's
 * file, so it is kept as it stands. A range is a list that is written shorter:
 * its numbers keep the unit that both of its ends have. Settings are one factor
 * of several paths, each of them a level with a name. */

static struct design_factor *add_factor(struct design *d, const char *name,
                                        size_t levels)
{
    struct design_factor *f = &d->factors[d->factor_count++];

    *f = (struct design_factor){
        .name = name,
        .levels = arena_array(&d->arena, levels, sizeof *f->levels)};
    return f;
}

static void add_level(struct design *d, struct design_factor *f,
                      const char *value, struct scenario_position position)
{
    struct design_level *level = &f->levels[f->level_count++];
    const char **changes = arena_array(&d->arena, 1, sizeof *changes);

    changes[0] = arena_format(&d->arena, "%s=%s", f->name, value);
    *level = (struct design_level){value, changes, 1, position};
}

static bool has_room(struct load *l, const struct design *d,
                     const struct yaml_node *node, size_t levels)
{
    if (d->factor_count == DESIGN_FACTORS_MAX)
        load_wrong(l, node->key_position,
                   "more than %d things that vary, expected fewer",
                   DESIGN_FACTORS_MAX);
    else if (levels == 0)
        load_wrong(l, node->position, "no value, expected a list of some");
    else if (levels > DESIGN_LEVELS_MAX)
        load_wrong(l, node->position, "%zu values, expected at most %d", levels,
                   DESIGN_LEVELS_MAX);
    else
        return true;
    return false;
}

/* A text in YAML's quotes. */
static const char *quote_value(struct arena *a, const char *text)
{
    char *out = arena_alloc(a, 2 * strlen(text) + 3), *p = out;

    *p++ = '"';
    for (; *text; text++) {
        if (*text == '"' || *text == '\\' || *text == '\n') *p++ = '\\';
        *p++ = *text == '\n' ? 'n' : *text;
    }
    *p++ = '"';
    *p = '\0';
    return out;
}

/* The source text of a value, in the quotes that keep it one. A dash, which
 * takes out what is there, can stand only in quotes. */
static const char *value_of(struct load *l, const struct yaml_node *node)
{
    const char *text = value_scalar(l, node, "a value, such as 4 h");

    if (!text || !node->quoted || strcmp(text, "-") == 0) return text;
    return quote_value(l->arena, text);
}

static bool has_level(const struct design_factor *f, const char *value)
{
    for (size_t i = 0; i < f->level_count; i++)
        if (strcmp(f->levels[i].label, value) == 0) return true;
    return false;
}

static void read_list(struct load *l, const struct yaml_node *node,
                      struct design *d)
{
    if (!has_room(l, d, node, node->count)) return;
    struct design_factor *f = add_factor(d, node->key, node->count);
    for (const struct yaml_node *n = node->first; n; n = n->next) {
        const char *value = value_of(l, n);
        if (!value) continue;
        if (has_level(f, value))
            load_wrong(l, n->position, "%.64s twice, expected once", value);
        else
            add_level(d, f, value, n->position);
    }
}

struct design_factors_range {
    const char *from, *to;
    uint32_t steps;
};

static const struct field range_fields[] = {
    {.key = "from",
     .required = true,
     .read = value_text,
     .offset = offsetof(struct design_factors_range, from)},
    {.key = "to",
     .required = true,
     .read = value_text,
     .offset = offsetof(struct design_factors_range, to)},
    {.key = "steps",
     .required = true,
     .read = value_count,
     .offset = offsetof(struct design_factors_range, steps)},
};

static const struct field_section range_section = {"a range", range_fields,
                                                   FIELD_COUNT(range_fields)};

static void read_range(struct load *l, const struct yaml_node *node,
                       struct design *d)
{
    struct design_factors_range r = {0};
    const char *unit, *same;
    double from, to;

    if (!field_read(l, node, &range_section, &r, NULL) || !r.from || !r.to ||
        r.steps == 0 || !has_room(l, d, node, r.steps))
        return;
    if (r.steps < 2 || !value_number(&from, r.from, &unit) ||
        !value_number(&to, r.to, &same) || strcmp(unit, same) != 0 ||
        from == to) {
        load_wrong(l, node->position,
                   "expected a range such as {from: 1 h, to: 5 h, steps: 5}: "
                   "two numbers of one unit, and two steps or more");
        return;
    }
    struct design_factor *f = add_factor(d, node->key, r.steps);
    for (uint32_t i = 0; i < r.steps; i++) {
        const double x = from + (to - from) * i / (r.steps - 1);
        add_level(d, f, arena_format(l->arena, "%.10g%s", x, unit),
                  node->position);
    }
}

void design_factors_vary(struct load *l, const struct yaml_node *node,
                         const struct field *field, void *out)
{
    struct design *d = out;

    (void)field;
    if (node->kind != YAML_MAPPING) {
        load_wrong(l, node->position,
                   "expected a mapping of paths, such as "
                   "parties.press.readers, to lists of values");
        return;
    }
    for (const struct yaml_node *n = node->first; n; n = n->next) {
        if (n->kind == YAML_SEQUENCE)
            read_list(l, n, d);
        else if (n->kind == YAML_MAPPING)
            read_range(l, n, d);
        else
            load_wrong(l, n->position,
                       "a value, expected a list of values or a range");
    }
}

void design_factors_settings(struct load *l, const struct yaml_node *node,
                             const struct field *field, void *out)
{
    struct design *d = out;
    struct names names;
    const size_t count =
        field_names(l, node, "setting", DESIGN_LEVELS_MAX, &names);

    (void)field;
    if (!has_room(l, d, node, count)) return;
    struct design_factor *f = add_factor(d, DESIGN_SETTINGS, count);
    for (const struct yaml_node *n = node->first; n; n = n->next) {
        struct design_level *level = &f->levels[f->level_count++];
        *level =
            (struct design_level){.label = n->key, .position = n->key_position};
        if (n->kind != YAML_MAPPING && !yaml_is_empty(n)) {
            load_wrong(l, n->position, "expected a mapping of paths to values");
            continue;
        }
        level->changes =
            arena_array(l->arena, n->count, sizeof *level->changes);
        for (const struct yaml_node *v = n->first; v; v = v->next) {
            const char *value = value_of(l, v);
            if (value)
                level->changes[level->change_count++] =
                    arena_format(l->arena, "%s=%s", v->key, value);
        }
    }
}
