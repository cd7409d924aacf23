#include "plot/axes.h"

#include <math.h>

enum { TICK = 5, WORDS_BELOW = 18, DATE_BELOW = 33, LINE = 16 };

struct scale axes_scale(const struct axes_measure *m, double low, double high)
{
    struct scale s = {
        .kind = m->kind, .is_difference = m->is_difference, .start = m->start};

    if (m->low < m->high)
        scale_set(&s, m->low, m->high);
    else
        scale_set(&s, low, high);
    return s;
}

void axes_ticks_across(struct axes_ticks *t, double apart)
{
    t->count = scale_ticks(&t->scale, fmax(apart, 24),
                           look_type(LOOK_TICK)->size, t->ticks);
}

void axes_ticks_upright(struct axes_ticks *t, double apart)
{
    t->count = scale_ticks(&t->scale, apart, 0, t->ticks);
}

double axes_words_width(const struct axes_ticks *t)
{
    const struct look_type *type = look_type(LOOK_TICK);
    double widest = 0;

    for (size_t i = 0; i < t->count; i++)
        widest = fmax(widest, svg_width(bytes_of_text(t->ticks[i].text),
                                        type->face, type->size));
    return widest;
}

static bool has_dates(const struct axes_ticks *t)
{
    return t->count > 0 && t->ticks[0].date[0] != '\0';
}

double axes_across_height(const struct axes_ticks *t, const char *name)
{
    return WORDS_BELOW + 4 + (has_dates(t) ? LINE : 0) +
           (name ? AXES_NAME_HEIGHT : 0);
}

void axes_put_across(struct picture *p, const struct axes_ticks *t, double y,
                     const char *name)
{
    picture_line(p, "axis", t->scale.from, y, t->scale.to, y);
    for (size_t i = 0; i < t->count; i++) {
        const struct scale_tick *k = &t->ticks[i];
        picture_line(p, "axis", k->place, y, k->place, y + TICK);
        picture_try_text(p, LOOK_TICK, PICTURE_MIDDLE, k->place,
                         y + WORDS_BELOW, bytes_of_text(k->text));
        picture_try_text(p, LOOK_DATE, PICTURE_MIDDLE, k->place, y + DATE_BELOW,
                         bytes_of_text(k->date));
    }
    const struct picture_block b =
        picture_wrap(p, LOOK_NAME, name, t->scale.to - t->scale.from, 1);
    picture_block(p, LOOK_NAME, PICTURE_END, t->scale.to,
                  y + axes_across_height(t, NULL), &b);
}

void axes_put_upright(struct picture *p, const struct axes_ticks *t, double x1,
                      double x2, const char *name)
{
    for (size_t i = 0; i < t->count; i++) {
        const struct scale_tick *k = &t->ticks[i];
        picture_line(p, "grid", x1, k->place, x2, k->place);
        picture_try_text(p, LOOK_TICK, PICTURE_END, x1 - 8, k->place + 4,
                         bytes_of_text(k->text));
    }
    const struct picture_block b =
        picture_wrap(p, LOOK_NAME, name, PICTURE_WIDTH - 2 * PICTURE_MARGIN, 1);
    picture_block(p, LOOK_NAME, PICTURE_START, PICTURE_MARGIN,
                  fmin(t->scale.from, t->scale.to) - AXES_NAME_HEIGHT - 8, &b);
}
