#include "report/page_gains.h"

#include <stdlib.h>

#include "view/reasons.h"

/* The gains of the ledger, ordered by record. To be aware of a portion is to be
 * aware of the document, so that a first gain of a portion alone is preceded by
 * one of awareness of the whole: then a reader only ever takes the higher of
 * two levels. Each chain is traced as `why` does and shows what `why` shows. */

static void add_gain(struct page_gains *g, struct ledger_gain gain)
{
    g->items =
        arena_grow(&g->arena, g->items, g->count, &g->room, sizeof *g->items);
    g->items[g->count++] = gain;
}

/* Adds the gains of one party on one document, `count` of them. */
static void add_group(struct page_gains *g, const struct ledger_gain *gains,
                      size_t count)
{
    const struct ledger_gain *first = gains;

    for (size_t i = 1; i < count; i++)
        if (gains[i].mark.seq < first->mark.seq) first = &gains[i];
    if (first->portion != SCENARIO_NONE) {
        struct ledger_gain aware = *first;

        aware.portion = SCENARIO_NONE;
        aware.level = LEVEL_AWARE;
        add_gain(g, aware);
    }
    for (size_t i = 0; i < count; i++)
        if (gains[i].portion != LEDGER_SOME) add_gain(g, gains[i]);
}

/* The gains of a ledger about one party, or about all but one. */
static void add_ledger(struct page_gains *g, const struct ledger *l,
                       uint32_t only, uint32_t except)
{
    size_t end;

    for (size_t i = 0; i < l->gain_count; i = end) {
        const struct ledger_gain *first = &l->gains[i];

        for (end = i; end < l->gain_count &&
                      l->gains[end].party == first->party &&
                      l->gains[end].document == first->document;)
            end++;
        if ((only == SCENARIO_NONE || first->party == only) &&
            first->party != except)
            add_group(g, first, end - i);
    }
}

static int order(uint64_t a, uint64_t b)
{
    return (a > b) - (a < b);
}

/* By record, and within one the awareness of the whole before its portions. */
static int compare_page_gains(const void *a, const void *b)
{
    const struct ledger_gain *x = a;
    const struct ledger_gain *y = b;
    int c = order(x->mark.seq, y->mark.seq);

    if (c == 0) c = order(x->party, y->party);
    if (c == 0) c = order(x->document, y->document);
    if (c == 0) c = order(x->level, y->level);
    return c ? c : order(x->portion, y->portion);
}

static void put_column(struct json *j, const char *key,
                       const struct page_gains *g,
                       int64_t (*cell)(const struct page_names *names,
                                       const struct page_rows *rows,
                                       const struct ledger_gain *gain),
                       const struct page_names *names,
                       const struct page_rows *rows)
{
    json_open_array(j, key);
    for (size_t i = 0; i < g->count; i++)
        json_int(j, NULL, cell(names, rows, &g->items[i]));
    json_close(j);
}

static int64_t cell_row(const struct page_names *names,
                        const struct page_rows *rows,
                        const struct ledger_gain *gain)
{
    (void)names;
    return page_rows_find(rows, gain->mark.seq);
}

static int64_t cell_gainer(const struct page_names *names,
                           const struct page_rows *rows,
                           const struct ledger_gain *gain)
{
    (void)rows;
    return page_names_actor(names, gain->party);
}

static int64_t cell_gained(const struct page_names *names,
                           const struct page_rows *rows,
                           const struct ledger_gain *gain)
{
    (void)rows;
    return page_names_document(names, gain->document);
}

static int64_t cell_portion(const struct page_names *names,
                            const struct page_rows *rows,
                            const struct ledger_gain *gain)
{
    (void)names;
    (void)rows;
    return gain->portion == SCENARIO_NONE ? -1 : (int64_t)gain->portion;
}

static int64_t cell_level(const struct page_names *names,
                          const struct page_rows *rows,
                          const struct ledger_gain *gain)
{
    (void)names;
    (void)rows;
    return (int64_t)gain->level;
}

/* A chain as it is shown, in two arrays: rows, or the ways between them. */
struct page_gains_chain {
    int64_t *rows, *ways;
    size_t count;
    const char *end;
};

