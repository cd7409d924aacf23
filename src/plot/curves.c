#include "plot/curves.h"

#include <assert.h>
#include <math.h>

#include "plot/curves_plan.h"
#include "plot/curves_risk.h"
#include "plot/scale_text.h"
#include "plot/steps.h"

/* What stands where is planned first (plot/curves_plan); then everything is
 * drawn from the back to the front: hairlines, bands, lines with their marks,
 * labels and dots, the axis across, and the numbers at risk. A curve is told in
 * a sentence, too, for who does not see it. */

static void put_path(struct curves_plan *p, const char *class,
                     const struct curves_plan_line *l,
                     void (*put)(FILE *, const struct steps_point *, size_t,
                                 double))
{
    fprintf(p->picture.out, "<path class=\"%s\" d=\"", class);
    put(p->picture.out, l->steps, l->count, l->x_end);
    fputs("\"/>\n", p->picture.out);
}

static void put_marks(struct curves_plan *p, const struct curves_plan_line *l)
{
    for (size_t i = 0; i < l->mark_count; i++) {
        const struct curves_plan_mark *m = &l->marks[i];
        picture_line(&p->picture, "mark", m->x, m->y - 5, m->x, m->y + 5);
    }
}

static bool overlap(double low, double high, double from, double until)
{
    return low < until && from < high;
}

/* True if zero is a place of its own on the axis across. */
static bool has_zero(const struct curves_plan *p)
{
    const struct scale *x = &p->x.scale;

    return x->is_difference && x->low < 0 && x->high > 0;
}

/* True if a line goes through a box, or near it. */
static bool is_crossed(const struct curves_plan_line *l, struct picture_box b)
{
    for (size_t k = 0; k < l->count; k++) {
        const bool is_last = k + 1 == l->count;
        const double y = l->steps[k].y;
        const double x2 = is_last ? l->x_end : l->steps[k + 1].x;
        const double y2 = is_last ? y : l->steps[k + 1].y;
        if (overlap(b.left, b.right, l->steps[k].x, x2) &&
            overlap(b.top, b.bottom, y - 2, y + 2))
            return true;
        if (overlap(b.left, b.right, x2 - 2, x2 + 2) &&
            overlap(b.top, b.bottom, fmin(y, y2), fmax(y, y2)))
            return true;
    }
    return false;
}

/* True if a text within the axes touches neither line nor text, and is written
 * there. */
static bool try_on_paper(struct curves_plan *p, enum picture_anchor anchor,
                         double x, double y, struct bytes text)
{
    const struct picture_box b =
        picture_text_box(LOOK_SMALL, anchor, x, y, text);

    if (has_zero(p)) {
        const double zero = scale_place(&p->x.scale, 0);
        if (overlap(b.left, b.right, zero - 2, zero + 2)) return false;
    }
    for (size_t i = 0; i < p->curves->count; i++) {
        if (is_crossed(&p->lines[i], b)) return false;
    }
    return b.left > p->left && b.right < p->right &&
           picture_try_text(&p->picture, LOOK_SMALL, anchor, x, y, text);
}

/* The dot, and the time beside it on the side of the line that is empty, if any
 * is. */
static void put_dot(struct curves_plan *p, const struct curves_plan_line *l)
{
    const struct curves_series *s = l->series;
    char text[SCALE_TEXT_SIZE];

    if (!l->has_dot) return;
    const double x = scale_place(&p->x.scale, l->dot);
    const double y = curves_plan_height(p, s->dot);
    const double right = s->before < s->dot ? 15 : -7;
    picture_dot(&p->picture, "dot", x, y, 4.5);
    scale_text(&p->x.scale, l->dot, text);
    const struct bytes words = bytes_of_text(text);
    if (try_on_paper(p, PICTURE_START, x + 9, y + right, words) ||
        try_on_paper(p, PICTURE_END, x - 9, y + 8 - right, words))
        return;
    (void)try_on_paper(p, PICTURE_START, x + 9, y + 2 * right, words);
}

static void put_label(struct curves_plan *p, const struct curves_plan_line *l)
{
    struct picture *pic = &p->picture;
    const double x = p->labels_left, middle = l->label_top + 8;

    if (l->label.count + l->note.count == 0) return;
    if (fabs(middle - l->y_end) > 3 || l->x_end < p->right - 3)
        picture_line(pic, "lead", l->x_end + 3, l->y_end, x - 4, middle);
    picture_block(pic, LOOK_LABEL, PICTURE_START, x, l->label_top, &l->label);
    picture_block(pic, LOOK_NOTE, PICTURE_START, x,
                  l->label_top + l->label.height, &l->note);
}

