#include "view/measures.h"

#include <assert.h>
#include <inttypes.h>

#include "view/text.h"

/* Draws protections side by side, a row each, in three tables: the costs, the
 * primitives, and the properties. With m->explain a paragraph for each
 * protection follows, which names the attempt behind every answer; the legend
 * comes last. */

enum { INDENT = 2, NAME_WIDTH = 12, LEGEND_WIDTH = 17 };

/* A property's name over its column, on two lines, the column's width, and the
 * meaning for the legend. */
static const struct {
    const char *first, *second;
    int width;
    const char *meaning;
} columns[MEASURE_COUNT] = {
    [MEASURE_CONFIDENTIAL] = {"confidential", "", 13,
                              "nobody on the way reads a copy"},
    [MEASURE_ORIGIN] = {"origin", "", 7, "the recipient knows who wrote it"},
    [MEASURE_PROVABLE] = {"provable", "", 9,
                          "the recipient can prove that to others"},
    [MEASURE_FORWARD] = {"forward", "secret", 9,
                         "long-term keys stolen later open nothing"},
    [MEASURE_POST_COMPROMISE] =
        {"post-comp.", "secure", 11,
         "post-compromise secure: a stolen state does not open what is "
         "sent long after"},
    [MEASURE_HIDES_SENDER] = {"hides", "sender", 8,
                              "the bytes do not tell who wrote it"},
    [MEASURE_HIDES_LENGTH] = {"hides", "length", 8,
                              "the bytes do not tell how long it is"},
};

static void draw_measures_heading(const struct measures *m, FILE *out)
{
    struct arena a;

    arena_init(&a);
    style_paragraph(&m->style, STYLE_TITLE, m->scenario->title, out);
    text_put_wrapped(arena_format(&a, "%s, seed %" PRIu64 ", run %" PRIu64,
                                  m->scenario->name, m->seed, m->run),
                     0, 0, out);
    arena_fini(&a);
}

/* A name too long for its column has a line of its own. */
static void draw_name(const struct measure *item, FILE *out)
{
    const char *text = item->name;

    text_put_spaces(INDENT, out);
    if (text_width(text) >= NAME_WIDTH) {
        text_put_wrapped(text, INDENT, 2 * INDENT, out);
        text_put_spaces(INDENT, out);
        text = "";
    }
    text_put_cell(text, NAME_WIDTH, out);
}

/* The latency beyond the first protection's; "-" where the two sent different
 * numbers of copies, which cannot be compared. */
static const char *latency_added(struct arena *a, const struct measures *m,
                                 const struct measure *item)
{
    char text[DURATION_TEXT_SIZE];
    const duration more = item->latency - m->items[0].latency;

    if (item == m->items || item->documents == 0 ||
        item->documents != m->items[0].documents)
        return "-";
    duration_format(text, more < 0 ? -more : more);
    return arena_format(a, "%s%s", more < 0 ? "-" : "", text);
}

/* So many columns of a table, from one on, fit beside the names. */
static size_t columns_fit(const size_t *widths, size_t from, size_t count,
                          FILE *out)
{
    const size_t edge = text_columns(out);
    size_t width = INDENT + NAME_WIDTH + widths[from], fit = 1;

    while (from + fit < count && width + widths[from + fit] <= edge)
        width += widths[from + fit++];
    return fit;
}

enum { COST_COUNT = 6 };

static const size_t cost_widths[COST_COUNT] = {8, 10, 8, 8, 16, 10};

/* The cells of a row. */
static void tell_cost(const struct measures *m, const struct measure *item,
                      struct arena *a, const char *cells[COST_COUNT])
{
    char bytes[TEXT_NUMBER_SIZE], frames[TEXT_NUMBER_SIZE];
    char trips[TEXT_NUMBER_SIZE];

    text_number(bytes, item->bytes);
    text_number(frames, item->frames);
    text_number(trips, item->trips);
    cells[0] = arena_format(a, "%zu", item->documents);
    cells[1] = arena_text(a, bytes);
    cells[2] = arena_text(a, frames);
    cells[3] = arena_text(a, trips);
    cells[4] = latency_added(a, m, item);
    cells[5] = m->cpu_ns ? arena_format(a, "%" PRIu64 " ms",
                                        m->cpu_ns[item - m->items] / 1000000)
                         : "";
}

static void draw_cost(const char *const *cells, size_t from, size_t fit,
                      FILE *out)
{
    for (size_t i = from; i < from + fit; i++)
        fprintf(out, "%*s", (int)cost_widths[i], cells[i]);
    fputc('\n', out);
}

/* The costs, in as many parts as the width needs. */
static void draw_costs(const struct measures *m, FILE *out)
{
    static const char *const names[COST_COUNT] = {
        "copies", "bytes", "frames", "trips", "latency added", "CPU time"};
    const size_t count = m->cpu_ns ? COST_COUNT : COST_COUNT - 1;

    style_title(&m->style, "Costs of each protection", out);
    for (size_t from = 0, fit; from < count; from += fit) {
        fit = columns_fit(cost_widths, from, count, out);
        if (from > 0) fputc('\n', out);
        text_put_spaces(INDENT + NAME_WIDTH, out);
        draw_cost(names, from, fit, out);
        for (size_t i = 0; i < m->count; i++) {
            const char *cells[COST_COUNT];
            struct arena a;

            arena_init(&a);
            tell_cost(m, &m->items[i], &a, cells);
            draw_name(&m->items[i], out);
            draw_cost(cells, from, fit, out);
            arena_fini(&a);
        }
    }
}

