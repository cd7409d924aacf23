#include "view/matrix.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "view/apart.h"
#include "view/moment.h"
#include "view/text.h"

/* Draws the ledger at one moment as a table. The plan comes first: the cells in
 * which a party knows of a document, as the ledger's rises have them, so that
 * the time follows what is known and not all that could be. Then blocks of as
 * many documents as fit side by side, each with the parties that know of any of
 * them; then, for each cell with a "*", its portions; then those left out, by
 * name; then the legend. */

enum {
    INDENT = 2,
    GAP = 2,
    NAME_MAX_WIDTH = 24,
    CELL_WIDTH = 21, /* "provable 26 Jan 16:55" */
    LEVEL_WIDTH = 9, /* "provable*" */
    FIT_MAX = TEXT_COLUMNS_MOST / (CELL_WIDTH + GAP), /* documents of a block */
    PART_INDENT = 2 * INDENT,
    NAMED_MAX = 12 /* left over: more than this are counted */
};

/* A party that knows of a document. */
struct matrix_cell {
    uint32_t document, party;
};

/* The cells, and the parties and documents that have any. */
struct matrix_plan {
    struct matrix_cell *cells; /* by document, then by party */
    size_t cell_count;
    uint32_t *documents; /* those that anybody knows of */
    size_t *first;       /* the cells of each begin there */
    size_t document_count;
    bool *knowing; /* a party: it knows of anything */
    bool *known;   /* a document: it is among the documents */
    size_t name_width, cell_width;
    bool years; /* the times need their year */
};

static int compare_cells(const void *a, const void *b)
{
    const struct matrix_cell *x = a;
    const struct matrix_cell *y = b;

    if (x->document != y->document) return x->document < y->document ? -1 : 1;
    return (x->party > y->party) - (x->party < y->party);
}

/* The rises of a party on a document stand together in the ledger. */
static void plan_cells(const struct ledger *l, struct arena *a,
                       struct matrix_plan *p)
{
    p->cells = arena_array(a, l->gain_count, sizeof *p->cells);
    for (size_t i = 0; i < l->gain_count; i++) {
        const struct ledger_gain *g = &l->gains[i];

        p->knowing[g->party] = true;
        p->known[g->document] = true;
        if (i > 0 && g[-1].party == g->party && g[-1].document == g->document)
            continue;
        p->cells[p->cell_count++] = (struct matrix_cell){g->document, g->party};
    }
    if (p->cell_count > 0)
        qsort(p->cells, p->cell_count, sizeof *p->cells, compare_cells);
}

static void make_plan(const struct view *v, struct arena *a,
                      struct matrix_plan *p)
{
    const struct scenario *sc = v->scenario;

    *p = (struct matrix_plan){
        .documents = arena_array(a, sc->document_count, sizeof *p->documents),
        .first = arena_array(a, sc->document_count, sizeof *p->first),
        .knowing = arena_array(a, sc->actor_count, sizeof *p->knowing),
        .known = arena_array(a, sc->document_count, sizeof *p->known),
        .years = sc->end - sc->start >= 365 * DAY,
    };
    plan_cells(v->ledger, a, p);
    for (size_t i = 0; i < p->cell_count; i++) {
        const uint32_t document = p->cells[i].document;

        if (i > 0 && p->cells[i - 1].document == document) continue;
        p->first[p->document_count] = i;
        p->documents[p->document_count++] = document;
    }
    for (uint32_t i = 0; i < sc->actor_count; i++) {
        const size_t width = text_width(sc->parties[i].name);

        if (p->knowing[i] && width > p->name_width) p->name_width = width;
    }
    const size_t most = apart_parties(sc, NAME_MAX_WIDTH);
    if (p->name_width > most) p->name_width = most;
    p->cell_width = apart_documents(sc, CELL_WIDTH);
}

