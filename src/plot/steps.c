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

/* The points from..until, within half a pixel: moves those that remain to
 * `out`, and gives back how many. */
static size_t thin_group(struct steps_point *points, size_t from, size_t until,
                         struct steps_point *out)
{
    struct steps_point all = points[from];
    size_t least = from, most = from, count = 0;

    for (size_t i = from; i < until; i++) {
        widen(&all, &points[i]);
        if (points[i].y < points[least].y) least = i;
        if (points[i].y > points[most].y) most = i;
    }
    for (size_t i = from; i < until; i++) {
        if (i != from && i != least && i != most && i + 1 != until) continue;
        struct steps_point kept = points[i];
        if (until - from > 4) {
            kept.has_band = all.has_band;
            kept.top = all.top;
            kept.bottom = all.bottom;
        }
        out[count++] = kept;
    }
    return count;
}

size_t steps_thin(struct steps_point *points, size_t count)
{
    size_t kept = 0, changed = 0;

    for (size_t from = 0, until; from < count; from = until) {
        until = from + 1;
        while (until < count &&
               floor(2 * points[until].x) == floor(2 * points[from].x))
            until++;
        kept += thin_group(points, from, until, points + kept);
    }
    for (size_t i = 0; i < kept; i++) {
        if (i > 0 && is_same_step(&points[changed - 1], &points[i])) continue;
        points[changed++] = points[i];
    }
    return changed;
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
