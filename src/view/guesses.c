#include "view/guesses.h"

#include <inttypes.h>

#include "study/secrecy.h"
#include "view/text.h"

enum { INDENT = 2, NAME_WIDTH = 9, SCORE_WIDTH = 20, CELL_SIZE = 48 };

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
    fprintf(out, "%8s\n", cell);
}

static void draw_question(const struct metadata *m, const struct style *style,
                          int question, FILE *out)
{
    struct arena a;

    arena_init(&a);
    style_title(
        style,
        arena_format(&a, "Guessed right, in %%: %s",
                     metadata_question_text((enum metadata_question)question)),
        out);
    text_put_spaces(INDENT + NAME_WIDTH, out);
    for (int v = 0; v < METADATA_VIEW_COUNT; v++)
        fprintf(out, "%*s", SCORE_WIDTH,
                metadata_view_text((enum metadata_view)v));
    fprintf(out, "%8s\n", "blindly");
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
    style_title(style, "What it costs a run", out);
    fprintf(out, "%*s%12s%12s%14s%24s\n", INDENT + NAME_WIDTH, "", "documents",
            "frames", "bytes", "wait before leaving");
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
        "He sees of each message when it passes, how long it is, and how long "
        "until the next one; acknowledgements, handshakes and what is sent "
        "again he knows by their heads. Where a channel shows addresses he "
        "need not guess them. In brackets the 95 % interval; blindly: always "
        "the most frequent answer. bare: nothing hides it; padme, blocks: "
        "copies are padded; hold: messages wait; cover: dummies, and messages "
        "filled up to their size; both, all: those together.",
        out);
}

void guesses_draw(const struct metadata *m, const struct style *style,
                  FILE *out)
{
    draw_guesses_heading(m, style, out);
    for (int q = 0; q < METADATA_QUESTION_COUNT; q++)
        draw_question(m, style, q, out);
    draw_costs(m, style, out);
    draw_guesses_legend(style, out);
}