/* True where the party's levels on the portions of the document differ. */
static bool is_uneven(const struct ledger *l, uint32_t party, uint32_t document)
{
    const size_t count = l->scenario->documents[document].portion_count;

    for (uint32_t i = 1; i < count; i++) {
        if (ledger_level(l, party, document, i) !=
            ledger_level(l, party, document, 0))
            return true;
    }
    return false;
}

/* Where the k-th cell of a line begins. */
static size_t cell_column(const struct matrix_plan *p, size_t k)
{
    return INDENT + p->name_width + GAP + k * (p->cell_width + GAP);
}

/* "holds    26 Jan 16:55", or "holds*   ..." of what is held in part; gives
 * the columns used. */
static size_t draw_level(const struct view *v, const struct matrix_plan *p,
                         enum record_level level, const char *mark,
                         instant since, FILE *out)
{
    char time[MOMENT_SIZE];
    const int used = fprintf(out, "%s%s", record_level_text(level), mark);

    moment_short(time, since, p->years);
    text_put_spaces(LEVEL_WIDTH - (size_t)used, out);
    style_set(&v->style, STYLE_QUIET, out);
    fputs(time, out);
    style_set(&v->style, STYLE_PLAIN, out);
    return LEVEL_WIDTH + strlen(time);
}

/* These give the columns used. */
static size_t draw_dash(FILE *out)
{
    fputc('-', out);
    return 1;
}

static size_t draw_cell(const struct view *v, const struct matrix_plan *p,
                        const struct matrix_cell *cell, FILE *out)
{
    const uint32_t party = cell->party, document = cell->document;
    const struct ledger *l = v->ledger;
    const enum record_level level = ledger_level_any(l, party, document);
    const bool uneven = is_uneven(l, party, document);
    struct ledger_mark since;

    if (level == LEVEL_UNAWARE ||
        !(uneven
              ? ledger_since_any(l, party, document, level, &since)
              : ledger_since(l, party, document, SCENARIO_NONE, level, &since)))
        return draw_dash(out);
    const bool aside = level == LEVEL_PROVABLE &&
                       set_aside_find(v->set_aside, party, document);
    return draw_level(v, p, level,
                      uneven  ? "*"
                      : aside ? "~"
                              : "",
                      since.time, out);
}

/* Documents side by side, and how far the cells of each are drawn. */
struct matrix_block {
    const uint32_t *documents;
    size_t count, at[FIT_MAX];
};

/* The cell that comes next of the k-th document; NULL past the last. */
static const struct matrix_cell *
next_cell(const struct matrix_plan *p, const struct matrix_block *b, size_t k)
{
    const size_t at = b->at[k];

    return at < p->cell_count && p->cells[at].document == b->documents[k]
               ? &p->cells[at]
               : NULL;
}

/* The party whose row comes next; SCENARIO_NONE past the last. */
static uint32_t next_party(const struct matrix_plan *p,
                           const struct matrix_block *b)
{
    uint32_t party = SCENARIO_NONE;

    for (size_t k = 0; k < b->count; k++) {
        const struct matrix_cell *cell = next_cell(p, b, k);

        if (cell && cell->party < party) party = cell->party;
    }
    return party;
}

static void draw_party(const struct view *v, const struct matrix_plan *p,
                       uint32_t party, struct matrix_block *b, FILE *out)
{
    size_t at = INDENT + p->name_width;

    text_put_spaces(INDENT, out);
    text_put_cell(v->scenario->parties[party].name, p->name_width, out);
    for (size_t k = 0; k < b->count; k++) {
        const struct matrix_cell *cell = next_cell(p, b, k);
        const bool knows = cell && cell->party == party;

        text_put_spaces(cell_column(p, k) - at, out);
        at = cell_column(p, k);
        if (knows) b->at[k]++;
        at += knows ? draw_cell(v, p, cell, out) : draw_dash(out);
    }
    fputc('\n', out);
}

