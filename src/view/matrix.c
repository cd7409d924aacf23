#include "view/matrix.h"

#include <string.h>

#include "view/moment.h"
#include "view/text.h"

enum {
    INDENT = 2,
    GAP = 2,
    NAME_MAX_WIDTH = 24,
    CELL_WIDTH = 21, /* "provable 26 Jan 16:55" */
    NAMED_MAX = 12   /* left over: more than this are counted */
};

/* A document, or one of its portions and all that are known as it is. */
struct column {
    uint32_t document, portion;
    size_t alike; /* further portions */
};

/* What the matrix consists of. */
struct plan {
    const uint32_t *parties;
    size_t party_count;
    struct column *columns;
    size_t column_count;
    bool *knowing; /* a party: of anything that is selected */
    bool *known;   /* a document: to anybody who is selected */
    bool *split;   /* a document: into its portions */
    size_t name_width;
    bool years; /* the times need their year */
};

static bool is_selected(const struct view *v, const struct ledger_gain *g)
{
    return (v->party == SCENARIO_NONE || v->party == g->party) &&
           (v->document == SCENARIO_NONE || v->document == g->document);
}

/* Whether the party's levels on the portions of the document differ. */
static bool is_uneven(const struct ledger *l, uint32_t party, uint32_t document)
{
    const size_t count = l->scenario->documents[document].portion_count;

    for (uint32_t i = 1; i < count; i++) {
        if (ledger_level(l, party, document, i) !=
            ledger_level(l, party, document, 0)) {
            return true;
        }
    }
    return false;
}

static void mark(const struct view *v, struct plan *p)
{
    const struct ledger *l = v->ledger;

    for (size_t i = 0; i < l->gain_count; i++) {
        const struct ledger_gain *g = &l->gains[i];
        const struct ledger_gain *last = i > 0 ? &l->gains[i - 1] : NULL;

        if (!is_selected(v, g)) continue;
        p->knowing[g->party] = true;
        p->known[g->document] = true;
        if (p->split[g->document] || g->portion == SCENARIO_NONE ||
            (last && last->party == g->party && last->document == g->document))
            continue;
        p->split[g->document] = is_uneven(l, g->party, g->document);
    }
}

/* Whether every party knows the two portions as well, and since the same
 * record. */
static bool is_alike(const struct ledger *l, const struct plan *p,
                     uint32_t document, uint32_t a, uint32_t b)
{
    for (size_t i = 0; i < p->party_count; i++) {
        const uint32_t party = p->parties[i];
        const enum record_level level = ledger_level(l, party, document, a);
        struct ledger_mark x = {0};
        struct ledger_mark y = {0};

        if (ledger_level(l, party, document, b) != level) return false;
        if (level > LEVEL_UNAWARE &&
            ledger_since(l, party, document, a, level, &x) &&
            ledger_since(l, party, document, b, level, &y) && x.seq != y.seq)
            return false;
    }
    return true;
}

/* Gives a portion a column, or a share in that of another one. */
static void add_portion(const struct ledger *l, struct plan *p,
                        uint32_t document, uint32_t portion)
{
    for (size_t i = p->column_count;
         i-- > 0 && p->columns[i].document == document;) {
        if (is_alike(l, p, document, p->columns[i].portion, portion)) {
            p->columns[i].alike++;
            return;
        }
    }
    p->columns[p->column_count++] = (struct column){document, portion, 0};
}

static void add_columns(const struct ledger *l, struct arena *a, struct plan *p)
{
    const struct scenario *sc = l->scenario;
    size_t count = 0;

    for (size_t d = 0; d < sc->document_count; d++) {
        count += p->split[d] ? sc->documents[d].portion_count : 1;
    }
    p->columns = arena_array(a, count, sizeof *p->columns);
    for (uint32_t d = 0; d < sc->document_count; d++) {
        const size_t portions = sc->documents[d].portion_count;

        if (!p->known[d]) continue;
        if (!p->split[d]) {
            p->columns[p->column_count++] =
                (struct column){d, SCENARIO_NONE, 0};
        }
        for (uint32_t i = 0; p->split[d] && i < portions; i++) {
            add_portion(l, p, d, i);
        }
    }
}

