#include "scenario/distribution.h"

#include <string.h>

#include "scenario/value.h"

/* A span stands for a constant. Otherwise the mapping has one key, a name out
 * of the table below; the fields of that distribution are then read like those
 * of any section, and last the order of its parameters is checked. All
 * parameters become doubles: nanoseconds, or plain numbers for shapes. */

static void read_span(struct load *l, const struct yaml_node *node,
                      const struct field *field, void *out)
{
    const struct field as_span = {.key = field->key};
    duration d = -1;

    value_span(l, node, &as_span, &d);
    if (d < 0) return;
    const double ns = (double)d;
    memcpy((char *)out + field->offset, &ns, sizeof ns);
}

/* A span that the others are multiples of. */
static void read_scale(struct load *l, const struct yaml_node *node,
                       const struct field *field, void *out)
{
    double *ns = (double *)(void *)((char *)out + field->offset);

    *ns = -1;
    read_span(l, node, field, out);
    if (*ns == 0)
        load_wrong(l, node->position, "0, expected a span longer than 0");
}

static void read_shape(struct load *l, const struct yaml_node *node,
                       const struct field *field, void *out)
{
    const char *text = value_scalar(l, node, "a number"), *end;
    const double most = 100;
    double number;

    if (!text) return;
    if (!value_number(&number, text, &end) || *end || number <= 0 ||
        number > most) {
        load_wrong(l, node->position,
                   "\"%.64s\", expected a number above 0 and up to 100", text);
        return;
    }
    memcpy((char *)out + field->offset, &number, sizeof number);
}

#define A offsetof(struct scenario_distribution, a)
#define B offsetof(struct scenario_distribution, b)
#define C offsetof(struct scenario_distribution, c)

static const struct field constant[] = {
    {.key = "value", .required = true, .read = read_span, .offset = A},
};
static const struct field uniform[] = {
    {.key = "from", .required = true, .read = read_span, .offset = A},
    {.key = "to", .required = true, .read = read_span, .offset = B},
};
static const struct field exponential[] = {
    {.key = "mean", .required = true, .read = read_scale, .offset = A},
};
static const struct field lognormal[] = {
    {.key = "median", .required = true, .read = read_scale, .offset = A},
    {.key = "sigma", .required = true, .read = read_shape, .offset = B},
};
static const struct field scale_shape[] = {
    {.key = "scale", .required = true, .read = read_scale, .offset = A},
    {.key = "shape", .required = true, .read = read_shape, .offset = B},
};
static const struct field triangular[] = {
    {.key = "from", .required = true, .read = read_span, .offset = A},
    {.key = "mode", .required = true, .read = read_span, .offset = B},
    {.key = "to", .required = true, .read = read_span, .offset = C},
};

static const char *const names[DISTRIBUTION_COUNT] = {
    [DISTRIBUTION_CONSTANT] = "constant",
    [DISTRIBUTION_UNIFORM] = "uniform",
    [DISTRIBUTION_EXPONENTIAL] = "exponential",
    [DISTRIBUTION_LOGNORMAL] = "lognormal",
    [DISTRIBUTION_WEIBULL] = "weibull",
    [DISTRIBUTION_GAMMA] = "gamma",
    [DISTRIBUTION_TRIANGULAR] = "triangular",
    [DISTRIBUTION_EMPIRICAL] = "empirical",
};

const struct name_words distribution_words = {
    .texts = names,
    .count = DISTRIBUTION_COUNT,
};

const struct field_section distribution_sections[DISTRIBUTION_COUNT] = {
    [DISTRIBUTION_CONSTANT] = {"a constant", constant, FIELD_COUNT(constant)},
    [DISTRIBUTION_UNIFORM] = {"a uniform", uniform, FIELD_COUNT(uniform)},
    [DISTRIBUTION_EXPONENTIAL] = {"an exponential", exponential,
                                  FIELD_COUNT(exponential)},
    [DISTRIBUTION_LOGNORMAL] = {"a lognormal", lognormal,
                                FIELD_COUNT(lognormal)},
    [DISTRIBUTION_WEIBULL] = {"a weibull", scale_shape,
                              FIELD_COUNT(scale_shape)},
    [DISTRIBUTION_GAMMA] = {"a gamma", scale_shape, FIELD_COUNT(scale_shape)},
    [DISTRIBUTION_TRIANGULAR] = {"a triangular", triangular,
                                 FIELD_COUNT(triangular)},
    [DISTRIBUTION_EMPIRICAL] = {"an empirical", NULL, 0},
};

static void read_empirical(struct load *l, const struct yaml_node *node,
                           struct scenario_distribution *d)
{
    const struct field item = {.key = "empirical"};

    if (node->kind != YAML_SEQUENCE || node->count == 0) {
        load_wrong(l, node->position, "expected a list of spans");
        return;
    }
    duration *values = arena_array(l->arena, node->count, sizeof *values);
    for (const struct yaml_node *n = node->first; n; n = n->next)
        value_span(l, n, &item, &values[d->value_count++]);
    d->values = values;
}

static void check_order(struct load *l, const struct yaml_node *node,
                        const struct scenario_distribution *d)
{
    if (d->kind == DISTRIBUTION_UNIFORM && d->a > d->b)
        load_wrong(l, node->position, "expected from <= to");
    if (d->kind == DISTRIBUTION_TRIANGULAR && (d->a > d->b || d->b > d->c))
        load_wrong(l, node->position, "expected from <= mode <= to");
}

void distribution_read(struct load *l, const struct yaml_node *node,
                       const struct field *field, void *out)
{
    struct scenario_distribution d = {.kind = DISTRIBUTION_CONSTANT};

    if (node->kind == YAML_SCALAR) {
        read_span(l, node, &constant[0], &d);
    } else if (node->kind != YAML_MAPPING || node->count != 1) {
        load_wrong(l, node->position, "expected a span or one distribution: %s",
                   name_words_list(&distribution_words, l->arena));
    } else {
        const struct yaml_node *one = node->first;
        uint32_t kind = name_words_find(&distribution_words, one->key);
        if (kind == NAMES_NONE) {
            load_unknown_word(l, one->key_position, "distribution", one->key,
                              &distribution_words);
            return;
        }
        d.kind = (enum scenario_distribution_kind)kind;
        size_t before = l->errors->count;
        if (d.kind == DISTRIBUTION_EMPIRICAL)
            read_empirical(l, one, &d);
        else
            (void)field_read(l, one, &distribution_sections[kind], &d, NULL);
        if (l->errors->count == before) check_order(l, one, &d);
    }
    memcpy((char *)out + field->offset, &d, sizeof d);
}
