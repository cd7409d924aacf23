#include "plot/curves_plan.h"

#include <assert.h>
#include <math.h>

/* Labels are wrapped first, for the axes take what they leave; then the scales
 * are set, from the data where the caller sets no limits; then each series
 * becomes steps in pixels, and the labels are moved to the ends of the lines,
 * or as near to them as their neighbours leave room. */

enum {
    HEIGHT = 264, /* of the axes; more where labels need it */
    LABEL_WIDTH = 150,
    LABEL_LINES = 2,
    LABEL_GAP = 18, /* from the axes to the labels, at the least */
    LABEL_APART = 5,
    TICKS_APART = 40, /* upright */
};

static bool has_band(const struct interval *i)
{
    return !isnan(i->low) && !isnan(i->high) &&
           (isfinite(i->low) || isfinite(i->high));
}

static void reach(double value, double *low, double *high)
{
    if (!isfinite(value)) return;
    *low = fmin(*low, value);
    *high = fmax(*high, value);
}

static struct scale time_scale(const struct curves *c)
{
    double low = 0, high = 0;

    for (size_t i = 0; i < c->count; i++) {
        for (size_t k = 0; k < c->series[i].count; k++)
            reach(c->series[i].points[k].at, &low, &high);
    }
    /* Without a point after the start, a second that holds it. */
    return axes_scale(&c->x, low, high == low ? low + (double)SECOND : high);
}

static struct scale value_scale(const struct curves *c)
{
    double low = 0, high = c->y.kind == RUNG_SHARE ? 1 : 0;

    for (size_t i = 0; i < c->count; i++) {
        const struct curves_series *s = &c->series[i];
        reach(s->before, &low, &high);
        for (size_t k = 0; k < s->count; k++) {
            reach(s->points[k].value, &low, &high);
            reach(s->points[k].band.low, &low, &high);
            reach(s->points[k].band.high, &low, &high);
        }
    }
    if (c->y.kind == RUNG_SHARE && !c->y.is_difference) low = 0, high = 1;
    return axes_scale(&c->y, low, high == low ? low + 1 : high);
}

static double clamped(double value, double low, double high)
{
    return fmax(low, fmin(high, value));
}

double curves_plan_height(const struct curves_plan *p, double value)
{
    const struct scale *s = &p->y.scale;

    return scale_place(s, clamped(value, s->low, s->high));
}

bool curves_plan_is_marked(const struct curves_point *point)
{
    return point->censored > 0 && point->leaving < point->at_risk;
}

/* The first point, from one on, past a value by so much or more, in the
 * direction in which the series goes; the number of points where none is. */
static size_t point_past(const struct curves_series *s, size_t from, double by)
{
    const double sign = s->before < s->dot ? 1 : -1;

    while (from < s->count && sign * (s->points[from].value - s->dot) < by)
        from++;
    return from;
}

bool curves_plan_dot(const struct curves_plan *p, const struct curves_series *s,
                     double *at)
{
    const double rounding = 0x1p-26; /* of products of fractions */
    const struct scale *x = &p->x.scale;

    if (s->dot == 0) return false;
    const size_t first = point_past(s, 0, -rounding);
    if (first == s->count) return false;
    const size_t past = point_past(s, first, rounding);
    *at = s->points[first].at;
    *at += (s->points[past < s->count ? past : s->count - 1].at - *at) / 2;
    return *at >= x->low && *at <= x->high;
}

/* The place where a series ends. */
static double end_of(const struct curves_series *s, const struct scale *x)
{
    const struct curves_point *last =
        s->count > 0 ? &s->points[s->count - 1] : NULL;

    if (last && last->at_risk > 0 && last->leaving == last->at_risk &&
        last->censored > 0)
        return scale_place(x, clamped(last->at, x->low, x->high));
    return x->to;
}

