#include "plot/heatmap.h"

#include <assert.h>
#include <inttypes.h>
#include <math.h>

#include "plot/scale_text.h"

/* Values fall into classes between the ticks of a scale; each class has a step
 * of the ramp, which the key shows. All cells have the same words: the value
 * and its interval, the value alone, or nothing, by what has room in each. The
 * key stands below. */

enum {
    LABEL_WIDTH = 130,
    CELL_MOST = 108, /* pixels */
    CELL_HEIGHT = 46,
    CELL_LEAST = 14,
    GAP = 2,
    KEY_HEIGHT = 58,
    KEY_BAR = 12,
    CLASSES_ABOUT = 6,
    CLASSES_FOR_TIMES = 4,
    PAD = 8, /* between a cell's words and its edges, both together */
};

struct heatmap_plan {
    const struct heatmap *heatmap;
    struct picture picture;
    struct axes_ticks value;           /* the classes lie between its ticks */
    double left, upper, width, height; /* of the cells: a cell's size */
    bool has_values, has_intervals;
};

static const struct heatmap_cell *cell_at(const struct heatmap *h, size_t x,
                                          size_t y)
{
    return &h->cells[y * h->x.count + x];
}

/* Limits at equal distances, in full words: for instants, whose ticks need not
 * hold all values between them. */
static void divide_evenly(struct axes_ticks *t)
{
    t->count = CLASSES_FOR_TIMES + 1;
    for (size_t i = 0; i < t->count; i++) {
        t->ticks[i] = (struct scale_tick){
            .value = t->scale.low + (t->scale.high - t->scale.low) * (double)i /
                                        CLASSES_FOR_TIMES};
        scale_text(&t->scale, t->ticks[i].value, t->ticks[i].text);
    }
}

static void make_classes(struct heatmap_plan *p)
{
    const struct heatmap *h = p->heatmap;
    double low = INFINITY, high = -INFINITY;

    for (size_t i = 0; i < h->x.count * h->y.count; i++) {
        if (h->cells[i].runs == 0) continue;
        assert(isfinite(h->cells[i].value));
        low = fmin(low, h->cells[i].value);
        high = fmax(high, h->cells[i].value);
    }
    if (low > high) low = high = 0;
    p->value.scale = axes_scale(&h->value, low, high);
    p->value.scale.to = 1;
    scale_round(&p->value.scale, 1.0 / CLASSES_ABOUT);
    axes_ticks_upright(&p->value, 1.0 / (LOOK_STEPS + 0.5));
    if (p->value.scale.kind == RUNG_INSTANT || p->value.count < 2)
        divide_evenly(&p->value);
    assert(p->value.count <= LOOK_STEPS + 1);
}

/* The step of the ramp for a class; the classes are spread over all of it. */
static size_t step_of_class(const struct heatmap_plan *p, size_t class)
{
    const size_t last = p->value.count > 2 ? p->value.count - 2 : 0;

    return last > 0 ? (class * (LOOK_STEPS - 1) + last / 2) / last
                    : LOOK_STEPS / 2;
}

static size_t class_of(const struct heatmap_plan *p, double value)
{
    size_t class = 0;

    while (class + 2 < p->value.count &&
           value >= p->value.ticks[class + 1].value)
        class ++;
    return class;
}

static const char *step_class(size_t step)
{
    static const char *const classes[LOOK_STEPS] = {
        "h0", "h1", "h2", "h3", "h4", "h5", "h6", "h7", "h8"};

    assert(step < LOOK_STEPS);
    return classes[step];
}

static const char *value_words(struct heatmap_plan *p,
                               const struct heatmap_cell *c)
{
    char text[SCALE_TEXT_SIZE];

    scale_text(&p->value.scale, c->value, text);
    return arena_text(&p->picture.arena, text);
}

static const char *interval_words(struct heatmap_plan *p,
                                  const struct heatmap_cell *c)
{
    char text[SCALE_INTERVAL_SIZE];

    scale_text_interval(&p->value.scale, c->interval, text);
    return arena_text(&p->picture.arena, text);
}

static bool fits(const char *words, enum look_style style, double width)
{
    const struct look_type *t = look_type(style);

    return svg_width(bytes_of_text(words), t->face, t->size) + PAD <= width;
}

