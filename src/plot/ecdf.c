#include "plot/ecdf.h"

#include <assert.h>
#include <math.h>

#include "plot/curves.h"

enum { WIDTH = 520 }; /* of the axis, about, for its limits to be ticks */

static void each_value(const struct ecdf_series *s, void *watcher,
                       void (*see)(void *watcher, double value, uint64_t runs))
{
    if (s->each) {
        s->each(s, watcher, see);
        return;
    }
    assert(s->runs >= s->count);
    for (size_t i = 0; i < s->count; i++) {
        assert(i == 0 || s->values[i] >= s->values[i - 1]);
        /* Equal values are one step. */
        if (i + 1 == s->count || s->values[i + 1] != s->values[i])
            see(watcher, s->values[i], i + 1);
    }
}

/* How far the values reach. */
struct ecdf_extent {
    double low, high;
};

static void see_extent(void *watcher, double value, uint64_t runs)
{
    struct ecdf_extent *x = watcher;

    (void)runs;
    x->low = fmin(x->low, value);
    x->high = fmax(x->high, value);
}

/* The axis reaches as far as the values of all series, to the next ticks. */
static struct axes_measure measure_of(const struct ecdf *e)
{
    struct axes_measure m = e->x;
    struct ecdf_extent x = {(double)INFINITY, -(double)INFINITY};

    if (m.low < m.high) return m;
    for (size_t i = 0; i < e->count; i++)
        each_value(&e->series[i], &x, see_extent);
    if (x.low > x.high) x.low = x.high = 0;
    struct scale scale = axes_scale(&m, x.low, x.high);
    scale.to = WIDTH;
    scale_round(&scale, 48);
    m.low = scale.low;
    m.high = scale.high;
    return m;
}

static struct interval band_of(const struct ecdf_series *s, double value)
{
    if (s->half_width <= 0) return INTERVAL_NONE;
    return (struct interval){fmax(0, value - s->half_width),
                             fmin(1, value + s->half_width)};
}

/* A series as a curve. */
struct ecdf_line {
    const struct ecdf_series *series;
    double low; /* of the axis */
};

/* Its points as they pass. */
struct ecdf_passing {
    const struct ecdf_line *line;
    bool is_begun;
    void *watcher;
    void (*see)(void *watcher, const struct curves_point *p);
};

/* The band is there before the first value, too. */
static void pass_first(struct ecdf_passing *p, double value)
{
    if (p->is_begun) return;
    p->is_begun = true;
    p->see(p->watcher,
           &(struct curves_point){.at = fmin(p->line->low, value),
                                  .band = band_of(p->line->series, 0)});
}

static void pass_value(void *watcher, double value, uint64_t runs)
{
    struct ecdf_passing *p = watcher;
    const struct ecdf_series *s = p->line->series;
    const double share = (double)runs / (double)s->runs;

    pass_first(p, value);
    p->see(p->watcher, &(struct curves_point){.at = value,
                                              .value = share,
                                              .band = band_of(s, share)});
}

static void each_point(const struct curves_series *s, void *watcher,
                       void (*see)(void *watcher, const struct curves_point *p))
{
    const struct ecdf_line *line = s->source;
    struct ecdf_passing p = {line, false, watcher, see};

    each_value(line->series, &p, pass_value);
    pass_first(&p, line->low);
}

void ecdf_draw(const struct ecdf *e, FILE *out)
{
    struct curves_series series[LOOK_LINES];
    struct ecdf_line lines[LOOK_LINES];
    const struct axes_measure x = measure_of(e);

    assert(e->count > 0 && e->count <= LOOK_LINES);
    for (size_t i = 0; i < e->count; i++) {
        const struct ecdf_series *s = &e->series[i];
        lines[i] = (struct ecdf_line){s, x.low};
        series[i] = (struct curves_series){.label = s->label,
                                           .note = s->note,
                                           .is_picked = s->is_picked,
                                           .dot = 0.5,
                                           .each = each_point,
                                           .source = &lines[i]};
    }
    curves_draw(&(struct curves){.words = e->words,
                                 .x = x,
                                 .y = {.name = e->y_name, .kind = RUNG_SHARE},
                                 .series = series,
                                 .count = e->count},
                out);
}
