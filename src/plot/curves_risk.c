#include "plot/curves_risk.h"

#include <math.h>

#include "plot/scale_text.h"

enum { ROW = 17, ABOVE = 8, BETWEEN = 14 };

static void number_words(uint64_t number, struct scale_tick *tick)
{
    static const struct scale numbers = {.kind = RUNG_NUMBER};
    static const struct rung ones = {.digit = 1};

    *tick = (struct scale_tick){.value = (double)number};
    scale_text_tick(&numbers, &ones, tick);
}

double curves_risk_width(const struct curves *c,
                         const struct curves_plan_extent *x)
{
    const struct look_type *t = look_type(LOOK_TICK);
    struct scale_tick tick;
    double widest = 0;

    if (!c->at_risk) return 0;
    for (size_t i = 0; i < c->count; i++) {
        number_words(x->most[i], &tick);
        widest =
            fmax(widest, svg_width(bytes_of_text(tick.text), t->face, t->size));
    }
    return widest + BETWEEN;
}

static size_t row_count(const struct curves_plan *p)
{
    const size_t count = p->curves->count;

    for (size_t i = 1; i < count; i++) {
        for (size_t k = 0; k < p->x.count; k++)
            if (p->lines[i].at_risk[k] != p->lines[0].at_risk[k]) return count;
    }
    return 1;
}

double curves_risk_height(const struct curves_plan *p)
{
    return p->curves->at_risk ? ABOVE + ROW * (double)(row_count(p) + 1) : 0;
}

static void put_row(struct curves_plan *p, const struct curves_plan_line *l,
                    double y)
{
    struct scale_tick tick;

    for (size_t k = 0; k < p->x.count; k++) {
        number_words(l->at_risk[k], &tick);
        picture_try_text(&p->picture, LOOK_TICK, PICTURE_MIDDLE,
                         p->x.ticks[k].place, y, bytes_of_text(tick.text));
    }
}

void curves_risk_put(struct curves_plan *p, double top)
{
    struct picture *pic = &p->picture;
    const size_t rows = row_count(p);
    const struct picture_block caption = picture_wrap(
        pic, LOOK_NAME, p->curves->at_risk, p->right - PICTURE_MARGIN, 1);

    if (caption.count == 0) return;
    picture_block(pic, LOOK_NAME, PICTURE_START, PICTURE_MARGIN, top + ABOVE,
                  &caption);
    for (size_t i = 0; i < rows; i++) {
        const double y = top + ABOVE + (double)(i + 2) * ROW - 4;
        const struct picture_block label =
            picture_wrap(pic, LOOK_LABEL, p->lines[i].series->label,
                         PICTURE_WIDTH - PICTURE_MARGIN - p->labels_left, 1);
        put_row(p, &p->lines[i], y);
        if (rows == 1) break;
        picture_open_group(pic, p->lines[i].class, NULL);
        picture_block(pic, LOOK_LABEL, PICTURE_START, p->labels_left, y - 13,
                      &label);
        picture_close_group(pic);
    }
}
