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
    MARKS_APART = 4,
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

/* The points of a series as they pass. */
struct curves_plan_reaching {
    struct curves_plan_extent *extent;
    uint64_t most;
};

static void see_extent(void *watcher, const struct curves_point *p)
{
    struct curves_plan_reaching *r = watcher;
    struct curves_plan_extent *x = r->extent;

    reach(p->at, &x->first, &x->last);
    reach(p->value, &x->low, &x->high);
    reach(p->band.low, &x->low, &x->high);
    reach(p->band.high, &x->low, &x->high);
    if (p->at_risk > r->most) r->most = p->at_risk;
}

void curves_plan_reach(struct curves_plan_extent *x, const struct curves *c)
{
    *x = (struct curves_plan_extent){.high = c->y.kind == RUNG_SHARE ? 1 : 0};
    for (size_t i = 0; i < c->count; i++) {
        struct curves_plan_reaching r = {.extent = x};
        reach(c->series[i].before, &x->low, &x->high);
        curves_each(&c->series[i], &r, see_extent);
        x->most[i] = r.most;
    }
}

static struct scale time_scale(const struct curves *c,
                               const struct curves_plan_extent *x)
{
    /* Without a point after the start, a second that holds it. */
    return axes_scale(&c->x, x->first,
                      x->last == x->first ? x->first + (double)SECOND
                                          : x->last);
}

static struct scale value_scale(const struct curves *c,
                                const struct curves_plan_extent *x)
{
    double low = x->low, high = x->high;

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

/* The place where a line ends. */
static double end_of(const struct curves_plan_line *l, const struct scale *x)
{
    const struct curves_point *last = &l->last;

    if (l->points > 0 && last->at_risk > 0 && last->leaving == last->at_risk &&
        last->censored > 0)
        return scale_place(x, clamped(last->at, x->low, x->high));
    return x->to;
}

/* A series whose points pass. */
struct curves_plan_passing {
    struct curves_plan *plan;
    struct curves_plan_line *line;
    struct steps_thinning thinning;
    size_t tick; /* the first whose number at risk is not known yet */
    double dot_from;
    bool is_at_dot, is_past_dot; /* its value was reached, and left behind */
};

static void pass_step(struct curves_plan_passing *s,
                      const struct curves_point *point)
{
    struct curves_plan *p = s->plan;
    const struct scale *x = &p->x.scale;
    struct steps_point step = {.x = fmax(x->from, scale_place(x, point->at)),
                               .y = curves_plan_height(p, point->value),
                               .has_band = has_band(&point->band)};

    if (step.has_band) {
        step.top = curves_plan_height(p, point->band.high);
        step.bottom = curves_plan_height(p, point->band.low);
    }
    steps_add(&s->thinning, &step);
}

/* Where a series stays at its dot's value for a while, the dot is in the middle
 * of that, as quantiles have it. */
static void pass_dot(struct curves_plan_passing *s,
                     const struct curves_point *point)
{
    const double rounding = 0x1p-26; /* of products of fractions */
    const struct curves_series *series = s->line->series;
    const double sign = series->before < series->dot ? 1 : -1;
    const double past = sign * (point->value - series->dot);

    if (series->dot == 0 || s->is_past_dot || past < -rounding) return;
    if (!s->is_at_dot) s->dot_from = point->at;
    s->is_at_dot = true;
    s->is_past_dot = past >= rounding;
    s->line->dot = s->dot_from + (point->at - s->dot_from) / 2;
}

static void pass_mark(struct curves_plan_passing *s,
                      const struct curves_point *point)
{
    struct curves_plan *p = s->plan;
    struct curves_plan_line *l = s->line;
    const double x = scale_place(&p->x.scale, point->at);
    const double last =
        l->mark_count > 0 ? l->marks[l->mark_count - 1].x : -INFINITY;

    if (point->at <= p->x.scale.high) p->has_marks = true;
    if (x < last + MARKS_APART || x < p->left || x > p->right + 0.01) return;
    l->marks = arena_grow(&p->picture.arena, l->marks, l->mark_count,
                          &l->mark_room, sizeof *l->marks);
    l->marks[l->mark_count++] =
        (struct curves_plan_mark){x, curves_plan_height(p, point->value)};
}

static void pass_point(void *watcher, const struct curves_point *point)
{
    struct curves_plan_passing *s = watcher;
    const struct axes_ticks *x = &s->plan->x;
    struct curves_plan_line *l = s->line;

    assert(l->points == 0 || point->at >= l->last.at);
    for (; s->tick < x->count && x->ticks[s->tick].value <= point->at;
         s->tick++)
        l->at_risk[s->tick] = point->at_risk;
    if (point->at <= x->scale.high) pass_step(s, point);
    pass_dot(s, point);
    if (point->censored > 0 && point->leaving < point->at_risk)
        pass_mark(s, point);
    l->last = *point;
    l->points++;
}

static void make_line(struct curves_plan *p, struct curves_plan_line *l)
{
    const struct scale *x = &p->x.scale;
    struct arena *a = &p->picture.arena;
    struct curves_plan_passing s = {.plan = p, .line = l};

    l->at_risk = arena_array(a, p->x.count, sizeof *l->at_risk);
    steps_begin(&s.thinning, a);
    steps_add(&s.thinning,
              &(struct steps_point){
                  .x = x->from, .y = curves_plan_height(p, l->series->before)});
    curves_each(l->series, &s, pass_point);
    steps_end(&s.thinning);
    for (; s.tick < p->x.count; s.tick++)
        l->at_risk[s.tick] = l->last.at_risk - l->last.leaving;
    l->has_dot = s.is_at_dot && l->dot >= x->low && l->dot <= x->high;
    if (l->has_dot) p->has_dots = true;
    l->steps = s.thinning.points;
    l->count = s.thinning.count;
    l->x_end = end_of(l, x);
    l->y_end = l->steps[l->count - 1].y;
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
static void set_scales(struct curves_plan *p,
                       const struct curves_plan_extent *extent, double apart)
{
    const struct curves *c = p->curves;

    p->y.scale = value_scale(c, extent);
    p->y.scale.from = p->lower;
    p->y.scale.to = p->upper;
    if (c->y.low >= c->y.high) scale_round(&p->y.scale, TICKS_APART);
    axes_ticks_upright(&p->y, TICKS_APART);
    p->left = ceil(PICTURE_MARGIN +
                   fmax(axes_words_width(&p->y) + 8, apart / 2 - 14));
    p->x.scale = time_scale(c, extent);
    p->x.scale.from = p->left;
    p->x.scale.to = p->right;
    axes_ticks_across(&p->x, apart);
}

void curves_plan_make(struct curves_plan *p, const struct curves *c,
                      const struct curves_plan_extent *x, double apart,
                      FILE *out)
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
    set_scales(p, x, apart);
    for (size_t i = 0; i < c->count; i++)
        make_line(p, &p->lines[i]);
    order_lines(p, order);
    arrange_labels(p, order, p->lower);
}
