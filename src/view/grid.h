/* A table whose columns are as wide as what stands in them: the first flush
 * left, the others right. One that is wider than a terminal is drawn in two
 * parts, below one another; where that does not do the first column is wrapped,
 * and then more parts are made. */
#ifndef VIEW_GRID_H
#define VIEW_GRID_H

#include <stdio.h>

#include "base/arena.h"
#include "view/style.h"

enum { GRID_COLUMNS_MAX = 12 };

struct grid {
    struct arena *arena;
    size_t columns;
    size_t second; /* the column with which a second part begins; 0: none */
    const struct style *head; /* draws the first row as quiet; NULL: as any */
    const char **cells;       /* row by row */
    size_t count, room;
};

/* An empty one of so many columns; what is put in lies in the arena. */
void grid_init(struct grid *g, struct arena *a, size_t columns);

/* The next cell. */
void grid_put(struct grid *g, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

/* Draws all whole rows. */
void grid_draw(const struct grid *g, size_t indent, FILE *out);

#endif