/* The documents' names over the columns. */
static void draw_document_names(const struct view *v,
                                const struct matrix_plan *p,
                                const uint32_t *documents, size_t count,
                                FILE *out)
{
    size_t at = 0;

    style_set(&v->style, STYLE_TITLE, out);
    for (size_t i = 0; i < count; i++) {
        text_put_spaces(cell_column(p, i) - at, out);
        at = cell_column(p, i) +
             text_put_cut(v->scenario->documents[documents[i]].name,
                          p->cell_width, out);
    }
    style_set(&v->style, STYLE_PLAIN, out);
    fputc('\n', out);
}

/* Documents side by side, with the parties that know of any of them. */
static void draw_block(const struct view *v, const struct matrix_plan *p,
                       size_t first, size_t count, FILE *out)
{
    struct matrix_block b = {.documents = &p->documents[first], .count = count};
    uint32_t party;

    memcpy(b.at, &p->first[first], count * sizeof b.at[0]);
    fputc('\n', out);
    draw_document_names(v, p, b.documents, count, out);
    while ((party = next_party(p, &b)) != SCENARIO_NONE)
        draw_party(v, p, party, &b, out);
}

/* The level that a party has reached on one portion. */
struct matrix_part {
    enum record_level level;
    struct ledger_mark since;
    bool drawn;
};

/* A line for all portions that came to the level by the same record. */
static void draw_alike(const struct view *v, struct arena *a,
                       const struct matrix_plan *p,
                       const struct scenario_document *d,
                       struct matrix_part *parts, size_t first, FILE *out)
{
    const size_t indent = PART_INDENT + CELL_WIDTH + GAP;
    const char *list = "";

    for (size_t i = first; i < d->portion_count; i++) {
        if (parts[i].level != parts[first].level ||
            parts[i].since.seq != parts[first].since.seq)
            continue;
        parts[i].drawn = true;
        list = arena_format(a, "%s%s%s", list, i > first ? ", " : "",
                            d->portions[i].name);
    }
    text_put_spaces(PART_INDENT, out);
    const size_t used =
        draw_level(v, p, parts[first].level, "", parts[first].since.time, out);
    text_put_spaces(indent - PART_INDENT - used, out);
    text_put_wrapped(list, indent, indent, out);
}

/* "press, nato-response", and line by line what it knows of which portions. */
static void draw_parts(const struct view *v, const struct matrix_plan *p,
                       uint32_t party, uint32_t document, FILE *out)
{
    const struct scenario *sc = v->scenario;
    const struct scenario_document *d = &sc->documents[document];
    struct matrix_part *parts;
    struct arena a;

    arena_init(&a);
    parts = arena_array(&a, d->portion_count, sizeof *parts);
    for (uint32_t i = 0; i < d->portion_count; i++) {
        parts[i].level = ledger_level(v->ledger, party, document, i);
        parts[i].drawn = parts[i].level == LEVEL_UNAWARE ||
                         !ledger_since(v->ledger, party, document, i,
                                       parts[i].level, &parts[i].since);
    }
    text_put_spaces(INDENT, out);
    text_put_wrapped(
        arena_format(&a, "%s, %s", sc->parties[party].name, d->name), INDENT,
        PART_INDENT, out);
    for (size_t i = 0; i < d->portion_count; i++)
        if (!parts[i].drawn) draw_alike(v, &a, p, d, parts, i, out);
    arena_fini(&a);
}

/* The portions behind each "*". */
static void draw_uneven(const struct view *v, const struct matrix_plan *p,
                        FILE *out)
{
    bool any = false;

    for (size_t i = 0; i < p->cell_count; i++) {
        const struct matrix_cell *cell = &p->cells[i];

        if (!is_uneven(v->ledger, cell->party, cell->document)) continue;
        if (!any) fputs("\n* in part:\n", out);
        any = true;
        draw_parts(v, p, cell->party, cell->document, out);
    }
}

