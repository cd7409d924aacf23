#include "view/figures.h"

#include <assert.h>
#include <inttypes.h>
#include <string.h>

#include "view/text.h"

/* Draws the figures of a run from top to bottom: the counts, a table of the
 * channels, one of the precedences, and what was rejected or ignored, by
 * reason. Rows with nothing in them are left out, and a table without rows as a
 * whole; numbers and spans are shortened where they would break out of their
 * columns. */

enum {
    INDENT = 2,
    NAME_WIDTH = 12,
    LABEL_WIDTH = 12,
    COUNT_WIDTH = 7,
    BYTES_WIDTH = 9,
    AGAIN_WIDTH = 6,
    LOST_WIDTH = 5,
    SPAN_WIDTH = 13, /* "26 ms 315 us" */
    REASON_WIDTH = 60
};

/* Percentiles, in the order of the columns. */
static const unsigned percents[] = {50, 95, 100};

enum { PERCENTS = sizeof percents / sizeof percents[0] };

static void put_right(const char *text, size_t width, FILE *out)
{
    const size_t used = text_width(text);

    text_put_spaces(used < width ? width - used : 0, out);
    text_put(text, out);
}

/* In a column with a space before it: without commas where those do not fit,
 * and in thousands or more where the digits do not, either. */
static void put_number(uint64_t number, size_t width, FILE *out)
{
    static const char units[] = " kMGTPE";
    char text[TEXT_NUMBER_SIZE];

    text_number(text, number);
    if (strlen(text) >= width) snprintf(text, sizeof text, "%" PRIu64, number);
    for (size_t i = 1; strlen(text) >= width; i++) {
        number /= 1000;
        snprintf(text, sizeof text, "%" PRIu64 " %c", number, units[i]);
    }
    put_right(text, width, out);
}

/* Past a hundred of a unit, parts of it are noise and would not fit. */
static duration rounded(duration d)
{
    if (d >= 100 * MILLISECOND && d < SECOND)
        return (d + MILLISECOND / 2) / MILLISECOND * MILLISECOND;
    if (d >= 100 * MICROSECOND && d < MILLISECOND)
        return (d + MICROSECOND / 2) / MICROSECOND * MICROSECOND;
    return d;
}

static void put_spans(const struct stats_spans *spans, FILE *out)
{
    char text[DURATION_TEXT_SIZE];

    for (size_t i = 0; i < PERCENTS; i++) {
        if (spans->count == 0) {
            put_right("-", SPAN_WIDTH, out);
            continue;
        }
        duration_format(text, rounded(stats_percentile(spans, percents[i])));
        put_right(text, SPAN_WIDTH, out);
    }
    fputc('\n', out);
}

static void put_span_heads(FILE *out)
{
    char text[TEXT_NUMBER_SIZE];

    for (size_t i = 0; i < PERCENTS; i++) {
        snprintf(text, sizeof text, "%u %%", percents[i]);
        put_right(text, SPAN_WIDTH, out);
    }
    fputc('\n', out);
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

static void draw_channels(const struct view *v, FILE *out)
{
    const struct scenario *sc = v->scenario;

    style_title(&v->style, "Channels: frames, and their time on the way", out);
    style_set(&v->style, STYLE_QUIET, out);
    text_put_spaces(INDENT + NAME_WIDTH, out);
    put_right("frames", COUNT_WIDTH, out);
    put_right("bytes", BYTES_WIDTH, out);
    put_right("again", AGAIN_WIDTH, out);
    put_right("lost", LOST_WIDTH, out);
    put_span_heads(out);
    style_set(&v->style, STYLE_PLAIN, out);
    for (size_t i = 0; i <= sc->channel_count; i++) {
        const struct stats_channel *c = &v->stats->channels[i];

        if (c->frames == 0) continue;
        text_put_spaces(INDENT, out);
        text_put_cell(i < sc->channel_count ? sc->channels[i].name
                                            : "open press",
                      NAME_WIDTH, out);
        put_number(c->frames, COUNT_WIDTH, out);
        put_number(c->bytes, BYTES_WIDTH, out);
        put_number(c->again, AGAIN_WIDTH, out);
        put_number(c->lost, LOST_WIDTH, out);
        put_spans(&c->took, out);
    }
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

static void draw_precedences(const struct view *v, FILE *out)
{
    style_title(&v->style,
                "Precedence: copies, and the time until they were received",
                out);
    style_set(&v->style, STYLE_QUIET, out);
    text_put_spaces(INDENT + NAME_WIDTH, out);
    put_right("sent", COUNT_WIDTH, out);
    put_right("received", BYTES_WIDTH, out);
    text_put_spaces(AGAIN_WIDTH + LOST_WIDTH, out);
    put_span_heads(out);
    style_set(&v->style, STYLE_PLAIN, out);
    for (size_t i = 0; i < STATS_PRECEDENCES; i++) {
        const struct stats_precedence *p = &v->stats->precedences[i];

        if (p->sent == 0) continue;
        text_put_spaces(INDENT, out);
        text_put_cell(scenario_precedence_name((enum scenario_precedence)i),
                      NAME_WIDTH, out);
        put_number(p->sent, COUNT_WIDTH, out);
        put_number(p->received, BYTES_WIDTH, out);
        text_put_spaces(AGAIN_WIDTH + LOST_WIDTH, out);
        put_spans(&p->took, out);
    }
}

/* A table of counts by reason; none where all are 0. */
static void draw_reasons(const struct view *v, const char *title,
                         const uint64_t counts[REASON_COUNT], FILE *out)
{
    bool titled = false;

    for (size_t i = 0; i < REASON_COUNT; i++) {
        if (counts[i] == 0) continue;
        if (!titled) style_title(&v->style, title, out);
        titled = true;
        text_put_spaces(INDENT, out);
        text_put_cell(record_reason_text((enum record_reason)i), REASON_WIDTH,
                      out);
        put_number(counts[i], BYTES_WIDTH, out);
        fputc('\n', out);
    }
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
    if (frames > 0) draw_channels(v, out);
    if (any_sent(v->stats)) draw_precedences(v, out);
    if (frames > 0) draw_figures_legend(v, out);
    draw_reasons(v, "Rejected and refused", v->stats->rejected, out);
    draw_reasons(v, "Ignored frames", v->stats->ignored, out);
    arena_fini(&a);
}
