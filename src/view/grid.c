#include "view/grid.h"

#include <assert.h>
#include <stdarg.h>
#include <stdio.h>

#include "view/text.h"

enum { GAP = 2, CELL_SIZE = 512 };

void grid_init(struct grid *g, struct arena *a, size_t columns)
{
    assert(columns > 0 && columns <= GRID_COLUMNS_MAX);
    *g = (struct grid){.arena = a, .columns = columns};
}

void grid_put(struct grid *g, const char *format, ...)
{
    char cell[CELL_SIZE];
    va_list rest;

    va_start(rest, format);
    vsnprintf(cell, sizeof cell, format, rest);
    va_end(rest);
    g->cells =
        arena_grow(g->arena, g->cells, g->count, &g->room, sizeof *g->cells);
    g->cells[g->count++] = arena_text(g->arena, cell);
}

void grid_draw(const struct grid *g, size_t indent, FILE *out)
{
    const size_t rows = g->count / g->columns;
    size_t widths[GRID_COLUMNS_MAX] = {0};

    for (size_t i = 0; i < rows * g->columns; i++)
        widths[i % g->columns] =
            text_wider(widths[i % g->columns], text_width(g->cells[i]));
    for (size_t i = 0; i < rows * g->columns; i++) {
        const size_t column = i % g->columns;
        const size_t rest = widths[column] - text_width(g->cells[i]);
        const bool last = column + 1 == g->columns;

        text_put_spaces(column == 0 ? indent : GAP + rest, out);
        text_put(g->cells[i], out);
        if (column == 0 && !last) text_put_spaces(rest, out);
        if (last) fputc('\n', out);
    }
}
