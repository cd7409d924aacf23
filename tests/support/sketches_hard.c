#include <math.h>

#include "plot/curves.h"
#include "plot/ecdf.h"
#include "plot/tornado.h"
#include "plot/heatmap.h"
#include "support/sketches.h"

#define LENGTH(array) (sizeof(array) / sizeof *(array))

static const struct picture_words plain = {.title = "A trial",
                                           .basis = "N = 0 runs."};

/* Breaks out of an attribute, an element, a comment and CDATA; not UTF-8;
 * forbidden in XML; turned around; wide; without a space. */
static const char *const hostile[] = {
    "\"/><script>alert(1)</script><text x=\"",
    "]]> & &amp; &#0; <!-- --> '",
    "\xff\xfe broken \xc3 here\x01\x1b[31m",
    "\xe2\x80\xae"
    "desrever \xef\xbf\xbe \xef\xbf\xbf nonsense",
    "\xe6\xbc\xa2\xe5\xad\x97\xe6\xbc\xa2\xe5\xad\x97\xe6\xbc\xa2\xe5\xad\x97"
    "\xe6\xbc\xa2\xe5\xad\x97\xe6\xbc\xa2\xe5\xad\x97\xe6\xbc\xa2\xe5\xad\x97",
    "Donaudampfschifffahrtsgesellschaftskapitaenswitwenrentenauszahlungsstelle"
    "Donaudampfschifffahrtsgesellschaftskapitaenswitwenrentenauszahlungsstelle",
};

static const struct picture_words hostile_words = {
    "</title><script>alert(1)</script> & <b>\xff</b> WWWWWWWWWWWWWWWWWWWWWWWWWW"
    "WWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWW"
    "WWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWW",
    "]]></desc><style>*{display:none}</style>",
    "\x02\x03 N = 1 run, \t a tab,\n a line's end, and so many words that they "
    "do not go into one line at all, whatever one tries; and so many words "
    "that "
    "they do not go into one line at all, whatever one tries",
    "-->"};

static void draw_no_series(FILE *out)
{
    const struct curves_series none = {.label = "nothing", .before = 1};

    curves_draw(&(struct curves){.words = plain,
                                 .x = {.kind = RUNG_SPAN, .high = HOUR},
                                 .y = {.kind = RUNG_SHARE},
                                 .at_risk = "Runs at risk",
                                 .series = &none,
                                 .count = 1},
                out);
}

static void draw_one_point(FILE *out)
{
    const struct curves_point point = {3 * HOUR, 0.5, {0.1, (double)INFINITY},
                                       2,        2,   1};
    const struct curves_series series = {
        .before = 1, .points = &point, .count = 1};

    curves_draw(&(struct curves){.words = plain,
                                 .x = {.name = "time", .kind = RUNG_SPAN},
                                 .y = {.kind = RUNG_SHARE},
                                 .at_risk = "Runs at risk",
                                 .series = &series,
                                 .count = 1},
                out);
}

/* All at the very start, and no number but 0. */
static void draw_equal_points(FILE *out)
{
    const struct curves_point points[] = {{.at = 0}, {.at = 0}, {.at = 0}};
    const struct curves_series series = {.points = points, .count = 3};

    curves_draw(&(struct curves){.words = plain,
                                 .x = {.kind = RUNG_INSTANT},
                                 .y = {.name = "holders"},
                                 .series = &series,
                                 .count = 1},
                out);
}

static void draw_hostile_curves(FILE *out)
{
    const struct curves_point point = {
        .at = 2, .value = 0.5, .at_risk = 12345, .leaving = 5};
    struct curves_series series[LENGTH(hostile)];

    for (size_t i = 0; i < LENGTH(hostile); i++)
        series[i] = (struct curves_series){.label = hostile[i],
                                           .note = hostile[5 - i],
                                           .before = 1,
                                           .dot = 0.5,
                                           .points = &point,
                                           .count = 1};
    curves_draw(
        &(struct curves){.words = hostile_words,
                         .x = {hostile[5], .kind = RUNG_NUMBER, .high = 5},
                         .y = {hostile[0], .kind = RUNG_SHARE},
                         .at_risk = hostile[1],
                         .series = series,
                         .count = LENGTH(series)},
        out);
}

