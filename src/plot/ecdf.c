#include "plot/ecdf.h"

#include <assert.h>
#include <math.h>

#include "plot/curves.h"

enum { WIDTH = 520 }; /* of the axis, about, for its limits to be ticks */

/* The axis reaches as far as the values of all series, to the next ticks. */
static struct axes_measure measure_of(const struct ecdf *e)
{
    struct axes_measure m = e->x;
    double low = INFINITY, high = -INFINITY;

    if (m.low < m.high) return m;
    for (size_t i = 0; i < e->count; i++) {
        const struct ecdf_series *s = &e->series[i];
        if (s->count == 0) continue;
        low = fmin(low, s->values[0]);
        high = fmax(high, s->values[s->count - 1]);
    }
    if (low > high) low = high = 0;
    struct scale scale = axes_scale(&m, low, high);
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

static struct curves_series series_of(struct arena *a,
                                      const struct ecdf_series *s, double low)
{
    struct curves_point *points = arena_array(a, s->count + 1, sizeof *points);
    size_t count = 1;

    assert(s->runs >= s->count);
    /* The band is there before the first value, too. */
    points[0] = (struct curves_point){
        .at = s->count > 0 ? fmin(low, s->values[0]) : low,
        .band = band_of(s, 0)};
    for (size_t i = 0; i < s->count; i++) {
        assert(i == 0 || s->values[i] >= s->values[i - 1]);
        /* Equal values are one step. */
        if (i + 1 < s->count && s->values[i + 1] == s->values[i]) continue;
        struct curves_point *p = &points[count++];
        p->at = s->values[i];
        p->value = (double)(i + 1) / (double)s->runs;
        p->band = band_of(s, p->value);
    }
    return (struct curves_series){.label = s->label,
                                  .note = s->note,
                                  .is_picked = s->is_picked,
                                  .dot = 0.5,
                                  .points = points,
                                  .count = count};
}

void ecdf_draw(const struct ecdf *e, FILE *out)
{
    struct curves_series series[LOOK_LINES];
    const struct axes_measure x = measure_of(e);
    struct arena a;

    assert(e->count > 0 && e->count <= LOOK_LINES);
    arena_init(&a);
    for (size_t i = 0; i < e->count; i++)
        series[i] = series_of(&a, &e->series[i], x.low);
    curves_draw(&(struct curves){.words = e->words,
                                 .x = x,
                                 .y = {.name = e->y_name, .kind = RUNG_SHARE},
                                 .series = series,
                                 .count = e->count},
                out);
    arena_fini(&a);
}
