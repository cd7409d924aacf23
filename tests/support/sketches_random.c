#include <math.h>
#include <stdlib.h>

#include "plot/curves.h"
#include "plot/ecdf.h"
#include "plot/heatmap.h"
#include "plot/tornado.h"
#include "support/sketches.h"

/* Every size, kind and word of a picture is drawn from one seed. */
struct dice {
    struct arena arena;
    uint64_t state;
};

static double next_number(struct dice *d)
{
    d->state = d->state * 6364136223846793005u + 1442695040888963407u;
    return (double)(d->state >> 11) / 9007199254740992.0;
}

static size_t next_below(struct dice *d, size_t limit)
{
    return (size_t)(next_number(d) * (double)limit);
}

static const char *next_words(struct dice *d, size_t least, size_t most)
{
    static const char *const words[] = {"courier",
                                        "the",
                                        "of",
                                        "at",
                                        "WWW",
                                        "readers",
                                        "in",
                                        "two",
                                        "&",
                                        "<b>",
                                        "Donaudampfschifffahrtsgesellschaft",
                                        "it",
                                        "1,000",
                                        "\xe6\xbc\xa2",
                                        "\xd0\xb4\xd0\xb0",
                                        "embassy"};
    const size_t count = least + next_below(d, most - least + 1);
    const char *chosen[64];

    for (size_t i = 0; i < count; i++)
        chosen[i] = words[next_below(d, sizeof words / sizeof *words)];
    return count > 0 ? arena_join(&d->arena, chosen, count, " ") : NULL;
}

static struct picture_words next_heading(struct dice *d)
{
    return (struct picture_words){next_words(d, 1, 30), next_words(d, 0, 40),
                                  next_words(d, 1, 50), next_words(d, 0, 50)};
}

static struct axes_measure next_measure(struct dice *d, double *size)
{
    const struct axes_measure m = {.name = next_words(d, 0, 12),
                                   .kind = (enum rung_kind)next_below(d, 4),
                                   .is_difference = next_below(d, 2) == 0,
                                   .start = (instant)(next_number(d) * 4e18)};

    *size = m.kind == RUNG_SHARE ? 1 : 1e-3;
    for (size_t i = next_below(d, m.kind == RUNG_SHARE ? 2 : 20); i > 0; i--)
        *size *= 10;
    return m;
}

static struct interval next_interval(struct dice *d, double value, double size)
{
    return (struct interval){
        next_below(d, 9) == 0 ? -(double)INFINITY
                              : value - size * next_number(d),
        next_below(d, 9) == 0 ? (double)INFINITY
                              : value + size * next_number(d)};
}

static int compare_values(const void *a, const void *b)
{
    const double x = *(const double *)a, y = *(const double *)b;

    return (x > y) - (x < y);
}

static const double *next_values(struct dice *d, size_t count, double size,
                                 bool may_be_less)
{
    double *values = arena_array(&d->arena, count, sizeof *values);

    for (size_t i = 0; i < count; i++)
        values[i] = size * (next_number(d) - (may_be_less ? 0.5 : 0));
    qsort(values, count, sizeof *values, compare_values);
    return values;
}

static void draw_curves(struct dice *d, FILE *out)
{
    struct curves_series series[LOOK_LINES];
    double x_size, y_size;
    struct curves c = {.words = next_heading(d),
                       .x = next_measure(d, &x_size),
                       .y = next_measure(d, &y_size),
                       .at_risk = next_words(d, 0, 4),
                       .series = series,
                       .count = 1 + next_below(d, LOOK_LINES)};

    for (size_t i = 0; i < c.count; i++) {
        const size_t count = next_below(d, 30);
        const double *times = next_values(d, count, x_size, false);
        struct curves_point *points =
            arena_array(&d->arena, count, sizeof *points);
        series[i] = (struct curves_series){.label = next_words(d, 0, 9),
                                           .note = next_words(d, 0, 9),
                                           .before = y_size * next_number(d),
                                           .dot = y_size * next_number(d),
                                           .points = points,
                                           .count = count};
        for (size_t k = 0; k < count; k++) {
            const double value = y_size * next_number(d);
            points[k] = (struct curves_point){
                .at = times[k],
                .value = value,
                .band = next_interval(d, value, y_size / 4),
                .at_risk = (count - k) * 1000,
                .leaving = 1000,
                .censored = next_below(d, 3)};
        }
    }
    curves_draw(&c, out);
}

static void draw_ecdf(struct dice *d, FILE *out)
{
    struct ecdf_series series[LOOK_LINES];
    double size;
    struct ecdf e = {.words = next_heading(d),
                     .x = next_measure(d, &size),
                     .y_name = next_words(d, 0, 9),
                     .series = series,
                     .count = 1 + next_below(d, LOOK_LINES)};

    for (size_t i = 0; i < e.count; i++) {
        const size_t count = next_below(d, 50);
        series[i] =
            (struct ecdf_series){.label = next_words(d, 0, 9),
                                 .note = next_words(d, 0, 9),
                                 .is_picked = i == 2,
                                 .values = next_values(d, count, size, true),
                                 .count = count,
                                 .runs = count + next_below(d, 5),
                                 .half_width = next_number(d) - 0.5};
    }
    ecdf_draw(&e, out);
}

static struct heatmap_side next_side(struct dice *d, size_t most)
{
    const size_t count = 1 + next_below(d, most);
    const char **labels = arena_array(&d->arena, count, sizeof *labels);

    for (size_t i = 0; i < count; i++)
        labels[i] = next_words(d, 1, 3);
    return (struct heatmap_side){next_words(d, 0, 9), labels, count};
}

static void draw_heatmap(struct dice *d, FILE *out)
{
    double size;
    struct heatmap h = {.words = next_heading(d),
                        .x = next_side(d, next_below(d, 2) ? 8 : 40),
                        .y = next_side(d, 12),
                        .value = next_measure(d, &size)};
    const size_t count = h.x.count * h.y.count;
    struct heatmap_cell *cells = arena_array(&d->arena, count, sizeof *cells);

    for (size_t i = 0; i < count; i++) {
        const double value = size * next_number(d);
        cells[i] = (struct heatmap_cell){
            value, next_interval(d, value, size / 9), next_below(d, 20)};
    }
    h.cells = cells;
    heatmap_draw(&h, out);
}

static void draw_tornado(struct dice *d, FILE *out)
{
    double size;
    struct tornado t = {.words = next_heading(d),
                        .x = next_measure(d, &size),
                        .less = next_words(d, 0, 5),
                        .more = next_words(d, 0, 5),
                        .count = next_below(d, 15)};
    struct tornado_row *rows = arena_array(&d->arena, t.count, sizeof *rows);

    for (size_t i = 0; i < t.count; i++) {
        const double difference = size * (next_number(d) - 0.5);
        rows[i] = (struct tornado_row){next_words(d, 1, 6), next_words(d, 0, 9),
                                       difference,
                                       next_interval(d, difference, size / 5)};
    }
    t.rows = rows;
    tornado_draw(&t, out);
}

void sketches_draw_random(uint64_t seed, FILE *out)
{
    static void (*const kinds[])(struct dice *, FILE *) = {
        draw_curves, draw_ecdf, draw_heatmap, draw_tornado};
    struct dice d = {.state = seed * 7919 + 1};

    arena_init(&d.arena);
    kinds[seed % 4](&d, out);
    arena_fini(&d.arena);
}
