#include "plot/tornado.h"

#include <assert.h>
#include <math.h>

#include "plot/scale_text.h"

/* Rows are sorted by the size of their difference, and their words laid out.
 * Each has, from the left, its label, the interval as a line with a dot on it,
 * and both in words; the columns of words are as wide as their widest, and the
 * axis takes what they leave. */

enum {
    LABEL_WIDTH = 190,
    COLUMN_GAP = 18,
    ROW_LEAST = 36,
    ROW_GAP = 10,
    SIDES_HEIGHT = 20,
};

static const char hollow_marks[] =
    "Rings: the interval holds zero, so the runs do not tell a difference.";

struct tornado_line {
    const struct tornado_row *row;
    struct picture_block label, note, value, interval;
    double top, height;
};

struct tornado_plan {
    const struct tornado *tornado;
    struct picture picture;
    struct axes_ticks x;
    struct tornado_line *lines;
    double upper, lower;
    bool has_rings;
};

static bool holds_zero(struct interval i)
{
    return !(i.low > 0 || i.high < 0);
}

/* The greatest first; equal ones stay in order. */
static void sort_rows(struct tornado_plan *p)
{
    for (size_t i = 0; i < p->tornado->count; i++) {
        const struct tornado_row *row = &p->tornado->rows[i];
        size_t k = i;
        assert(isfinite(row->difference) && row->label);
        for (; k > 0 &&
               fabs(p->lines[k - 1].row->difference) < fabs(row->difference);
             k--)
            p->lines[k].row = p->lines[k - 1].row;
        p->lines[k].row = row;
        if (holds_zero(row->interval)) p->has_rings = true;
    }
}

static struct scale scale_of(const struct tornado *t)
{
    struct axes_measure m = t->x;
    double low = 0, high = 0;

    for (size_t i = 0; i < t->count; i++) {
        const struct tornado_row *r = &t->rows[i];
        const double ends[] = {r->difference, r->interval.low,
                               r->interval.high};
        for (size_t k = 0; k < 3; k++) {
            if (!isfinite(ends[k])) continue;
            low = fmin(low, ends[k]);
            high = fmax(high, ends[k]);
        }
    }
    m.is_difference = true;
    return axes_scale(&m, low, high);
}

static const char *interval_words(struct tornado_plan *p, struct interval i)
{
    char text[SCALE_INTERVAL_SIZE];

    scale_text_interval(&p->x.scale, i, text);
    return arena_text(&p->picture.arena, text);
}

/* Lays out the rows' words, and finds how wide the columns are. */
static void wrap_rows(struct tornado_plan *p, double *labels, double *values)
{
    struct picture *pic = &p->picture;
    char text[SCALE_TEXT_SIZE];

    for (size_t i = 0; i < p->tornado->count; i++) {
        struct tornado_line *l = &p->lines[i];
        const struct tornado_row *r = l->row;
        scale_text(&p->x.scale, r->difference, text);
        l->label = picture_wrap(pic, LOOK_LABEL, r->label, LABEL_WIDTH, 2);
        l->note = picture_wrap(pic, LOOK_NOTE, r->note, LABEL_WIDTH, 2);
        l->value = picture_wrap(pic, LOOK_LABEL, arena_text(&pic->arena, text),
                                LABEL_WIDTH, 1);
        l->interval = picture_wrap(
            pic, LOOK_NOTE, interval_words(p, r->interval), LABEL_WIDTH, 1);
        l->top = p->lower;
        l->height = fmax(ROW_LEAST, l->label.height + l->note.height) + ROW_GAP;
        p->lower += l->height;
        *labels = fmax(*labels, fmax(l->label.width, l->note.width));
        *values = fmax(*values, fmax(l->value.width, l->interval.width));
    }
}

static void plan(struct tornado_plan *p)
{
    const struct tornado *t = p->tornado;
    double labels = 0, values = 0;

    p->lines = arena_array(&p->picture.arena, t->count, sizeof *p->lines);
    sort_rows(p);
    p->upper = p->picture.top + (t->less || t->more ? SIDES_HEIGHT : 0);
    p->lower = p->upper;
    p->x.scale = scale_of(t);
    wrap_rows(p, &labels, &values);
    p->x.scale.from = ceil(PICTURE_MARGIN + labels + COLUMN_GAP);
    p->x.scale.to = floor(PICTURE_WIDTH - PICTURE_MARGIN - values - COLUMN_GAP);
    if (t->x.low >= t->x.high) scale_round(&p->x.scale, 40);
    axes_ticks_across(&p->x, 0);
}

