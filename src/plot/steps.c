#include "plot/steps.h"

#include <math.h>

#include "plot/svg.h"

static bool is_same_step(const struct steps_point *a,
                         const struct steps_point *b)
{
    return a->y == b->y && a->has_band == b->has_band &&
           (!a->has_band || (a->top == b->top && a->bottom == b->bottom));
}

/* Widens *band to the band of b. */
static void widen(struct steps_point *band, const struct steps_point *b)
{
    if (!b->has_band) return;
    if (!band->has_band) {
        band->top = b->top;
        band->bottom = b->bottom;
    }
    band->has_band = true;
    band->top = fmin(band->top, b->top);
    band->bottom = fmax(band->bottom, b->bottom);
}

void steps_begin(struct steps_thinning *t, struct arena *a)
{
    *t = (struct steps_thinning){.arena = a};
}

static void push_step(struct steps_thinning *t, const struct steps_point *p)
{
    if (t->count > 0 && is_same_step(&t->points[t->count - 1], p)) return;
    t->points =
        arena_grow(t->arena, t->points, t->count, &t->room, sizeof *t->points);
    t->points[t->count++] = *p;
}

static void push_group(struct steps_thinning *t)
{
    const bool least_first = t->least.place < t->most.place;
    const struct steps_thinned *const kept[] = {
        &t->first, least_first ? &t->least : &t->most,
        least_first ? &t->most : &t->least, &t->last};

    for (size_t i = 0; i < sizeof kept / sizeof kept[0] && t->group > 0; i++) {
        struct steps_point p = kept[i]->point;
        if (i > 0 && kept[i]->place == kept[i - 1]->place) continue;
        if (t->group > 4) {
            p.has_band = t->all.has_band;
            p.top = t->all.top;
            p.bottom = t->all.bottom;
        }
        push_step(t, &p);
    }
    t->group = 0;
}

void steps_add(struct steps_thinning *t, const struct steps_point *p)
{
    if (t->group > 0 && floor(2 * p->x) != floor(2 * t->first.point.x))
        push_group(t);
    t->last = (struct steps_thinned){*p, t->group};
    if (t->group == 0) {
        t->first = t->least = t->most = t->last;
        t->all = *p;
    }
    widen(&t->all, p);
    if (p->y < t->least.point.y) t->least = t->last;
    if (p->y > t->most.point.y) t->most = t->last;
    t->group++;
}

void steps_end(struct steps_thinning *t)
{
    push_group(t);
}

size_t steps_thin(struct steps_point *points, size_t count)
{
    struct steps_thinning t;
    struct arena a;

    arena_init(&a);
    steps_begin(&t, &a);
    for (size_t i = 0; i < count; i++)
        steps_add(&t, &points[i]);
    steps_end(&t);
    for (size_t i = 0; i < t.count; i++)
        points[i] = t.points[i];
    arena_fini(&a);
    return t.count;
}

static void put_number(FILE *out, char command, double number)
{
    fputc(command, out);
    svg_put_number(out, number);
}

void steps_put_line(FILE *out, const struct steps_point *points, size_t count,
                    double x_end)
{
    put_number(out, 'M', points[0].x);
    put_number(out, ' ', points[0].y);
    for (size_t i = 1; i < count; i++) {
        put_number(out, 'H', points[i].x);
        if (points[i].y != points[i - 1].y) put_number(out, 'V', points[i].y);
    }
    put_number(out, 'H', x_end);
}

/* One piece of a band: the points from..until, and on to x_end. */
static void put_piece(FILE *out, const struct steps_point *points, size_t from,
                      size_t until, double x_end)
{
    put_number(out, 'M', points[from].x);
    put_number(out, ' ', points[from].top);
    for (size_t i = from + 1; i < until; i++) {
        put_number(out, 'H', points[i].x);
        put_number(out, 'V', points[i].top);
    }
    put_number(out, 'H', x_end);
    put_number(out, 'V', points[until - 1].bottom);
    for (size_t i = until - 1; i > from; i--) {
        put_number(out, 'H', points[i].x);
        put_number(out, 'V', points[i - 1].bottom);
    }
    put_number(out, 'H', points[from].x);
    fputc('Z', out);
}

void steps_put_band(FILE *out, const struct steps_point *points, size_t count,
                    double x_end)
{
    for (size_t from = 0, until; from < count; from = until) {
        until = from + 1;
        if (!points[from].has_band) continue;
        while (until < count && points[until].has_band)
            until++;
        put_piece(out, points, from, until,
                  until < count ? points[until].x : x_end);
    }
}