static void make_steps(struct curves_plan *p, struct curves_plan_line *l)
{
    const struct curves_series *s = l->series;
    const struct scale *x = &p->x.scale;
    double dot;

    l->steps = arena_array(&p->picture.arena, s->count + 1, sizeof *l->steps);
    l->steps[0] = (struct steps_point){.x = x->from,
                                       .y = curves_plan_height(p, s->before)};
    l->count = 1;
    for (size_t i = 0; i < s->count && s->points[i].at <= x->high; i++) {
        const struct curves_point *point = &s->points[i];
        assert(i == 0 || point->at >= s->points[i - 1].at);
        struct steps_point step = {.x =
                                       fmax(x->from, scale_place(x, point->at)),
                                   .y = curves_plan_height(p, point->value),
                                   .has_band = has_band(&point->band)};
        if (step.has_band) {
            step.top = curves_plan_height(p, point->band.high);
            step.bottom = curves_plan_height(p, point->band.low);
        }
        l->steps[l->count++] = step;
        if (curves_plan_is_marked(point)) p->has_marks = true;
    }
    if (curves_plan_dot(p, s, &dot)) p->has_dots = true;
    l->x_end = end_of(s, x);
    l->y_end = l->steps[l->count - 1].y;
    l->count = steps_thin(l->steps, l->count);
}

/* Moves the labels to where none touches another: each to the end of its line,
 * then down below the one above, then up from the lower edge. */
static void arrange_labels(struct curves_plan *p, const size_t *order,
                           double lower)
{
    double edge = p->upper - 8;

    for (size_t i = 0; i < p->curves->count; i++) {
        struct curves_plan_line *l = &p->lines[order[i]];
        l->label_top = fmax(l->y_end - 8, edge);
        edge = l->label_top + l->label.height + l->note.height + LABEL_APART;
    }
    edge = lower + 8;
    for (size_t i = p->curves->count; i > 0; i--) {
        struct curves_plan_line *l = &p->lines[order[i - 1]];
        const double height = l->label.height + l->note.height;
        l->label_top = fmin(l->label_top, edge - height);
        edge = l->label_top - LABEL_APART;
    }
}

/* The series by the height of their ends; equal ones stay in order. */
static void order_lines(const struct curves_plan *p, size_t *order)
{
    for (size_t i = 0; i < p->curves->count; i++) {
        size_t k = i;
        for (; k > 0 && p->lines[order[k - 1]].y_end > p->lines[i].y_end; k--)
            order[k] = order[k - 1];
        order[k] = i;
    }
}

/* The blocks of the labels; gives back the width and, in *height, the height of
 * all of them. */
static double wrap_labels(struct curves_plan *p, double *height)
{
    double width = 0;

    *height = 0;
    for (size_t i = 0; i < p->curves->count; i++) {
        struct curves_plan_line *l = &p->lines[i];
        const struct curves_series *s = &p->curves->series[i];
        l->series = s;
        l->class = look_line(i, s->is_picked);
        l->label = picture_wrap(&p->picture, LOOK_LABEL, s->label, LABEL_WIDTH,
                                LABEL_LINES);
        l->note = picture_wrap(&p->picture, LOOK_NOTE, s->note, LABEL_WIDTH,
                               LABEL_LINES);
        width = fmax(width, fmax(l->label.width, l->note.width));
        *height += l->label.height + l->note.height + LABEL_APART;
    }
    return width;
}

/* The axes: first the upright one, whose words stand to the left, then the one
 * across. */
static void set_scales(struct curves_plan *p, double apart)
{
    const struct curves *c = p->curves;

    p->y.scale = value_scale(c);
    p->y.scale.from = p->lower;
    p->y.scale.to = p->upper;
    if (c->y.low >= c->y.high) scale_round(&p->y.scale, TICKS_APART);
    axes_ticks_upright(&p->y, TICKS_APART);
    p->left = ceil(PICTURE_MARGIN +
                   fmax(axes_words_width(&p->y) + 8, apart / 2 - 14));
    p->x.scale = time_scale(c);
    p->x.scale.from = p->left;
    p->x.scale.to = p->right;
    axes_ticks_across(&p->x, apart);
}

void curves_plan_make(struct curves_plan *p, const struct curves *c,
                      double apart, FILE *out)
{
    double height;
    size_t order[LOOK_LINES];

    *p = (struct curves_plan){.curves = c};
    picture_init(&p->picture, &c->words, out);
    const double width = wrap_labels(p, &height);
    p->upper = p->picture.top + 8 + (c->y.name ? AXES_NAME_HEIGHT + 4 : 0);
    p->lower = p->upper + fmax(HEIGHT, ceil(height));
    p->labels_left = PICTURE_WIDTH - PICTURE_MARGIN - width;
    p->right = p->labels_left - (width > 0 ? fmax(LABEL_GAP, apart / 2) : 0);
    set_scales(p, apart);
    for (size_t i = 0; i < c->count; i++)
        make_steps(p, &p->lines[i]);
    order_lines(p, order);
    arrange_labels(p, order, p->lower);
}