static void put_lines(struct curves_plan *p)
{
    const size_t count = p->curves->count;
    struct picture *pic = &p->picture;

    for (size_t i = 0; i < count; i++) {
        picture_open_group(pic, p->lines[i].class, NULL);
        put_path(p, "band", &p->lines[i], steps_put_band);
        picture_close_group(pic);
    }
    for (size_t i = 0; i < count; i++) {
        const struct curves_plan_line *l = &p->lines[i];
        const char *const words[] = {l->series->label, l->series->note};
        const bool is_named = words[0] != NULL;
        picture_open_group(
            pic, l->class,
            is_named ? arena_join(&pic->arena, words, words[1] ? 2 : 1, ": ")
                     : NULL);
        put_path(p, "line", l, steps_put_line);
        put_marks(p, l);
        put_label(p, l);
        put_dot(p, l);
        picture_close_group(pic);
    }
}

/* The curves in words: a sentence each. */
static const char *told_curves(struct curves_plan *p)
{
    struct arena *a = &p->picture.arena;
    const char *sentences[LOOK_LINES];

    for (size_t i = 0; i < p->curves->count; i++) {
        const struct curves_series *s = &p->curves->series[i];
        char from[SCALE_TEXT_SIZE], to[SCALE_TEXT_SIZE], end[SCALE_TEXT_SIZE];
        const struct curves_point *last =
            p->lines[i].points > 0 ? &p->lines[i].last : NULL;
        scale_text(&p->y.scale, s->before, from);
        scale_text(&p->y.scale, last ? last->value : s->before, to);
        scale_text(&p->x.scale, last ? last->at : p->x.scale.high, end);
        sentences[i] = arena_format(
            a, "%s%s%s%sfrom %s to %s at %s.", s->label ? s->label : "",
            s->label ? ": " : "", s->note ? s->note : "", s->note ? ", " : "",
            from, to, end);
    }
    return arena_join(a, sentences, p->curves->count, " ");
}

/* The marks in words; NULL: there are none. */
static const char *told_marks(struct curves_plan *p)
{
    struct arena *a = &p->picture.arena;
    const char *words[2];
    size_t count = 0;
    char text[SCALE_TEXT_SIZE];

    for (size_t i = 0; i < p->curves->count && p->has_dots; i++) {
        const double dot = p->curves->series[i].dot;
        if (dot == 0) continue;
        scale_text(&p->y.scale, dot, text);
        words[count++] = dot == 0.5 && p->curves->y.kind == RUNG_SHARE
                             ? "Dots: half of the runs."
                             : arena_format(a, "Dots: %s.", text);
        break;
    }
    if (p->has_marks)
        words[count++] =
            "Short upright strokes: runs that end there, censored.";
    return count > 0 ? arena_join(a, words, count, " ") : NULL;
}

void curves_draw(const struct curves *c, FILE *out)
{
    struct curves_plan_extent extent;
    struct curves_plan p;

    assert(c->count > 0 && c->count <= LOOK_LINES);
    curves_plan_reach(&extent, c);
    curves_plan_make(&p, c, &extent, curves_risk_width(c, &extent), out);
    const struct scale *x = &p.x.scale;
    const double below = p.lower + axes_across_height(&p.x, c->x.name);
    picture_begin(&p.picture, ceil(below + curves_risk_height(&p)),
                  told_curves(&p), told_marks(&p));
    axes_put_upright(&p.picture, &p.y, p.left, p.right, c->y.name);
    if (has_zero(&p))
        picture_line(&p.picture, "axis", scale_place(x, 0), p.upper,
                     scale_place(x, 0), p.lower);
    put_lines(&p);
    axes_put_across(&p.picture, &p.x, p.lower, c->x.name);
    curves_risk_put(&p, below);
    picture_end(&p.picture);
}

struct curves_point curves_point_of_time(const struct survival_step *step)
{
    return (struct curves_point){
        .at = (double)step->time,
        .value = step->survival,
        .band = step->band,
        .at_risk = step->at_risk,
        .leaving = step->events + step->censored,
        .censored = step->censored,
    };
}

struct curves_point curves_point_of_cause(const struct incidence_step *step,
                                          uint32_t causes, uint32_t cause)
{
    struct curves_point p = {
        .at = (double)step->time,
        .value = step->causes[cause].incidence,
        .band = incidence_band(&step->causes[cause]),
        .at_risk = step->at_risk,
        .leaving = step->censored,
        .censored = step->censored,
    };

    assert(cause < causes);
    for (uint32_t k = 0; k < causes; k++)
        p.leaving += step->causes[k].events;
    return p;
}

struct curves_series curves_of_survival(struct arena *a,
                                        const struct survival *s)
{
    struct curves_point *points = arena_array(a, s->count, sizeof *points);

    for (size_t i = 0; i < s->count; i++)
        points[i] = curves_point_of_time(&s->steps[i]);
    return (struct curves_series){
        .before = 1, .points = points, .count = s->count};
}

struct curves_series
curves_of_incidence(struct arena *a, const struct incidence *s, uint32_t cause)
{
    struct curves_point *points = arena_array(a, s->count, sizeof *points);

    for (size_t i = 0; i < s->count; i++)
        points[i] = curves_point_of_cause(&s->steps[i], s->causes, cause);
    return (struct curves_series){.points = points, .count = s->count};
}