static void make_plan(const struct view *v, struct arena *a, struct plan *p)
{
    const struct scenario *sc = v->scenario;
    uint32_t *parties = arena_array(a, sc->party_count, sizeof *parties);

    *p = (struct plan){
        .knowing = arena_array(a, sc->party_count, sizeof *p->knowing),
        .known = arena_array(a, sc->document_count, sizeof *p->known),
        .split = arena_array(a, sc->document_count, sizeof *p->split),
        .years = sc->end - sc->start >= 365 * DAY,
        .parties = parties,
    };
    mark(v, p);
    for (uint32_t i = 0; i < sc->party_count; i++) {
        const size_t width = text_width(sc->parties[i].name);

        if (!p->knowing[i]) continue;
        parties[p->party_count++] = i;
        if (width > p->name_width) p->name_width = width;
    }
    if (p->name_width > NAME_MAX_WIDTH) p->name_width = NAME_MAX_WIDTH;
    add_columns(v->ledger, a, p);
}

/* Where the k-th cell of a line begins. */
static size_t cell_column(const struct plan *p, size_t k)
{
    return INDENT + p->name_width + GAP + k * (CELL_WIDTH + GAP);
}

/* Gives the columns used. */
static size_t draw_cell(const struct view *v, const struct plan *p,
                        uint32_t party, const struct column *c, FILE *out)
{
    const enum record_level level =
        ledger_level(v->ledger, party, c->document, c->portion);
    struct ledger_mark since;
    char time[MOMENT_SIZE];
    int used;

    if (level == LEVEL_UNAWARE || !ledger_since(v->ledger, party, c->document,
                                                c->portion, level, &since)) {
        fputc('-', out);
        return 1;
    }
    moment_short(time, since.time, p->years);
    used = fprintf(out, "%-8s ", record_level_text(level));
    style_set(&v->style, STYLE_QUIET, out);
    used += fprintf(out, "%s", time);
    style_set(&v->style, STYLE_PLAIN, out);
    return (size_t)used;
}

static void draw_row(const struct view *v, const struct plan *p, uint32_t party,
                     const struct column *columns, size_t count, FILE *out)
{
    size_t at = INDENT + p->name_width;

    text_put_spaces(INDENT, out);
    text_put_cell(v->scenario->parties[party].name, p->name_width, out);
    for (size_t i = 0; i < count; i++) {
        text_put_spaces(cell_column(p, i) - at, out);
        at = cell_column(p, i) + draw_cell(v, p, party, &columns[i], out);
    }
    fputc('\n', out);
}

/* "far-apart + 3 more"; gives the columns used. */
static size_t draw_portion(const struct view *v, const struct column *c,
                           FILE *out)
{
    const char *name =
        v->scenario->documents[c->document].portions[c->portion].name;
    char more[TEXT_NUMBER_SIZE] = "";
    size_t used;

    if (c->alike > 0) snprintf(more, sizeof more, " + %zu more", c->alike);
    used = text_put_cut(name, CELL_WIDTH - strlen(more), out);
    fputs(more, out);
    return used + strlen(more);
}

/* The names over the columns: of documents, or of their portions below. */
static void draw_names(const struct view *v, const struct plan *p,
                       const struct column *columns, size_t count,
                       bool portions, FILE *out)
{
    uint32_t last = SCENARIO_NONE;
    size_t at = 0;

    style_set(&v->style, portions ? STYLE_PLAIN : STYLE_TITLE, out);
    for (size_t i = 0; i < count; i++) {
        const struct column *c = &columns[i];
        const bool named =
            portions ? c->portion != SCENARIO_NONE : c->document != last;

        last = c->document;
        if (!named) continue;
        text_put_spaces(cell_column(p, i) - at, out);
        at = cell_column(p, i);
        at += portions ? draw_portion(v, c, out)
                       : text_put_cut(v->scenario->documents[c->document].name,
                                      CELL_WIDTH, out);
    }
    style_set(&v->style, STYLE_PLAIN, out);
    fputc('\n', out);
}