static void draw_primitives(const struct measures *m, FILE *out)
{
    style_title(&m->style, "Primitives in use", out);
    for (size_t i = 0; i < m->count; i++) {
        draw_name(&m->items[i], out);
        text_put_spaces(INDENT, out);
        text_put_wrapped(m->items[i].primitives, 2 * INDENT + NAME_WIDTH,
                         2 * INDENT + NAME_WIDTH, out);
    }
}

static void draw_property_names(size_t from, size_t fit, FILE *out)
{
    for (int line = 0; line < 2; line++) {
        text_put_spaces(INDENT + NAME_WIDTH, out);
        for (size_t i = from; i < from + fit; i++)
            fprintf(out, "%*s", columns[i].width,
                    line == 0 ? columns[i].first : columns[i].second);
        fputc('\n', out);
    }
}

static void draw_answer(const struct measures *m, const struct measure *item,
                        size_t from, size_t fit, FILE *out)
{
    draw_name(item, out);
    for (size_t k = from; k < from + fit; k++) {
        const enum measure_verdict v = item->answers[k].verdict;
        style_set(&m->style, v == MEASURE_HAS ? STYLE_GOOD : STYLE_QUIET, out);
        fprintf(out, "%*s", columns[k].width, measure_verdict_word(v));
        style_set(&m->style, STYLE_PLAIN, out);
    }
    fputc('\n', out);
}

/* The answers, in as many parts as the width needs. */
static void draw_answers(const struct measures *m, FILE *out)
{
    size_t widths[MEASURE_COUNT];

    for (size_t k = 0; k < MEASURE_COUNT; k++)
        widths[k] = (size_t)columns[k].width;
    style_title(&m->style, "Properties", out);
    for (size_t from = 0, fit; from < MEASURE_COUNT; from += fit) {
        fit = columns_fit(widths, from, MEASURE_COUNT, out);
        if (from > 0) fputc('\n', out);
        draw_property_names(from, fit, out);
        for (size_t i = 0; i < m->count; i++)
            draw_answer(m, &m->items[i], from, fit, out);
    }
}

static void draw_evidence(const struct measures *m, const struct measure *item,
                          FILE *out)
{
    size_t width = 0;
    struct arena a;

    for (int k = 0; k < MEASURE_COUNT; k++)
        width = text_wider(width,
                           text_width(measure_word((enum measure_property)k)));
    arena_init(&a);
    style_title(&m->style, item->name, out);
    for (int k = 0; k < MEASURE_COUNT; k++) {
        const struct measure_answer *answer = &item->answers[k];
        text_put_field(
            measure_word((enum measure_property)k), 2 * INDENT + width,
            arena_format(&a, "%s: %s", measure_verdict_word(answer->verdict),
                         answer->because),
            out);
    }
    arena_fini(&a);
}

static bool has_groups(const struct measures *m)
{
    for (size_t i = 0; i < m->count; i++)
        if (m->items[i].grouped > 0) return true;
    return false;
}

static bool misses_copies(const struct measures *m)
{
    for (size_t i = 0; i < m->count; i++)
        if (m->items[i].documents != m->items[0].documents) return true;
    return false;
}

static void draw_measures_legend(const struct measures *m, FILE *out)
{
    struct arena a;

    arena_init(&a);
    fputc('\n', out);
    style_set(&m->style, STYLE_QUIET, out);
    for (int i = 0; i < MEASURE_COUNT; i++)
        text_put_field(
            arena_format(&a, "%s %s", columns[i].first, columns[i].second),
            2 * INDENT + LEGEND_WIDTH, columns[i].meaning, out);
    fputc('\n', out);
    style_paragraph(
        &m->style, STYLE_QUIET,
        arena_format(
            &a,
            "Each answer comes from attempts to break the property: taps, "
            "forgeries, thefts, other texts; n.a.: nothing to try it on. "
            "--explain names the attempt. copies: those sent with the "
            "protection. bytes, frames: on all channels, with receipts and "
            "acknowledgements. trips: round trips before copies could leave, "
            "all together. latency added: per copy, on average, to the first "
            "row's.%s%s",
            misses_copies(m) ? " Noise needs a network: copies carried by hand "
                               "are not sent."
                             : "",
            has_groups(m) ? " Copies to a group are under the group's keys, "
                            "whatever the session."
                          : ""),
        out);
    arena_fini(&a);
}

void measures_draw(const struct measures *m, FILE *out)
{
    assert(m->count > 0);
    draw_measures_heading(m, out);
    draw_costs(m, out);
    draw_primitives(m, out);
    draw_answers(m, out);
    for (size_t i = 0; m->explain && i < m->count; i++)
        draw_evidence(m, &m->items[i], out);
    draw_measures_legend(m, out);
}
