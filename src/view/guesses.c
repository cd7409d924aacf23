#include "view/guesses.h"

#include <assert.h>
#include <inttypes.h>

#include "statistics/proportion.h"
#include "view/grid.h"
#include "view/text.h"

/* A table a question: a row for each way to hide traffic, a column for what the
 * guess rests on. Under it stands each padding that makes sizes tell more than
 * the same row without padding does, with the reason. Then come the costs, and
 * a legend. */

enum { INDENT = 2 };

static void draw_guesses_heading(const struct metadata *m,
                                 const struct style *style, FILE *out)
{
    const struct scenario *s = m->scenario;
    struct arena a;

    arena_init(&a);
    style_paragraph(style, STYLE_TITLE, s->title, out);
    style_paragraph(
        style, STYLE_QUIET,
        arena_format(&a,
                     "%s, on %s, %" PRIu64 " run%s of seed %" PRIu64
                     ", learned from as many of seed %" PRIu64,
                     s->name,
                     m->on == SCENARIO_NONE ? "all channels"
                                            : s->channels[m->on].name,
                     m->runs, m->runs == 1 ? "" : "s", m->seed, m->seed + 1),
        out);
    arena_fini(&a);
}

/* "97.5 (94.0-99.0)", in percent. */
static void put_score(struct grid *g, const struct classify_score *score)
{
    if (score->asked == 0) {
        grid_put(g, "-");
        return;
    }
    const struct interval i = proportion_wilson(score->right, score->asked);
    grid_put(g, "%.1f (%.1f-%.1f)",
             100 * (double)score->right / (double)score->asked, 100 * i.low,
             100 * i.high);
}

static void put_baseline(struct grid *g, const struct classify_score *score)
{
    if (score->asked == 0)
        grid_put(g, "-");
    else
        grid_put(g, "%.1f", 100 * (double)score->right / (double)score->asked);
}

/* The row that differs by its padding alone, and has none; or NULL. */
static const struct metadata_row *unpadded(const struct metadata *m,
                                           const struct metadata_row *row)
{
    if (row->padding == PADDING_KIND_NONE) return NULL;
    for (size_t i = 0; i < m->row_count; i++)
        if (m->rows[i].padding == PADDING_KIND_NONE &&
            m->rows[i].hold == row->hold && m->rows[i].cover == row->cover)
            return &m->rows[i];
    return NULL;
}

/* True if sizes tell more in one row than in the other, and their intervals lie
 * apart. */
static bool tells_more(const struct metadata_row *row,
                       const struct metadata_row *than, int question)
{
    const struct classify_score *a = &row->scores[question][ONLOOKER_BY_SIZE];
    const struct classify_score *b = &than->scores[question][ONLOOKER_BY_SIZE];

    if (a->asked == 0 || b->asked == 0) return false;
    return proportion_wilson(a->right, a->asked).low >
           proportion_wilson(b->right, b->asked).high;
}

/* Explains a padding that helps the guess. */
static void draw_helpers(const struct metadata *m, const struct style *style,
                         int question, struct arena *a, FILE *out)
{
    for (size_t i = 0; i < m->row_count; i++) {
        const struct metadata_row *than = unpadded(m, &m->rows[i]);

        if (!than || !tells_more(&m->rows[i], than, question)) continue;
        style_paragraph(
            style, STYLE_OPEN,
            arena_format(a,
                         "With %s the size tells more than with %s: padding "
                         "fills up %s.",
                         m->rows[i].name, than->name,
                         question == ONLOOKER_WHETHER
                             ? "only messages that carry a document, and so "
                               "sets them apart from the others"
                             : "the copy of a document and not its whole "
                               "message, so that two messages of nearly the "
                               "same length can differ more than before"),
            out);
    }
}

static void draw_question(const struct metadata *m, const struct style *style,
                          int question, FILE *out)
{
    struct arena a;
    struct grid g;

    arena_init(&a);
    style_title(
        style,
        arena_format(&a, "Correct guesses, in %%: %s",
                     onlooker_question_text((enum onlooker_question)question)),
        out);
    grid_init(&g, &a, 2 + ONLOOKER_VIEW_COUNT);
    grid_put(&g, "%s", "");
    for (int v = 0; v < ONLOOKER_VIEW_COUNT; v++)
        grid_put(&g, "%s", onlooker_view_text((enum onlooker_view)v));
    grid_put(&g, "baseline");
    for (size_t i = 0; i < m->row_count; i++) {
        grid_put(&g, "%s", m->rows[i].name);
        for (int v = 0; v < ONLOOKER_VIEW_COUNT; v++)
            put_score(&g, &m->rows[i].scores[question][v]);
        put_baseline(&g, &m->rows[i].blind[question]);
    }
    grid_draw(&g, INDENT, out);
    draw_helpers(m, style, question, &a, out);
    arena_fini(&a);
}

static void put_cost(struct grid *g, const struct metadata *m,
                     const struct metadata_row *row)
{
    char bytes[TEXT_NUMBER_SIZE], frames[TEXT_NUMBER_SIZE];
    char wait[DURATION_TEXT_SIZE] = "-";

    text_number(frames, row->frames / m->runs);
    text_number(bytes, row->bytes / m->runs);
    if (row->carried > 0)
        duration_format(wait, (duration)(row->waited / (double)row->carried) /
                                  SECOND * SECOND);
    grid_put(g, "%s", row->name);
    grid_put(g, "%.1f", (double)row->carried / (double)m->runs);
    grid_put(g, "%s", frames);
    grid_put(g, "%s", bytes);
    grid_put(g, "%s", wait);
}

static void draw_costs(const struct metadata *m, const struct style *style,
                       FILE *out)
{
    struct arena a;
    struct grid g;

    arena_init(&a);
    style_title(style, "Costs per run", out);
    grid_init(&g, &a, 5);
    grid_put(&g, "%s", "");
    grid_put(&g, "documents");
    grid_put(&g, "frames");
    grid_put(&g, "bytes");
    grid_put(&g, "average hold");
    for (size_t i = 0; i < m->row_count; i++)
        put_cost(&g, m, &m->rows[i]);
    grid_draw(&g, INDENT, out);
    arena_fini(&a);
}

static void draw_guesses_legend(const struct style *style, FILE *out)
{
    fputc('\n', out);
    style_paragraph(
        style, STYLE_QUIET,
        "The eavesdropper sees the time and the length of each message and the "
        "time to the next one, and tells acknowledgements, handshakes and "
        "retransmissions by their headers. Where a channel shows addresses "
        "there is nothing to guess. In brackets: the 95 % interval; baseline: "
        "always the most frequent answer. bare: no countermeasure; padme, "
        "blocks: padded copies; hold: messages are delayed; cover: dummies, "
        "and messages padded to their size; both, all: these combined. average "
        "hold: the delay of a message before it is sent.",
        out);
}

void guesses_draw(const struct metadata *m, const struct style *style,
                  FILE *out)
{
    assert(m->runs > 0);
    draw_guesses_heading(m, style, out);
    for (int q = 0; q < ONLOOKER_QUESTION_COUNT; q++)
        draw_question(m, style, q, out);
    draw_costs(m, style, out);
    draw_guesses_legend(style, out);
}