/* The proofs behind each "~", and of those held in part. */
static void draw_set_aside(const struct view *v, FILE *out)
{
    struct arena a;

    arena_init(&a);
    for (size_t i = 0; v->set_aside && i < v->set_aside->count; i++) {
        const struct set_aside_item *item = &v->set_aside->items[i];
        if (i == 0) fputs("\n~ set aside:\n", out);
        text_put_spaces(INDENT, out);
        text_put_wrapped(view_set_aside(&a, v, item), INDENT, PART_INDENT, out);
    }
    arena_fini(&a);
}

/* "Unaware of any document: press, tap". */
static void draw_rest(struct arena *a, const char *what, const char **names,
                      size_t count, FILE *out)
{
    char number[TEXT_NUMBER_SIZE];

    if (count == 0) return;
    text_number(number, count);
    text_put_wrapped(arena_format(a, "%s: %s", what,
                                  count <= NAMED_MAX
                                      ? arena_join(a, names, count, ", ")
                                      : number),
                     0, INDENT, out);
}

static void draw_rests(const struct view *v, struct arena *a,
                       const struct matrix_plan *p, FILE *out)
{
    const struct scenario *sc = v->scenario;
    const char **parties = arena_array(a, sc->actor_count, sizeof *parties);
    const char **documents =
        arena_array(a, sc->document_count, sizeof *documents);
    size_t party_count = 0;
    size_t document_count = 0;

    for (uint32_t i = 0; i < sc->actor_count; i++)
        if (!p->knowing[i]) parties[party_count++] = sc->parties[i].name;
    for (uint32_t i = 0; i < sc->document_count; i++)
        if (!p->known[i]) documents[document_count++] = sc->documents[i].name;
    if (party_count + document_count > 0) fputc('\n', out);
    draw_rest(a, "Unaware of any document", parties, party_count, out);
    draw_rest(a, "Unknown to everybody", documents, document_count, out);
}

static void draw_matrix_legend(const struct view *v, FILE *out)
{
    fputc('\n', out);
    style_paragraph(
        &v->style, STYLE_QUIET,
        "Each level includes those before it. aware: knows that it exists; "
        "told: knows what it says, at second hand; holds: has the text; "
        "verified: has checked who wrote it; provable: can prove that to "
        "others. A dash, or no row: unaware.",
        out);
}

/* The words before the time that the matrix is drawn for. */
static const char *moment_of(const struct view *v)
{
    if (v->at != INSTANT_MAX) return ", at";
    return ledger_complete(v->ledger) ? " at the end," : " so far,";
}

/* Leaves room for a cell beside the name, whatever the names. */
static void fit_plan(struct matrix_plan *p, size_t columns)
{
    const size_t room = columns - INDENT - GAP;

    if (p->name_width > room - CELL_WIDTH) p->name_width = room - CELL_WIDTH;
    if (p->cell_width > room - p->name_width)
        p->cell_width = room - p->name_width;
}

void matrix_draw(const struct view *v, FILE *out)
{
    char at[MOMENT_SIZE];
    struct arena a;
    struct matrix_plan p;

    assert(v->ledger && v->scenario);
    arena_init(&a);
    make_plan(v, &a, &p);
    fit_plan(&p, text_columns(out));
    moment_full(at, v->at != INSTANT_MAX             ? v->at
                    : v->ledger->last != INSTANT_MIN ? v->ledger->last
                                                     : v->scenario->start);
    fprintf(out, "\nWho knows what%s %s\n", moment_of(v), at);

    const size_t width = p.cell_width + GAP;
    const size_t room = text_columns(out) - INDENT - p.name_width;
    const size_t fit = room < width ? 1 : room / width;

    for (size_t i = 0; i < p.document_count; i += fit) {
        const size_t left = p.document_count - i;

        draw_block(v, &p, i, left < fit ? left : fit, out);
    }
    draw_uneven(v, &p, out);
    draw_set_aside(v, out);
    draw_rests(v, &a, &p, out);
    if (p.document_count > 0) draw_matrix_legend(v, out);
    arena_fini(&a);
}
