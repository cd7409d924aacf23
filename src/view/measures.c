#include "view/measures.h"

#include <inttypes.h>

#include "view/text.h"

enum { INDENT = 2, NAME_WIDTH = 12, NUMBER_WIDTH = 10, ANSWER_WIDTH = 9 };

static void draw_heading(const struct measures *m, FILE *out)
{
    struct arena a;

    arena_init(&a);
    style_paragraph(&m->style, STYLE_TITLE, m->scenario->title, out);
    text_put_wrapped(arena_format(&a, "%s, seed %" PRIu64 ", run %" PRIu64,
                                  m->scenario->name, m->seed, m->run),
                     0, 0, out);
    arena_fini(&a);
}

/* A longer one has a line of its own. */
static void name(const struct measure *item, FILE *out)
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

/* What a protection adds to the first one's time; "-" where that says
 * nothing. */
static const char *added(struct arena *a, const struct measures *m,
                         const struct measure *item)
{
    char text[DURATION_TEXT_SIZE];
    const duration more = item->latency - m->items[0].latency;

    /* Other papers are no comparison. */
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
    name(item, out);
    fprintf(out, "%*zu%*s%*s%*s%16s", NUMBER_WIDTH - 2, item->documents,
            NUMBER_WIDTH, bytes, NUMBER_WIDTH - 2, frames, NUMBER_WIDTH - 2,
            trips, added(&a, m, item));
    if (m->cpu_ns)
        fprintf(out, "%7" PRIu64 " ms", m->cpu_ns[item - m->items] / 1000000);
    fputc('\n', out);
    arena_fini(&a);
}

static void draw_costs(const struct measures *m, FILE *out)
{
    style_title(&m->style, "What it costs", out);
    fprintf(out, "%*s%*s%*s%*s%*s%16s%s\n", INDENT + NAME_WIDTH, "",
            NUMBER_WIDTH - 2, "papers", NUMBER_WIDTH, "bytes", NUMBER_WIDTH - 2,
            "frames", NUMBER_WIDTH - 2, "trips", "latency added",
            m->cpu_ns ? "  CPU time" : "");
    for (size_t i = 0; i < m->count; i++)
        draw_cost(m, &m->items[i], out);
    style_title(&m->style, "What takes part", out);
    for (size_t i = 0; i < m->count; i++) {
        name(&m->items[i], out);
        text_put_spaces(INDENT, out);
        text_put_wrapped(m->items[i].primitives, 2 * INDENT + NAME_WIDTH,
                         2 * INDENT + NAME_WIDTH, out);
    }
}

/* The words of the properties, on two lines where they are two. */
static void draw_words(FILE *out)
{
    static const char *const words[2][MEASURE_COUNT] = {
        {"confid-", "origin", "provable", "forward", "heals", "hides", "hides"},
        {"ential", "", "", "secret", "", "sender", "length"},
    };

    for (int line = 0; line < 2; line++) {
        text_put_spaces(INDENT + NAME_WIDTH, out);
        for (int i = 0; i < MEASURE_COUNT; i++) {
            if (!words[line][i][0] && i + 1 == MEASURE_COUNT) break;
            fprintf(out, "%*s", ANSWER_WIDTH, words[line][i]);
        }
        fputc('\n', out);
    }
}

static void draw_answers(const struct measures *m, FILE *out)
{
    style_title(&m->style, "What it gives", out);
    draw_words(out);
    for (size_t i = 0; i < m->count; i++) {
        name(&m->items[i], out);
        for (int k = 0; k < MEASURE_COUNT; k++) {
            const enum measure_verdict v = m->items[i].answers[k].verdict;
            style_set(&m->style, v == MEASURE_HAS ? STYLE_GOOD : STYLE_QUIET,
                      out);
            fprintf(out, "%*s", ANSWER_WIDTH, measure_verdict_word(v));
            style_set(&m->style, STYLE_PLAIN, out);
        }
        fputc('\n', out);
    }
}

static void explain(const struct measures *m, const struct measure *item,
                    FILE *out)
{
    struct arena a;

    arena_init(&a);
    style_title(&m->style, item->name, out);
    for (int k = 0; k < MEASURE_COUNT; k++) {
        const struct measure_answer *answer = &item->answers[k];
        text_put_field(measure_word((enum measure_property)k), INDENT + 16,
                       arena_format(&a, "%s: %s",
                                    measure_verdict_word(answer->verdict),
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

static bool misses_papers(const struct measures *m)
{
    for (size_t i = 0; i < m->count; i++)
        if (m->items[i].documents != m->items[0].documents) return true;
    return false;
}

static void draw_legend(const struct measures *m, FILE *out)
{
    struct arena a;

    arena_init(&a);
    fputc('\n', out);
    style_paragraph(
        &m->style, STYLE_QUIET,
        arena_format(
            &a,
            "%s%sPapers: those that could be sent so. Bytes and frames: on all "
            "channels, receipts and acknowledgements too. Trips: answers that "
            "had to come back before papers could leave. Latency: a paper's on "
            "average, beside that of the first line. Each property was found "
            "out by trying to take it away: by taps, forgeries, stolen keys "
            "and memory, a search for the sender in the bytes, and texts of "
            "other lengths; n.a. where there was nothing to try it on. "
            "--explain says what showed each.",
            misses_papers(m) ? "A Noise session needs a network: by hand, no "
                               "paper goes so. "
                             : "",
            has_groups(m) ? "What is said in a group goes under the group's "
                            "keys, whatever the session. "
                          : ""),
        out);
    arena_fini(&a);
}

void measures_draw(const struct measures *m, FILE *out)
{
    draw_heading(m, out);
    draw_costs(m, out);
    draw_answers(m, out);
    for (size_t i = 0; m->explain && i < m->count; i++)
        explain(m, &m->items[i], out);
    draw_legend(m, out);
}