static void draw_block(const struct view *v, const struct plan *p,
                       const struct column *columns, size_t count, FILE *out)
{
    bool portions = false;

    for (size_t i = 0; i < count; i++) {
        if (columns[i].portion != SCENARIO_NONE) portions = true;
    }
    fputc('\n', out);
    draw_names(v, p, columns, count, false, out);
    if (portions) draw_names(v, p, columns, count, true, out);
    for (size_t i = 0; i < p->party_count; i++) {
        draw_row(v, p, p->parties[i], columns, count, out);
    }
}

/* "Unaware of it all: press, tap". */
static void draw_rest(struct arena *a, const char *what, const char **names,
                      size_t count, FILE *out)
{
    char number[TEXT_NUMBER_SIZE];
    const char *list = "";

    if (count == 0) return;
    for (size_t i = 0; i < count && count <= NAMED_MAX; i++) {
        list = arena_format(a, "%s%s%s", list, i > 0 ? ", " : "", names[i]);
    }
    text_number(number, count);
    text_put_wrapped(arena_format(a, "%s: %s", what, *list ? list : number), 0,
                     INDENT, out);
}

/* Which portions are meant by "+ 3 more". */
static void draw_alikes(const struct view *v, struct arena *a,
                        const struct plan *p, FILE *out)
{
    bool first = true;

    for (size_t i = 0; i < p->column_count; i++) {
        const struct column *c = &p->columns[i];
        const struct scenario_document *d =
            &v->scenario->documents[c->document];
        const char **names;
        size_t count = 0;

        if (c->alike == 0) continue;
        names = arena_array(a, c->alike, sizeof *names);
        for (uint32_t k = c->portion + 1; k < d->portion_count; k++) {
            if (is_alike(v->ledger, p, c->document, c->portion, k))
                names[count++] = d->portions[k].name;
        }
        if (first) fputc('\n', out);
        first = false;
        draw_rest(a,
                  arena_format(a, "Like %s of %s", d->portions[c->portion].name,
                               d->name),
                  names, count, out);
    }
}

static void draw_rests(const struct view *v, struct arena *a,
                       const struct plan *p, FILE *out)
{
    const struct scenario *sc = v->scenario;
    const char **parties = arena_array(a, sc->party_count, sizeof *parties);
    const char **documents =
        arena_array(a, sc->document_count, sizeof *documents);
    size_t party_count = 0;
    size_t document_count = 0;

    for (uint32_t i = 0; i < sc->party_count; i++) {
        if (p->knowing[i] || (v->party != SCENARIO_NONE && v->party != i))
            continue;
        parties[party_count++] = sc->parties[i].name;
    }
    for (uint32_t i = 0; i < sc->document_count; i++) {
        if (p->known[i] || (v->document != SCENARIO_NONE && v->document != i))
            continue;
        documents[document_count++] = sc->documents[i].name;
    }
    if (party_count + document_count > 0) fputc('\n', out);
    draw_rest(a, "Unaware of it all", parties, party_count, out);
    draw_rest(a, "Known to none of them", documents, document_count, out);
}

static void draw_legend(const struct view *v, FILE *out)
{
    fputc('\n', out);
    style_set(&v->style, STYLE_QUIET, out);
    text_put_wrapped(
        "Each level includes those before it. aware: knows that it exists; "
        "told: knows what it says, at second hand; holds: has the text; "
        "verified: has checked whose it is; provable: can convince others "
        "of that.",
        0, 0, out);
    style_set(&v->style, STYLE_PLAIN, out);
}

void matrix_draw(const struct view *v, FILE *out)
{
    char at[MOMENT_SIZE];
    struct arena a;
    struct plan p;

    arena_init(&a);
    make_plan(v, &a, &p);
    moment_full(at, v->at == INSTANT_MAX ? v->ledger->last : v->at);
    fprintf(out, "\nWho knows what%s %s\n",
            v->at == INSTANT_MAX ? " at the end," : ", at", at);

    const size_t width = CELL_WIDTH + GAP;
    const size_t fit = (TEXT_COLUMNS - INDENT - p.name_width) / width;

    for (size_t i = 0; i < p.column_count; i += fit) {
        const size_t left = p.column_count - i;

        draw_block(v, &p, &p.columns[i], left < fit ? left : fit, out);
    }
    draw_alikes(v, &a, &p, out);
    draw_rests(v, &a, &p, out);
    if (p.column_count > 0) draw_legend(v, out);
    arena_fini(&a);
}