static void put_sides(struct tornado_plan *p, double zero)
{
    struct picture *pic = &p->picture;
    const struct tornado *t = p->tornado;
    const double y = p->upper - 7;

    if (t->less)
        picture_try_text(pic, LOOK_NAME, PICTURE_END, zero - 8, y,
                         bytes_of_text(arena_format(
                             &pic->arena, "\xe2\x86\x90 %s", t->less)));
    if (t->more)
        picture_try_text(pic, LOOK_NAME, PICTURE_START, zero + 8, y,
                         bytes_of_text(arena_format(
                             &pic->arena, "%s \xe2\x86\x92", t->more)));
}

static double within(const struct scale *s, double value)
{
    return scale_place(s, fmax(s->low, fmin(s->high, value)));
}

/* The head of an arrow at the end of an interval that goes on. */
static void put_open_end(struct tornado_plan *p, double x, double y, int way)
{
    for (int side = -1; side <= 1; side += 2)
        picture_line(&p->picture, "whisker", x, y, x - 6 * way, y + 4 * side);
}

static const char *row_words(struct tornado_plan *p,
                             const struct tornado_row *r)
{
    char text[SCALE_TEXT_SIZE];

    scale_text(&p->x.scale, r->difference, text);
    return arena_format(&p->picture.arena, "%s: %s (%s)", r->label, text,
                        interval_words(p, r->interval));
}

static void put_row(struct tornado_plan *p, const struct tornado_line *l)
{
    const struct tornado_row *r = l->row;
    const struct scale *x = &p->x.scale;
    struct picture *pic = &p->picture;
    const double middle = l->top + l->height / 2;
    const double words = l->label.height + l->note.height;
    const bool is_ring = holds_zero(r->interval);

    picture_open_group(pic, look_line(1, false), row_words(p, r));
    picture_line(pic, "whisker", within(x, r->interval.low), middle,
                 within(x, r->interval.high), middle);
    if (r->interval.low < x->low) put_open_end(p, x->from, middle, -1);
    if (r->interval.high > x->high) put_open_end(p, x->to, middle, 1);
    picture_dot(pic, is_ring ? "ring" : "dot", within(x, r->difference), middle,
                is_ring ? 4.5 : 5.5);
    picture_close_group(pic);
    picture_block(pic, LOOK_LABEL, PICTURE_START, PICTURE_MARGIN,
                  middle - words / 2, &l->label);
    picture_block(pic, LOOK_NOTE, PICTURE_START, PICTURE_MARGIN,
                  middle - words / 2 + l->label.height, &l->note);
    picture_block(pic, LOOK_LABEL, PICTURE_START, x->to + COLUMN_GAP,
                  middle - 16, &l->value);
    picture_block(pic, LOOK_NOTE, PICTURE_START, x->to + COLUMN_GAP, middle,
                  &l->interval);
}

static const char *told_rows(struct tornado_plan *p)
{
    struct arena *a = &p->picture.arena;
    const size_t count = p->tornado->count;
    const char **sentences = arena_array(a, count + 1, sizeof *sentences);

    for (size_t i = 0; i < count; i++)
        sentences[i] = arena_format(a, "%s.", row_words(p, p->lines[i].row));
    return count > 0 ? arena_join(a, sentences, count, " ")
                     : "No effect was measured.";
}

void tornado_draw(const struct tornado *t, FILE *out)
{
    struct tornado_plan p = {.tornado = t};

    picture_init(&p.picture, &t->words, out);
    plan(&p);
    const struct scale *x = &p.x.scale;
    picture_begin(&p.picture,
                  ceil(p.lower + axes_across_height(&p.x, t->x.name)),
                  told_rows(&p), p.has_rings ? hollow_marks : NULL);
    for (size_t i = 0; i < p.x.count; i++)
        picture_line(&p.picture, "grid", p.x.ticks[i].place, p.upper,
                     p.x.ticks[i].place, p.lower);
    for (size_t i = 1; i < t->count; i++)
        picture_line(&p.picture, "grid", PICTURE_MARGIN, p.lines[i].top,
                     PICTURE_WIDTH - PICTURE_MARGIN, p.lines[i].top);
    if (x->low <= 0 && x->high >= 0) {
        const double zero = scale_place(x, 0);
        picture_line(&p.picture, "zero", zero, p.upper - 3, zero, p.lower);
        put_sides(&p, zero);
    }
    for (size_t i = 0; i < t->count; i++)
        put_row(&p, &p.lines[i]);
    axes_put_across(&p.picture, &p.x, p.lower, t->x.name);
    picture_end(&p.picture);
}
