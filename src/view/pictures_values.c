#include "view/pictures_values.h"

#include <math.h>

#include "plot/ecdf.h"
#include "plot/heatmap.h"
#include "plot/tornado.h"
#include "view/pictures_words.h"
#include "scenario/design_words.h"

/* The figure of a cell or a row is a share where the measure is a sentence, and
 * a mean where it is a number; numbers of a unit that nobody reads are told in
 * another. A distribution has every run, and a band that holds for all of it at
 * once. */

/* The half-width of a uniform band (Dvoretzky, Kiefer and Wolfowitz, with
 * Massart's constant): sqrt(ln(2 / 0.05) / 2n). */
static double uniform_band(uint64_t runs)
{
    const double ln_40 = 3.688879454113936;

    return sqrt(ln_40 / (2 * (double)runs));
}

/* Exposure is told in days, all other numbers as they are. */
static double unit_of(const struct design_measure *m)
{
    return m->kind == DESIGN_QUANTITY && m->quantity == DESIGN_EXPOSURE
               ? (double)DAY
               : 1;
}

static const char *unit_name(const struct design_measure *m)
{
    if (m->kind == DESIGN_COUNT) return "parties at the end";
    if (m->quantity == DESIGN_LATENCY) return "latency";
    return m->quantity == DESIGN_EXPOSURE ? "portions x days"
                                          : design_words_unit(m->quantity);
}

/* A line whose values come out of the study's steps. */
struct pictures_values_line {
    const struct pictures_one *one;
    size_t point;
};

/* Its values as they pass. */
struct pictures_values_passing {
    double unit;
    void *watcher;
    void (*see)(void *watcher, double value, uint64_t runs);
};

static void pass_value(void *watcher, double value, uint64_t runs)
{
    const struct pictures_values_passing *p = watcher;

    p->see(p->watcher, value / p->unit, runs);
}

static void each_value(const struct ecdf_series *series, void *watcher,
                       void (*see)(void *watcher, double value, uint64_t runs))
{
    const struct pictures_values_line *l = series->source;
    const struct outcome_steps *steps = &l->one->all->steps;
    struct pictures_values_passing passing = {
        unit_of(pictures_words_measure(l->one)), watcher, see};

    steps->watch(
        steps->context, l->one->measure, l->point,
        &(struct outcome_watch){.watcher = &passing, .value = pass_value});
}

static struct interval scaled_interval(struct interval i,
                                       const struct design_measure *m)
{
    return (struct interval){i.low / unit_of(m), i.high / unit_of(m)};
}

static enum rung_kind number_kind(const struct design_measure *m)
{
    return m->kind == DESIGN_QUANTITY && m->quantity == DESIGN_LATENCY
               ? RUNG_SPAN
               : RUNG_NUMBER;
}

void pictures_values_numbers(const struct pictures_one *one, struct arena *a,
                             FILE *out)
{
    const struct design_measure *m = pictures_words_measure(one);
    struct ecdf_series series[LOOK_LINES];
    struct pictures_values_line lines[LOOK_LINES];

    for (size_t i = 0; i < pictures_words_lines(one); i++) {
        const struct outcome *o = pictures_words_outcome(one, i);
        lines[i] = (struct pictures_values_line){one, i};
        series[i] = (struct ecdf_series){.label = pictures_words_label(one, i),
                                         .runs = o->counted,
                                         .half_width = uniform_band(o->counted),
                                         .each = each_value,
                                         .source = &lines[i]};
    }
    ecdf_draw(
        &(struct ecdf){.words = pictures_words_of(
                           one, a, NULL,
                           pictures_words_basis(
                               one, a, " a line",
                               "Empirical distribution; bands are uniform 95 % "
                               "bands (Dvoretzky-Kiefer-Wolfowitz).")),
                       .x = {.name = unit_name(m), .kind = number_kind(m)},
                       .y_name = "of the runs have at most so much",
                       .series = series,
                       .count = pictures_words_lines(one)},
        out);
}

/* The one figure of an outcome: a share, or a mean. */
static struct heatmap_cell figure_of(const struct outcome *o)
{
    struct heatmap_cell cell = {.runs = o->counted};

    if (o->counted == 0) return cell;
    if (o->measure->kind == DESIGN_QUANTITY ||
        o->measure->kind == DESIGN_COUNT) {
        cell.value = o->summary.mean / unit_of(o->measure);
        cell.interval =
            scaled_interval(summary_interval(&o->summary), o->measure);
    } else {
        cell.value = (double)o->share.seen / (double)o->share.asked;
        cell.interval = o->interval;
    }
    return cell;
}

static struct heatmap_side side_of(struct arena *a, const struct design *d,
                                   size_t factor)
{
    const struct design_factor *f = &d->factors[factor];
    const char **labels = arena_array(a, f->level_count, sizeof *labels);

    for (size_t i = 0; i < f->level_count; i++)
        labels[i] = f->levels[i].label;
    return (struct heatmap_side){design_factor_name(d, factor), labels,
                                 f->level_count};
}

static bool is_number(const struct design_measure *m)
{
    return m->kind == DESIGN_QUANTITY || m->kind == DESIGN_COUNT;
}

void pictures_values_heat(const struct pictures_one *one, struct arena *a,
                          FILE *out)
{
    const struct design *d = one->all->design;
    const struct design_measure *m = pictures_words_measure(one);
    const size_t points = one->all->points->count;
    struct heatmap_cell *cells = arena_array(a, points, sizeof *cells);

    for (size_t i = 0; i < points; i++)
        cells[i] = figure_of(pictures_words_outcome(one, i));
    heatmap_draw(
        &(struct heatmap){
            .words = pictures_words_of(
                one, a, NULL,
                pictures_words_basis(one, a, " a cell",
                                     is_number(m)
                                         ? "Means with Student's 95 % interval."
                                         : "Shares with Wilson's 95 % "
                                           "interval.")),
            .x = side_of(a, d, 1),
            .y = side_of(a, d, 0),
            .value = {.name = is_number(m) ? "mean" : "of the runs",
                      .kind = is_number(m) ? number_kind(m) : RUNG_SHARE},
            .cells = cells},
        out);
}

void pictures_values_differences(const struct pictures_one *one,
                                 struct arena *a, FILE *out)
{
    const size_t points = one->all->points->count;
    const struct design_measure *m = pictures_words_measure(one);
    struct tornado_row *rows = arena_array(a, points, sizeof *rows);
    const bool timed = m->kind == DESIGN_DELAY || m->kind == DESIGN_SPREAD;

    for (size_t i = 1; i < points; i++) {
        const struct paired_difference *d =
            &pictures_words_outcome(one, i)->difference;
        rows[i - 1] =
            (struct tornado_row){.label = pictures_words_label(one, i),
                                 .difference = d->mean / unit_of(m),
                                 .interval = scaled_interval(d->interval, m)};
    }
    tornado_draw(
        &(struct tornado){
            .words = pictures_words_of(
                one, a,
                arena_format(a, "Differences from %s",
                             pictures_words_label(one, 0)),
                pictures_words_basis(
                    one, a, " a point",
                    "Paired differences, run by run with the same "
                    "random numbers, with 95 % intervals.")),
            .x = {.name = is_number(m) ? unit_name(m) : "difference",
                  .kind = timed          ? RUNG_SPAN
                          : is_number(m) ? number_kind(m)
                                         : RUNG_SHARE},
            .less = "less",
            .more = "more",
            .rows = rows,
            .count = points - 1},
        out);
}
