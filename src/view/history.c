#include "view/history.h"

#include <assert.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "view/apart.h"
#include "view/moment.h"
#include "view/phrase.h"
#include "view/text.h"

/* Draws the gains of knowledge, document by document and party by party. The
 * ledger's gains are sorted, column widths measured over all of them, and
 * gains of one record drawn as one row: time, record, and the sentence that
 * the timeline has for it. Gains up to v->since are skipped, and so are
 * portions of a document that the party already knows in full as well. */

enum { INDENT = 2, GAP = 2, NAME_MAX_WIDTH = 20, LEVEL_WIDTH = 8 };

/* The widths that depend on what is drawn. */
struct history_layout {
    size_t name, seq;
};

/* By document, then party, then in the order of the journal. */
static int compare_gains(const void *a, const void *b)
{
    const struct ledger_gain *x = a;
    const struct ledger_gain *y = b;

    if (x->document != y->document) return x->document < y->document ? -1 : 1;
    if (x->party != y->party) return x->party < y->party ? -1 : 1;
    if (x->mark.seq != y->mark.seq) return x->mark.seq < y->mark.seq ? -1 : 1;
    return (x->portion > y->portion) - (x->portion < y->portion);
}

/* Counts the gains from here on that are of one record. */
static size_t same_record(const struct ledger_gain *g, size_t count)
{
    size_t same = 1;

    while (same < count && g[same].mark.seq == g->mark.seq &&
           g[same].party == g->party && g[same].document == g->document)
        same++;
    return same;
}

static struct history_layout
measure_columns(const struct view *v, const struct ledger_gain *g, size_t count)
{
    struct history_layout l = {0, 1};
    uint64_t last = 0;

    for (size_t i = 0; i < count; i++) {
        const size_t width = text_width(v->scenario->parties[g[i].party].name);

        if (width > l.name) l.name = width;
        if (g[i].mark.seq > last) last = g[i].mark.seq;
    }
    const size_t most = apart_parties(v->scenario, NAME_MAX_WIDTH);
    if (l.name > most) l.name = most;
    for (; last >= 10; last /= 10)
        l.seq++;
    return l;
}

/* The sentence of the record, as in the timeline. */
static const char *gain_text(const struct view *v, struct arena *a,
                             const struct ledger_gain *g, size_t count)
{
    const struct scenario *sc = v->scenario;
    const struct scenario_document *d = &sc->documents[g->document];
    const char **portions = arena_array(a, count, sizeof *portions);
    struct record r = {.kind = g->mark.kind,
                       .party = sc->parties[g->party].name,
                       .document = d->name,
                       .portions = portions};

    if (g->mark.peer != SCENARIO_NONE) r.peer = sc->parties[g->mark.peer].name;
    for (size_t i = 0; i < count && g[i].portion != SCENARIO_NONE; i++)
        portions[r.portion_count++] = d->portions[g[i].portion].name;
    return phrase_of(a, sc, &r).predicate;
}

static void draw_document(const struct view *v, uint32_t document, FILE *out)
{
    const struct scenario_document *d = &v->scenario->documents[document];

    style_named(&v->style, d->name, d->title, INDENT, out);
}

static void draw_gain(const struct view *v, struct arena *a,
                      const struct history_layout *l,
                      const struct ledger_gain *g, size_t count, bool named,
                      FILE *out)
{
    const char *name = named ? v->scenario->parties[g->party].name : "";
    char time[MOMENT_SIZE];

    moment_full(time, g->mark.time);
    text_put_spaces(INDENT, out);
    text_put_cell(name, l->name, out);
    fprintf(out, "  %-*s  ", LEVEL_WIDTH, record_level_text(g->level));
    style_set(&v->style, STYLE_QUIET, out);
    fprintf(out, "%s  %*" PRIu64 "  ", time, (int)l->seq, g->mark.seq);
    style_set(&v->style, STYLE_PLAIN, out);

    const size_t column = INDENT + l->name + GAP + LEVEL_WIDTH + GAP +
                          strlen(time) + GAP + l->seq + GAP;

    text_put_wrapped(gain_text(v, a, g, count), column, column, out);
}

static bool is_same_holding(const struct ledger_gain *a,
                            const struct ledger_gain *b)
{
    return a && a->party == b->party && a->document == b->document;
}

/* Gives back how many were drawn. */
static size_t draw_gains(const struct view *v, struct arena *a,
                         const struct ledger_gain *g, size_t count, FILE *out)
{
    const struct history_layout l = measure_columns(v, g, count);
    const struct ledger_gain *before = NULL;
    const struct ledger_gain *drawn = NULL;
    enum record_level whole = LEVEL_UNAWARE;
    size_t total = 0;

    for (size_t i = 0, same; i < count; i += same) {
        same = same_record(&g[i], count - i);
        if (!is_same_holding(before, &g[i])) whole = LEVEL_UNAWARE;
        before = &g[i];
        /* A portion of what is known in full already is no news. */
        if (g[i].level <= whole) continue;
        if (g[i].portion == SCENARIO_NONE) whole = g[i].level;
        if (g[i].mark.time <= v->since) continue;
        if (!drawn || drawn->document != g[i].document)
            draw_document(v, g[i].document, out);
        draw_gain(v, a, &l, &g[i], same, !is_same_holding(drawn, &g[i]), out);
        drawn = &g[i];
        total++;
    }
    return total;
}

/* The proofs that were set aside later than v->since. */
static void draw_set_aside(const struct view *v, struct arena *a, FILE *out)
{
    bool any = false;

    for (size_t i = 0; v->set_aside && i < v->set_aside->count; i++) {
        const struct set_aside_item *item = &v->set_aside->items[i];
        if (item->time <= v->since ||
            !selection_takes_knower(&v->select, item->party, item->document))
            continue;
        if (!any) fputs("\nSet aside\n", out);
        any = true;
        text_put_spaces(INDENT, out);
        text_put_wrapped(view_set_aside(a, v, item), INDENT, 2 * INDENT, out);
    }
}

void history_draw(const struct view *v, FILE *out)
{
    const struct ledger *l = v->ledger;
    struct ledger_gain *gains;
    struct arena a;
    size_t count = 0;

    assert(l && v->scenario);
    arena_init(&a);
    gains = arena_array(&a, l->gain_count, sizeof *gains);
    for (size_t i = 0; i < l->gain_count; i++) {
        if (selection_takes_knower(&v->select, l->gains[i].party,
                                   l->gains[i].document))
            gains[count++] = l->gains[i];
    }
    if (count > 0) qsort(gains, count, sizeof *gains, compare_gains);
    if (draw_gains(v, &a, gains, count, out) == 0)
        fputs(count > 0 ? "\nNothing changed.\n" : "\nNothing was known.\n",
              out);
    draw_set_aside(v, &a, out);
    arena_fini(&a);
}