/* Up and down a thousand times, with one peak in a single point. */
static void draw_many_points(FILE *out)
{
    enum { MANY = 1000, PEAK = 617 };
    struct curves_point points[MANY];
    const struct curves_series series = {.points = points, .count = MANY};

    for (int i = 0; i < MANY; i++) {
        const double value = i == PEAK ? 90 : 20 + (i * 7919) % 13;
        points[i] = (struct curves_point){.at = i * 0.01 * SECOND,
                                          .value = value,
                                          .band = {value - 2, value + 2}};
    }
    curves_draw(&(struct curves){.words = plain,
                                 .x = {"time", .kind = RUNG_SPAN, .high = 2e10},
                                 .y = {"frames", .kind = RUNG_NUMBER},
                                 .series = &series,
                                 .count = 1},
                out);
}

static void draw_equal_values(FILE *out)
{
    static const double values[] = {1e18, 1e18, 1e18, 1e18};
    const struct ecdf_series series[] = {
        {.label = "four", .values = values, .count = 4, .runs = 4},
        {.label = "none", .runs = 0},
    };

    ecdf_draw(&(struct ecdf){.words = plain,
                             .x = {"number", .kind = RUNG_NUMBER},
                             .series = series,
                             .count = 2},
              out);
}

static void draw_one_cell(FILE *out)
{
    static const char *const one[] = {"only"};
    const struct heatmap_cell cell = {0.5, {0.1, 0.9}, 3};

    heatmap_draw(&(struct heatmap){.words = plain,
                                   .x = {"x", one, 1},
                                   .y = {"y", one, 1},
                                   .value = {"share", .kind = RUNG_SHARE},
                                   .cells = &cell},
                 out);
}

static void draw_hostile_cells(FILE *out)
{
    struct heatmap_cell cells[LENGTH(hostile) * LENGTH(hostile)] = {0};

    for (size_t i = 0; i < LENGTH(cells) - 7; i++)
        cells[i] = (struct heatmap_cell){-1e17 * (double)i, INTERVAL_NONE, 1};
    heatmap_draw(&(struct heatmap){.words = hostile_words,
                                   .x = {hostile[4], hostile, LENGTH(hostile)},
                                   .y = {hostile[0], hostile, LENGTH(hostile)},
                                   .value = {hostile[2], .kind = RUNG_NUMBER},
                                   .cells = cells},
                 out);
}

static void draw_no_cell(FILE *out)
{
    static const char *const names[] = {"a", "b"};
    const struct heatmap_cell cells[4] = {0};

    heatmap_draw(&(struct heatmap){.words = plain,
                                   .x = {"x", names, 2},
                                   .y = {"y", names, 2},
                                   .value = {"span", .kind = RUNG_SPAN},
                                   .cells = cells},
                 out);
}

static void draw_no_rows(FILE *out)
{
    tornado_draw(&(struct tornado){.words = plain,
                                   .x = {"span", .kind = RUNG_SPAN},
                                   .less = "earlier",
                                   .more = "later"},
                 out);
}

static void draw_hostile_rows(FILE *out)
{
    struct tornado_row rows[2 * LENGTH(hostile)];

    for (size_t i = 0; i < LENGTH(rows); i++)
        rows[i] = (struct tornado_row){hostile[i % 6],
                                       hostile[5 - i % 6],
                                       (double)i * 9 * DAY,
                                       {-(double)INFINITY, (double)i}};
    tornado_draw(&(struct tornado){.words = hostile_words,
                                   .x = {hostile[3], .kind = RUNG_SPAN},
                                   .less = hostile[5],
                                   .more = hostile[4],
                                   .rows = rows,
                                   .count = LENGTH(rows)},
                 out);
}

const struct sketch sketches_hard[] = {
    {"no-series", draw_no_series},
    {"one-point", draw_one_point},
    {"equal-points", draw_equal_points},
    {"hostile-curves", draw_hostile_curves},
    {"many-points", draw_many_points},
    {"equal-values", draw_equal_values},
    {"one-cell", draw_one_cell},
    {"hostile-cells", draw_hostile_cells},
    {"no-cell", draw_no_cell},
    {"no-rows", draw_no_rows},
    {"hostile-rows", draw_hostile_rows},
};

const size_t sketches_hard_count = LENGTH(sketches_hard);
