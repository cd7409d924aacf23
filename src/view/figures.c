#include "view/figures.h"

#include <assert.h>
#include <inttypes.h>
#include <string.h>

#include "view/grid.h"
#include "view/text.h"

/* Draws the figures of a run from top to bottom: the counts, a table of the
 * channels, one of the precedences, and what was rejected or ignored, by
 * reason. Rows with nothing in them are left out, and a table without rows as a
 * whole. The times have a part of their own where the terminal is narrow. */

enum { INDENT = 2, LABEL_WIDTH = 12 };

/* Percentiles, in the order of the columns. */
static const unsigned percents[] = {50, 95, 100};

enum { PERCENTS = sizeof percents / sizeof percents[0] };

static void put_number(struct grid *g, uint64_t number)
{
    char text[TEXT_NUMBER_SIZE];

    text_number(text, number);
    grid_put(g, "%s", text);
}

/* Past a hundred of a unit, parts of it are noise. */
static duration rounded(duration d)
{
    if (d >= 100 * MILLISECOND && d < SECOND)
        return (d + MILLISECOND / 2) / MILLISECOND * MILLISECOND;
    if (d >= 100 * MICROSECOND && d < MILLISECOND)
        return (d + MICROSECOND / 2) / MICROSECOND * MICROSECOND;
    return d;
}

static void put_spans(struct grid *g, const struct stats_spans *spans)
{
    char text[DURATION_TEXT_SIZE];

    for (size_t i = 0; i < PERCENTS; i++) {
        if (spans->count == 0) {
            grid_put(g, "-");
            continue;
        }
        duration_format(text, rounded(stats_percentile(spans, percents[i])));
        grid_put(g, "%s", text);
    }
}

static void put_span_heads(struct grid *g)
{
    for (size_t i = 0; i < PERCENTS; i++)
        grid_put(g, "%u %%", percents[i]);
}

static void put_field(const char *label, const char *text, FILE *out)
{
    text_put_field(label, LABEL_WIDTH, text, out);
}

static const char *number_text(struct arena *a, uint64_t value)
{
    char text[TEXT_NUMBER_SIZE];

    text_number(text, value);
    return arena_text(a, text);
}

static void draw_counts(const struct stats *s, struct arena *a, FILE *out)
{
    uint64_t ends = 0;

    for (size_t i = 0; i <= s->scenario->channel_count; i++)
        ends += s->channels[i].sessions;
    fputc('\n', out);
    put_field("records",
              arena_format(
                  a, "%s, in %s exchange%s", number_text(a, s->records),
                  number_text(a, s->exchanges), s->exchanges == 1 ? "" : "s"),
              out);
    put_field("sessions",
              arena_format(a, "opened at %s end%s", number_text(a, ends),
                           ends == 1 ? "" : "s"),
              out);
    put_field("receipts",
              arena_format(a, "%s given, %s held, %s outstanding",
                           number_text(a, s->receipts_given),
                           number_text(a, s->receipts_held),
                           number_text(a, stats_outstanding(s))),
              out);
    if (s->undelivered > 0)
        put_field("given up", number_text(a, s->undelivered), out);
}

static void draw_channels(const struct view *v, struct arena *a, FILE *out)
{
    const struct scenario *sc = v->scenario;
    struct grid g;

    style_title(&v->style, "Channels: frames, and their time on the way", out);
    grid_init(&g, a, 5 + PERCENTS);
    g.head = &v->style;
    g.second = 5;
    grid_put(&g, "%s", "");
    grid_put(&g, "frames");
    grid_put(&g, "bytes");
    grid_put(&g, "again");
    grid_put(&g, "lost");
    put_span_heads(&g);
    for (size_t i = 0; i <= sc->channel_count; i++) {
        const struct stats_channel *c = &v->stats->channels[i];

        if (c->frames == 0) continue;
        grid_put(&g, "%s",
                 i < sc->channel_count ? sc->channels[i].name : "open press");
        put_number(&g, c->frames);
        put_number(&g, c->bytes);
        put_number(&g, c->again);
        put_number(&g, c->lost);
        put_spans(&g, &c->took);
    }
    grid_draw(&g, INDENT, out);
}

/* A legend for both tables of times. */
static void draw_figures_legend(const struct view *v, FILE *out)
{
    fputc('\n', out);
    style_paragraph(&v->style, STYLE_QUIET,
                    "again: frames sent once more in a session; lost: on the "
                    "link. 50 %, 95 %, 100 %: half, most and all of the frames "
                    "or copies took at most so long.",
                    out);
}

static void draw_precedences(const struct view *v, struct arena *a, FILE *out)
{
    struct grid g;

    style_title(&v->style,
                "Precedence: copies, and the time until they were received",
                out);
    grid_init(&g, a, 3 + PERCENTS);
    g.head = &v->style;
    g.second = 3;
    grid_put(&g, "%s", "");
    grid_put(&g, "sent");
    grid_put(&g, "received");
    put_span_heads(&g);
    for (size_t i = 0; i < STATS_PRECEDENCES; i++) {
        const struct stats_precedence *p = &v->stats->precedences[i];

        if (p->sent == 0) continue;
        grid_put(&g, "%s",
                 scenario_precedence_name((enum scenario_precedence)i));
        put_number(&g, p->sent);
        put_number(&g, p->received);
        put_spans(&g, &p->took);
    }
    grid_draw(&g, INDENT, out);
}

/* A table of counts by reason; none where all are 0. */
static void draw_reasons(const struct view *v, struct arena *a,
                         const char *title, const uint64_t counts[REASON_COUNT],
                         FILE *out)
{
    struct grid g;

    grid_init(&g, a, 2);
    for (size_t i = 0; i < REASON_COUNT; i++) {
        if (counts[i] == 0) continue;
        grid_put(&g, "%s", record_reason_text((enum record_reason)i));
        put_number(&g, counts[i]);
    }
    if (g.count == 0) return;
    style_title(&v->style, title, out);
    grid_draw(&g, INDENT, out);
}

static bool any_sent(const struct stats *s)
{
    for (size_t i = 0; i < STATS_PRECEDENCES; i++)
        if (s->precedences[i].sent > 0) return true;
    return false;
}

void figures_draw(const struct view *v, FILE *out)
{
    struct arena a;
    uint64_t frames = 0;

    assert(v->stats && v->scenario);
    arena_init(&a);
    draw_counts(v->stats, &a, out);
    for (size_t i = 0; i <= v->scenario->channel_count; i++)
        frames += v->stats->channels[i].frames;
    if (frames > 0) draw_channels(v, &a, out);
    if (any_sent(v->stats)) draw_precedences(v, &a, out);
    if (frames > 0) draw_figures_legend(v, out);
    draw_reasons(v, &a, "Rejected and refused", v->stats->rejected, out);
    draw_reasons(v, &a, "Ignored frames", v->stats->ignored, out);
    arena_fini(&a);
}