/* Links that a timeline leaves out are left out here, too, the first aside. */
static void trace_gain(struct page_gains_chain *out, struct arena *a,
                       const struct page_source *s,
                       const struct page_rows *rows, const struct causes *c,
                       const struct ledger_gain *gain)
{
    static const int64_t codes[] = {
        [CAUSES_ASKED] = 0,   [CAUSES_STEP] = 1,    [CAUSES_INBOX] = 1,
        [CAUSES_ARRIVED] = 1, [CAUSES_CARRIED] = 1, [CAUSES_DONE] = 1,
        [CAUSES_HAD] = 2,     [CAUSES_LED] = 1,
    };
    const struct causes_answer answer =
        causes_trace(c, a, gain->mark.seq, gain->portion, gain->level);
    bool whole = answer.count > 0;

    *out = (struct page_gains_chain){
        .rows = arena_array(a, answer.count, sizeof *out->rows),
        .ways = arena_array(a, answer.count, sizeof *out->ways),
        .end = ""};
    for (size_t i = 0; i < answer.count; i++) {
        const int64_t row = page_rows_find(rows, answer.links[i].seq);

        if (row < 0) whole = false;
        if (row < 0 || (i > 0 && !record_kind_row(rows->rows[row].kind)->shown))
            continue;
        out->rows[out->count] = row;
        out->ways[out->count++] = codes[answer.links[i].way];
    }
    if (!whole || s->as != SCENARIO_NONE) return;
    const char *disclosure = reasons_disclosure(a, s->scenario, c, &answer);

    out->end = reasons_origin(a, s->scenario, c, &answer);
    if (disclosure) out->end = arena_format(a, "%s %s", out->end, disclosure);
}

static void put_numbers(struct json *j, const int64_t *numbers, size_t count)
{
    json_open_array(j, NULL);
    for (size_t i = 0; i < count; i++)
        json_int(j, NULL, numbers[i]);
    json_close(j);
}

static void put_chains(struct json *j, struct page_gains *g,
                       const struct page_source *s,
                       const struct page_rows *rows, const struct causes *c)
{
    struct page_gains_chain *chains =
        arena_array(&g->arena, g->count, sizeof *chains);

    for (size_t i = 0; i < g->count; i++)
        trace_gain(&chains[i], &g->arena, s, rows, c, &g->items[i]);
    json_open_array(j, "why");
    for (size_t i = 0; i < g->count; i++)
        put_numbers(j, chains[i].rows, chains[i].count);
    json_close(j);
    json_open_array(j, "way");
    for (size_t i = 0; i < g->count; i++)
        put_numbers(j, chains[i].ways, chains[i].count);
    json_close(j);
    json_open_array(j, "end");
    for (size_t i = 0; i < g->count; i++)
        json_text(j, NULL, chains[i].end);
    json_close(j);
}

static void sort_gains(struct page_gains *g)
{
    if (g->count > 0)
        qsort(g->items, g->count, sizeof *g->items, compare_page_gains);
}

void page_gains_init(struct page_gains *g, const struct ledger *l)
{
    *g = (struct page_gains){0};
    arena_init(&g->arena);
    add_ledger(g, l, SCENARIO_NONE, SCENARIO_NONE);
    sort_gains(g);
}

void page_gains_fini(struct page_gains *g)
{
    arena_fini(&g->arena);
}

void page_gains_put(struct json *j, const struct page_source *s,
                    const struct page_names *names,
                    const struct page_rows *rows, const struct causes *c)
{
    const struct ledger *l = s->ledger;
    struct page_gains g = {0};

    arena_init(&g.arena);
    add_ledger(&g, l, s->as, SCENARIO_NONE);
    if (s->as != SCENARIO_NONE && l->nested_views && l->nested_views[s->as])
        add_ledger(&g, l->nested_views[s->as], SCENARIO_NONE, s->as);
    sort_gains(&g);
    json_open_object(j, "gains");
    put_column(j, "row", &g, cell_row, names, rows);
    put_column(j, "actor", &g, cell_gainer, names, rows);
    put_column(j, "document", &g, cell_gained, names, rows);
    put_column(j, "portion", &g, cell_portion, names, rows);
    put_column(j, "level", &g, cell_level, names, rows);
    put_chains(j, &g, s, rows, c);
    json_close(j);
    arena_fini(&g.arena);
}
