#include "view/guesses.h"

#include <assert.h>
#include <inttypes.h>

#include "experiment/secrecy.h"
#include "view/text.h"

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
    double low, high;

    if (score->asked > 0) {
        secrecy_interval(score->right, score->asked, &low, &high);
        snprintf(cell, sizeof cell, "%.1f (%.1f-%.1f)",
                 100 * (double)score->right / (double)score->asked, 100 * low,
                 100 * high);
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

static void draw_question(const struct metadata *m, const struct style *style,
                          int question, FILE *out)
{
    struct arena a;

    arena_init(&a);
    style_title(
        style,
        arena_format(&a, "Correct guesses, in %%: %s",
                     metadata_question_text((enum metadata_question)question)),
        out);
    text_put_spaces(INDENT + NAME_WIDTH, out);
    for (int v = 0; v < METADATA_VIEW_COUNT; v++)
        fprintf(out, "%*s", SCORE_WIDTH,
                metadata_view_text((enum metadata_view)v));
    fprintf(out, "%*s\n", BASELINE_WIDTH, "baseline");
    for (size_t i = 0; i < m->row_count; i++) {
        text_put_spaces(INDENT, out);
        text_put_cell(m->rows[i].name, NAME_WIDTH, out);
        for (int v = 0; v < METADATA_VIEW_COUNT; v++)
            draw_score(&m->rows[i].scores[question][v], out);
        draw_baseline(&m->rows[i].blind[question], out);
    }
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
    for (int q = 0; q < METADATA_QUESTION_COUNT; q++)
        draw_question(m, style, q, out);
    draw_costs(m, style, out);
    draw_guesses_legend(style, out);
}
