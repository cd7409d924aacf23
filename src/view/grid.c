#include "view/grid.h"

#include <assert.h>
#include <stdarg.h>
#include <stdio.h>

#include "view/text.h"

enum { GAP = 2, LABEL_LEAST = 12, CELL_SIZE = 512 };

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

/* The columns that are drawn side by side: the first, and some others. */
struct grid_part {
    const struct grid *grid;
    size_t from, to;
    size_t widths[GRID_COLUMNS_MAX];
    size_t indent;
};

/* The columns of a terminal that a part takes. */
static size_t part_width(const struct grid_part *p)
{
    size_t width = p->indent + p->widths[0];

    for (size_t i = p->from; i < p->to; i++)
        width += GAP + p->widths[i];
    return width;
}

static void draw_row(const struct grid_part *p, const char *const *cells,
                     FILE *out)
{
    struct bytes first = bytes_of_text(cells[0]);
    const size_t edge = p->indent + p->widths[0];
    size_t column = p->indent + text_width(cells[0]);

    text_put_spaces(p->indent, out);
    if (column <= edge) {
        text_put(cells[0], out);
        first = (struct bytes){0};
    } else {
        column = text_put_line(&first, p->indent, p->indent, edge, out);
    }
    for (size_t i = p->from; i < p->to; i++) {
        const size_t rest = p->widths[i] - text_width(cells[i]);
        if (i == p->from) text_put_spaces(edge - column, out);
        text_put_spaces(GAP + rest, out);
        text_put(cells[i], out);
    }
    fputc('\n', out);
    while (first.size > 0) {
        text_put_spaces(p->indent + GAP, out);
        text_put_line(&first, p->indent + GAP, p->indent + GAP, edge, out);
        fputc('\n', out);
    }
}

/* Draws as many of the columns as fit beside the first one, at least one, and
 * leaves the others. */
static void draw_columns(struct grid_part *p, size_t edge, FILE *out)
{
    struct grid_part fits = *p;
    const size_t width = part_width(p);

    /* A column that is too narrow for its words helps nobody. */
    if (width > edge && fits.widths[0] > LABEL_LEAST)
        fits.widths[0] = fits.widths[0] > width - edge + LABEL_LEAST
                             ? fits.widths[0] - (width - edge)
                             : LABEL_LEAST;
    while (fits.to > fits.from + 1 && part_width(&fits) > edge)
        fits.to--;
    for (size_t i = 0; i + p->grid->columns <= p->grid->count;
         i += p->grid->columns) {
        const struct style *head = i == 0 ? p->grid->head : NULL;

        if (head) style_set(head, STYLE_QUIET, out);
        draw_row(&fits, p->grid->cells + i, out);
        if (head) style_set(head, STYLE_PLAIN, out);
    }
    p->from = fits.to;
}

static void draw_part(struct grid_part *p, FILE *out)
{
    const size_t edge = text_columns(out);

    draw_columns(p, edge, out);
    while (p->from < p->to) {
        fputc('\n', out);
        draw_columns(p, edge, out);
    }
}

void grid_draw(const struct grid *g, size_t indent, FILE *out)
{
    struct grid_part part = {
        .grid = g, .from = 1, .to = g->columns, .indent = indent};

    for (size_t i = 0; i < g->count / g->columns * g->columns; i++)
        part.widths[i % g->columns] =
            text_wider(part.widths[i % g->columns], text_width(g->cells[i]));
    if (g->second == 0 || part_width(&part) <= text_columns(out)) {
        draw_part(&part, out);
        return;
    }
    struct grid_part second = part;
    part.to = g->second;
    second.from = g->second;
    draw_part(&part, out);
    fputc('\n', out);
    draw_part(&second, out);
}
