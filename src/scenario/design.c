#include "scenario/design.h"

#include <assert.h>
#include <string.h>

#include "scenario/design_factors.h"
#include "scenario/design_measures.h"
#include "scenario/value.h"

/* A study's file is read as a scenario is, by tables of keys: first what is
 * studied and how often, then what varies (design_factors), then what is
 * measured and expected (design_measures). Its sentences are kept as they
 * stand, with their places: what they name is known only once a point's
 * scenario has been read. */

static void read_version(struct load *l, const struct yaml_node *node,
                         const struct field *field, void *out)
{
    const char *text = value_scalar(l, node, "1");

    (void)field, (void)out;
    if (text && strcmp(text, "1") != 0)
        load_wrong(l, node->position, "version \"%.64s\", expected 1", text);
}

/* uint64_t: a count. */
static void read_number(struct load *l, const struct yaml_node *node,
                        const struct field *field, void *out)
{
    const struct field count = {0};
    uint32_t number = 0;

    value_count(l, node, &count, &number);
    if (number > DESIGN_RUNS_MAX)
        load_wrong(l, node->position, "\"%.64s\", expected at most %d",
                   node->text, DESIGN_RUNS_MAX);
    *(uint64_t *)((char *)out + field->offset) = number;
}

static const struct field until_fields[] = {
    {.key = "half-width",
     .required = true,
     .read = value_probability,
     .offset = offsetof(struct design, half_width)},
    {.key = "at most",
     .required = true,
     .read = read_number,
     .offset = offsetof(struct design, runs)},
};

static const struct field_section until_section = {"until", until_fields,
                                                   FIELD_COUNT(until_fields)};

static void read_until(struct load *l, const struct yaml_node *node,
                       const struct field *field, void *out)
{
    const struct yaml_node *given[FIELD_COUNT(until_fields)] = {NULL};
    struct design *d = out;

    (void)field;
    if (d->runs > 0)
        load_wrong(l, node->key_position,
                   "\"until\" beside \"runs\", expected one of them");
    const bool whole = field_read(l, node, &until_section, d, given);
    if (whole && given[0] && (d->half_width <= 0 || d->half_width > 0.25))
        load_wrong(l, given[0]->position,
                   "\"%.64s\", expected a half-width above 0 and up to 25%%",
                   given[0]->text);
}

static const char *const worlds[] = {"real", "stand-in"};
static const struct name_words world_words = FIELD_WORDS(worlds);

static void read_crypto(struct load *l, const struct yaml_node *node,
                        const struct field *field, void *out)
{
    const struct field word = {.key = field->key, .words = field->words};
    struct design *d = out;
    uint32_t place = 0;

    value_word(l, node, &word, &place);
    d->stand_in = place == 1;
}

static const struct field fields[] = {
    {.key = "study", .required = true, .read = read_version},
    {.key = "title",
     .read = value_text,
     .offset = offsetof(struct design, title)},
    {.key = "scenario",
     .required = true,
     .read = value_text,
     .offset = offsetof(struct design, scenario)},
    {.key = "seed",
     .read = read_number,
     .offset = offsetof(struct design, seed)},
    {.key = "runs",
     .read = read_number,
     .offset = offsetof(struct design, runs)},
    {.key = "until", .read = read_until, .section = &until_section},
    {.key = "crypto", .read = read_crypto, .words = &world_words},
    {.key = "vary", .read = design_factors_vary},
    {.key = "settings", .read = design_factors_settings},
    {.key = "measure",
     .read = design_measures_read,
     .section = &design_measures_section,
     .named = true},
    {.key = "expect", .read = design_measures_expect},
};

const struct field_section design_section = {"a study", fields,
                                             FIELD_COUNT(fields)};

static void design_init(struct design *d, const char *name)
{
    *d = (struct design){.seed = 1};
    arena_init(&d->arena);
    d->name = arena_text(&d->arena, name);
    d->title = d->name;
    d->factors = arena_array(&d->arena, DESIGN_FACTORS_MAX, sizeof *d->factors);
    d->measures =
        arena_array(&d->arena, DESIGN_MEASURES_MAX, sizeof *d->measures);
}

void design_fini(struct design *d)
{
    arena_fini(&d->arena);
    *d = (struct design){0};
}

enum err design_parse(struct design *d, const char *name, struct bytes source,
                      struct scenario_errors *errors)
{
    struct load l = {.errors = errors};

    design_init(d, name);
    l.arena = &d->arena;
    const struct yaml_node *tree = yaml_parse(&d->arena, source, errors);
    if (tree && !load_is_other(&l, tree, "study", "demarche",
                               "this is a scenario, not a study; to run it "
                               "once: demarche run FILE, or many times: "
                               "demarche sweep FILE"))
        (void)field_read(&l, tree, &design_section, d, NULL);
    if (tree && !errors->code && d->measure_count + d->expectation_count == 0)
        load_wrong(&l, tree->position,
                   "nothing is measured, expected \"measure\" or \"expect\"");
    if (tree && !errors->code && design_points(d) > DESIGN_POINTS_MAX)
        scenario_errors_add(errors, ERR_LIMIT, tree->position,
                            "%zu points, expected at most %d", design_points(d),
                            DESIGN_POINTS_MAX);
    if (d->runs == 0) d->runs = DESIGN_RUNS;
    scenario_errors_sort(errors);
    if (errors->code) design_fini(d);
    return errors->code;
}

size_t design_points(const struct design *d)
{
    size_t points = 1;

    for (size_t i = 0; i < d->factor_count && points <= DESIGN_POINTS_MAX; i++)
        points *= d->factors[i].level_count;
    return points;
}

const struct design_level *design_level_at(const struct design *d, size_t point,
                                           size_t factor)
{
    assert(factor < d->factor_count);
    for (size_t i = d->factor_count - 1; i > factor; i--)
        point /= d->factors[i].level_count;
    return &d->factors[factor].levels[point % d->factors[factor].level_count];
}

/* True if another factor's path ends as this one does. */
static bool is_taken(const struct design *d, size_t factor, const char *end)
{
    const size_t size = strlen(end);

    for (size_t i = 0; i < d->factor_count; i++) {
        const size_t whole = strlen(d->factors[i].name);
        if (i != factor && whole >= size &&
            strcmp(d->factors[i].name + whole - size, end) == 0)
            return true;
    }
    return false;
}

const char *design_factor_name(const struct design *d, size_t factor)
{
    const char *name = d->factors[factor].name, *end = name + strlen(name);

    while (end > name && (*end != '.' || is_taken(d, factor, end)))
        end--;
    return *end == '.' ? end + 1 : end;
}
