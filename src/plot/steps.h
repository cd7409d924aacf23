/* Step lines in pixels: thinned to what can be seen, and their paths. */
#ifndef PLOT_STEPS_H
#define PLOT_STEPS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

#include "base/arena.h"

/* From x on, until the next one, the line lies at y; its band from `top` down
 * to `bottom`, if it has one there. */
struct steps_point {
    double x, y;
    double top, bottom;
    bool has_band;
};

/* Points that are thinned as they come: of those within half a pixel the first,
 * the highest, the lowest and the last remain, with the widest of their bands,
 * and those go that change nothing. So the drawn line reaches every height that
 * the whole one does, within half a pixel of where it does; and there are no
 * more of them than pixels. */
struct steps_thinning {
    struct arena *arena;
    struct steps_point *points; /* those that remain */
    size_t count, room;
    size_t group;           /* points within half a pixel, not yet thinned */
    struct steps_point all; /* the widest band of these */
    struct steps_thinned {
        struct steps_point point;
        size_t place;
    } first, least, most, last; /* of these */
};

/* The points lie in the arena. Their x rise. */
void steps_begin(struct steps_thinning *t, struct arena *a);
void steps_add(struct steps_thinning *t, const struct steps_point *p);
void steps_end(struct steps_thinning *t);

/* The same of an array, in its place; gives back how many are left. */
size_t steps_thin(struct steps_point *points, size_t count);

/* The paths' data (SVG 2, 9.3), up to x_end. At least one point; a band may be
 * empty. */
void steps_put_line(FILE *out, const struct steps_point *points, size_t count,
                    double x_end);
void steps_put_band(FILE *out, const struct steps_point *points, size_t count,
                    double x_end);

#endif
