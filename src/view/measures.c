#include "view/measures.h"

#include <assert.h>
#include <inttypes.h>

#include "view/text.h"

/* Draws protections side by side, a row each, in three tables: the costs, the
 * primitives, and the properties. With m->explain a paragraph for each
 * protection follows, which names the attempt behind every answer; the legend
 * comes last. */

enum { INDENT = 2, NAME_WIDTH = 12, NUMBER_WIDTH = 10, LEGEND_WIDTH = 17 };

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

static void draw_cost(const struct measures *m, const struct measure *item,
                      FILE *out)
{
    char bytes[TEXT_NUMBER_SIZE], frames[TEXT_NUMBER_SIZE];
    char trips[TEXT_NUMBER_SIZE];
    struct arena a;

    arena_init(&a);
    text_number(bytes, item->bytes);
    text_number(frames, item->frames);
    text_number(trips, item->trips);
    draw_name(item, out);
    fprintf(out, "%*zu%*s%*s%*s%16s", NUMBER_WIDTH - 2, item->documents,
            NUMBER_WIDTH, bytes, NUMBER_WIDTH - 2, frames, NUMBER_WIDTH - 2,
            trips, latency_added(&a, m, item));
    if (m->cpu_ns)
        fprintf(out, "%7" PRIu64 " ms", m->cpu_ns[item - m->items] / 1000000);
    fputc('\n', out);
    arena_fini(&a);
}

static void draw_costs(const struct measures *m, FILE *out)
{
    style_title(&m->style, "Costs of each protection", out);
    fprintf(out, "%*s%*s%*s%*s%*s%16s%s\n", INDENT + NAME_WIDTH, "",
            NUMBER_WIDTH - 2, "copies", NUMBER_WIDTH, "bytes", NUMBER_WIDTH - 2,
            "frames", NUMBER_WIDTH - 2, "trips", "latency added",
            m->cpu_ns ? "  CPU time" : "");
    for (size_t i = 0; i < m->count; i++)
        draw_cost(m, &m->items[i], out);
    style_title(&m->style, "Primitives in use", out);
    for (size_t i = 0; i < m->count; i++) {
        draw_name(&m->items[i], out);
        text_put_spaces(INDENT, out);
        text_put_wrapped(m->items[i].primitives, 2 * INDENT + NAME_WIDTH,
                         2 * INDENT + NAME_WIDTH, out);
    }
}

static void draw_property_names(FILE *out)
{
    for (int line = 0; line < 2; line++) {
        text_put_spaces(INDENT + NAME_WIDTH, out);
        for (int i = 0; i < MEASURE_COUNT; i++)
            fprintf(out, "%*s", columns[i].width,
                    line == 0 ? columns[i].first : columns[i].second);
        fputc('\n', out);
    }
}

static void draw_answers(const struct measures *m, FILE *out)
{
    style_title(&m->style, "Properties", out);
    draw_property_names(out);
    for (size_t i = 0; i < m->count; i++) {
        draw_name(&m->items[i], out);
        for (int k = 0; k < MEASURE_COUNT; k++) {
            const enum measure_verdict v = m->items[i].answers[k].verdict;
            style_set(&m->style, v == MEASURE_HAS ? STYLE_GOOD : STYLE_QUIET,
                      out);
            fprintf(out, "%*s", columns[k].width, measure_verdict_word(v));
            style_set(&m->style, STYLE_PLAIN, out);
        }
        fputc('\n', out);
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
    draw_answers(m, out);
    for (size_t i = 0; m->explain && i < m->count; i++)
        draw_evidence(m, &m->items[i], out);
    draw_measures_legend(m, out);
}
