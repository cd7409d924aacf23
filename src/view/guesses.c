#include "view/guesses.h"

#include <assert.h>
#include <inttypes.h>

#include "statistics/proportion.h"
#include "view/text.h"

/* A table a question: a row for each way to hide traffic, a column for what the
 * guess rests on. Under it stands each padding that makes sizes tell more than
 * the same row without padding does, with the reason. Then come the costs, and
 * a legend. */

enum {
    INDENT = 2,
    NAME_WIDTH = 7,
    SCORE_WIDTH = 20,
    BASELINE_WIDTH = 10,
    CELL_SIZE = 48
};

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
static void draw_score(const struct classify_score *score, FILE *out)
{
    char cell[CELL_SIZE] = "-";

    if (score->asked > 0) {
        const struct interval i = proportion_wilson(score->right, score->asked);

        snprintf(cell, sizeof cell, "%.1f (%.1f-%.1f)",
                 100 * (double)score->right / (double)score->asked, 100 * i.low,
                 100 * i.high);
    }
    fprintf(out, "%*s", SCORE_WIDTH, cell);
}

static void draw_baseline(const struct classify_score *score, FILE *out)
{
    char cell[CELL_SIZE] = "-";

    if (score->asked > 0)
        snprintf(cell, sizeof cell, "%.1f",
                 100 * (double)score->right / (double)score->asked);
    fprintf(out, "%*s\n", BASELINE_WIDTH, cell);
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

    arena_init(&a);
    style_title(
        style,
        arena_format(&a, "Correct guesses, in %%: %s",
                     onlooker_question_text((enum onlooker_question)question)),
        out);
    text_put_spaces(INDENT + NAME_WIDTH, out);
    for (int v = 0; v < ONLOOKER_VIEW_COUNT; v++)
        fprintf(out, "%*s", SCORE_WIDTH,
                onlooker_view_text((enum onlooker_view)v));
    fprintf(out, "%*s\n", BASELINE_WIDTH, "baseline");
    for (size_t i = 0; i < m->row_count; i++) {
        text_put_spaces(INDENT, out);
        text_put_cell(m->rows[i].name, NAME_WIDTH, out);
        for (int v = 0; v < ONLOOKER_VIEW_COUNT; v++)
            draw_score(&m->rows[i].scores[question][v], out);
        draw_baseline(&m->rows[i].blind[question], out);
    }
    draw_helpers(m, style, question, &a, out);
    arena_fini(&a);
}

static void draw_costs(const struct metadata *m, const struct style *style,
                       FILE *out)
{
    style_title(style, "Costs per run", out);
    fprintf(out, "%*s%12s%12s%14s%24s\n", INDENT + NAME_WIDTH, "", "documents",
            "frames", "bytes", "average hold");
    for (size_t i = 0; i < m->row_count; i++) {
        const struct metadata_row *row = &m->rows[i];
        char bytes[TEXT_NUMBER_SIZE], frames[TEXT_NUMBER_SIZE];
        char wait[DURATION_TEXT_SIZE] = "-";

        text_number(frames, row->frames / m->runs);
        text_number(bytes, row->bytes / m->runs);
        if (row->carried > 0)
            duration_format(wait,
                            (duration)(row->waited / (double)row->carried) /
                                SECOND * SECOND);
        text_put_spaces(INDENT, out);
        text_put_cell(row->name, NAME_WIDTH, out);
        fprintf(out, "%12.1f%12s%14s%24s\n",
                (double)row->carried / (double)m->runs, frames, bytes, wait);
    }
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