/* Settles which words all cells have room for. */
static void choose_words(struct heatmap_plan *p)
{
    const struct heatmap *h = p->heatmap;
    const double width = p->width - GAP;

    p->has_values = p->height >= 18;
    p->has_intervals = p->height >= CELL_HEIGHT;
    for (size_t i = 0; i < h->x.count * h->y.count; i++) {
        const struct heatmap_cell *c = &h->cells[i];
        if (c->runs == 0) continue;
        if (!fits(value_words(p, c), LOOK_LABEL, width)) p->has_values = false;
        if (!fits(interval_words(p, c), LOOK_CELL, width))
            p->has_intervals = false;
    }
    if (!p->has_values) p->has_intervals = false;
}

static void plan(struct heatmap_plan *p)
{
    const struct heatmap *h = p->heatmap;
    const struct look_type *tick = look_type(LOOK_TICK);
    double labels = 0;

    for (size_t i = 0; i < h->y.count; i++)
        labels = fmax(labels, svg_width(bytes_of_text(h->y.labels[i]),
                                        tick->face, tick->size));
    p->left = ceil(PICTURE_MARGIN + fmin(labels, LABEL_WIDTH) + 10);
    p->upper = p->picture.top + (h->y.name ? AXES_NAME_HEIGHT + 6 : 0);
    p->width = fmin(CELL_MOST, (PICTURE_WIDTH - PICTURE_MARGIN - p->left) /
                                   (double)h->x.count);
    p->height = fmax(CELL_LEAST, fmin(CELL_HEIGHT, p->width));
    if (p->width >= CELL_HEIGHT) p->height = CELL_HEIGHT;
    make_classes(p);
    choose_words(p);
}

static void put_cell(struct heatmap_plan *p, size_t x, size_t y)
{
    const struct heatmap *h = p->heatmap;
    const struct heatmap_cell *c = cell_at(h, x, y);
    struct picture *pic = &p->picture;
    const double left = p->left + (double)x * p->width;
    const double top = p->upper + (double)(h->y.count - 1 - y) * p->height;
    const double middle = left + (p->width - GAP) / 2;
    const double base =
        top + (p->height - GAP) / 2 + (p->has_intervals ? -2 : 4.5);
    const bool is_known = c->runs > 0;
    const char *value = is_known ? value_words(p, c) : "\xe2\x80\x93";

    picture_open_group(
        pic,
        is_known ? step_class(step_of_class(p, class_of(p, c->value))) : "hn",
        arena_format(&pic->arena, "%s, %s: %s (%s, %" PRIu64 " runs)",
                     h->x.labels[x], h->y.labels[y], value,
                     is_known ? interval_words(p, c) : "nothing known",
                     c->runs));
    picture_area(pic, "cell", left, top, p->width - GAP, p->height - GAP);
    if (p->has_values || (!is_known && p->height >= 18))
        picture_try_text(pic, LOOK_LABEL, PICTURE_MIDDLE, middle, base,
                         bytes_of_text(value));
    if (p->has_intervals && is_known)
        picture_try_text(pic, LOOK_CELL, PICTURE_MIDDLE, middle, base + 15,
                         bytes_of_text(interval_words(p, c)));
    picture_close_group(pic);
}

/* Labels below the columns: all, or each second, third, and so on, so that
 * those which stay have room. */
static void put_columns(struct heatmap_plan *p, double lower)
{
    const struct heatmap_side *x = &p->heatmap->x;
    const struct look_type *t = look_type(LOOK_TICK);
    const double most = fmax(p->width, 90) - PAD;
    double widest = 1;

    for (size_t i = 0; i < x->count; i++)
        widest = fmax(widest,
                      svg_width(bytes_of_text(x->labels[i]), t->face, t->size));
    const size_t stride = (size_t)ceil((fmin(widest, most) + PAD) / p->width);
    for (size_t i = 0; i < x->count; i += stride) {
        const struct picture_block b =
            picture_wrap(&p->picture, LOOK_TICK, x->labels[i], most, 1);
        if (b.count == 0) continue;
        picture_try_text(&p->picture, LOOK_TICK, PICTURE_MIDDLE,
                         p->left + (double)i * p->width + (p->width - GAP) / 2,
                         lower + 16, b.lines[0]);
    }
}

static void put_sides(struct heatmap_plan *p, double lower)
{
    const struct heatmap *h = p->heatmap;
    struct picture *pic = &p->picture;
    const double right =
        fmax(p->left + (double)h->x.count * p->width - GAP, p->left + 120);

    for (size_t i = 0; i < h->y.count; i++) {
        const struct picture_block b =
            picture_wrap(pic, LOOK_TICK, h->y.labels[i], LABEL_WIDTH, 1);
        if (b.count == 0) continue;
        picture_try_text(pic, LOOK_TICK, PICTURE_END, p->left - 8,
                         lower - (double)(i + 1) * p->height +
                             (p->height - GAP) / 2 + 4,
                         b.lines[0]);
    }
    put_columns(p, lower);
    const struct picture_block x =
        picture_wrap(pic, LOOK_NAME, h->x.name, right - PICTURE_MARGIN, 1);
    const struct picture_block y = picture_wrap(
        pic, LOOK_NAME, h->y.name, PICTURE_WIDTH - 2 * PICTURE_MARGIN, 1);
    picture_block(pic, LOOK_NAME, PICTURE_END, right, lower + 22, &x);
    picture_block(pic, LOOK_NAME, PICTURE_START, PICTURE_MARGIN,
                  p->upper - AXES_NAME_HEIGHT - 4, &y);
}

/* The ramp with the limits of its classes. */
static void put_key(struct heatmap_plan *p, double top)
{
    struct picture *pic = &p->picture;
    const struct axes_ticks *t = &p->value;
    const size_t classes = t->count > 1 ? t->count - 1 : 0;
    const double width = fmin(fmax(40, axes_words_width(t) + 16),
                              (PICTURE_WIDTH - PICTURE_MARGIN - p->left) /
                                  ((double)classes + 0.5));
    const struct picture_block name =
        picture_wrap(pic, LOOK_NAME, p->heatmap->value.name,
                     PICTURE_WIDTH - PICTURE_MARGIN - p->left, 1);

    picture_block(pic, LOOK_NAME, PICTURE_START, p->left, top, &name);
    for (size_t i = 0; i < classes; i++) {
        picture_open_group(pic, step_class(step_of_class(p, i)), NULL);
        picture_area(pic, "cell", p->left + (double)i * width, top + 20, width,
                     KEY_BAR);
        picture_close_group(pic);
    }
    for (size_t i = 0; i < t->count; i++)
        picture_try_text(pic, LOOK_TICK,
                         i == 0 ? PICTURE_START : PICTURE_MIDDLE,
                         p->left + (double)i * width, top + 20 + KEY_BAR + 15,
                         bytes_of_text(t->ticks[i].text));
}

/* The least and the greatest value in words. */
static const char *told_extremes(struct heatmap_plan *p)
{
    const struct heatmap *h = p->heatmap;
    const size_t count = h->x.count * h->y.count;
    const struct heatmap_cell *least = NULL, *most = NULL;

    for (size_t i = 0; i < count; i++) {
        const struct heatmap_cell *c = &h->cells[i];
        if (c->runs == 0) continue;
        if (!least || c->value < least->value) least = c;
        if (!most || c->value > most->value) most = c;
    }
    if (!least) return "Nothing is known of any cell.";
    const size_t l = (size_t)(least - h->cells), m = (size_t)(most - h->cells);
    return arena_format(
        &p->picture.arena,
        "The least is %s, at %s and %s; the greatest is %s, at %s and %s.",
        value_words(p, least), h->x.labels[l % h->x.count],
        h->y.labels[l / h->x.count], value_words(p, most),
        h->x.labels[m % h->x.count], h->y.labels[m / h->x.count]);
}

void heatmap_draw(const struct heatmap *h, FILE *out)
{
    struct heatmap_plan p = {.heatmap = h};

    assert(h->x.count > 0 && h->x.count <= HEATMAP_SIDE_MAX);
    assert(h->y.count > 0 && h->y.count <= HEATMAP_SIDE_MAX);
    picture_init(&p.picture, &h->words, out);
    plan(&p);
    const double lower = p.upper + (double)h->y.count * p.height;
    const double key = lower + 24 + (h->x.name ? AXES_NAME_HEIGHT : 0) + 4;
    picture_begin(&p.picture, ceil(key + KEY_HEIGHT), told_extremes(&p), NULL);
    for (size_t y = 0; y < h->y.count; y++)
        for (size_t x = 0; x < h->x.count; x++)
            put_cell(&p, x, y);
    put_sides(&p, lower);
    put_key(&p, key);
    picture_end(&p.picture);
}
