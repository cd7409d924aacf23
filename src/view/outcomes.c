#include "view/outcomes.h"

#include <inttypes.h>

#include "statistics/proportion.h"
#include "view/grid.h"
#include "view/moment.h"
#include "view/text.h"
#include "scenario/design_words.h"

/* Each measure has a heading, a table with a row a point, and, where something
 * varies, how each point differs from the first in the same runs. A row of
 * `kinds` says what a measure's table shows. Then come the expectations, and
 * whether there were runs enough to tell. */

enum { INDENT = 2, CELL_SIZE = 96 };

/* What a table is drawn with. */
struct outcomes_drawing {
    const struct outcomes_page *page;
    size_t measure;
    struct arena *arena;
    FILE *out;
};

static const struct outcome *outcome_at(const struct outcomes_drawing *w,
                                        size_t point)
{
    return &w->page->outcomes[w->measure * w->page->points->count + point];
}

static const char *label_at(const struct outcomes_page *page, size_t point)
{
    const char *label = page->points->items[point].label;

    return *label ? label : "as it is";
}

void outcomes_span(char out[OUTCOMES_SPAN_SIZE], duration span)
{
    out[0] = '-';
    duration_format(out + (span < 0), span < 0 ? -span : span);
}

/* Puts a paragraph below the heading that it belongs to. */
static void put_indented(const struct style *s, enum style_kind kind,
                         const char *text, FILE *out)
{
    style_set(s, kind, out);
    text_put_spaces(INDENT, out);
    text_put_wrapped(text, INDENT, 2 * INDENT, out);
    style_set(s, STYLE_PLAIN, out);
}

static void put_share(struct grid *g, uint64_t runs, double share,
                      struct interval i)
{
    if (runs == 0) {
        grid_put(g, "-");
        grid_put(g, "-");
        return;
    }
    grid_put(g, "%.1f %%", 100 * share);
    grid_put(g, "%.1f to %.1f %%", 100 * i.low, 100 * i.high);
}

static void put_runs(struct grid *g, uint64_t runs)
{
    char number[TEXT_NUMBER_SIZE];

    text_number(number, runs);
    grid_put(g, "%s", number);
}

static double share_of(const struct shares_one *s)
{
    return s->asked > 0 ? (double)s->seen / (double)s->asked : 0;
}

/* A time of a run: as a date where it counts from the clock's start. */
static void time_text(char out[CELL_SIZE], const struct outcomes_drawing *w,
                      size_t point, duration t)
{
    const struct scenario *sc = &w->page->points->items[point].scenario;
    char text[MOMENT_SIZE], span[OUTCOMES_SPAN_SIZE];

    if (t == SURVIVAL_NEVER) {
        snprintf(out, CELL_SIZE, "later");
    } else if (t == SURVIVAL_EVER) {
        out[0] = '\0'; /* an interval has it in words */
    } else if (outcome_at(w, point)->measure->kind == DESIGN_SENTENCE) {
        moment_full(text, instant_add(sc->start, t));
        snprintf(out, CELL_SIZE, "%.16s", text);
    } else {
        outcomes_span(span, t);
        snprintf(out, CELL_SIZE, "%s", span);
    }
}

static void put_time(struct grid *g, const struct outcomes_drawing *w,
                     size_t point, const struct survival_quantile *q)
{
    char time[CELL_SIZE], low[CELL_SIZE], high[CELL_SIZE];

    if (!outcome_at(w, point)->timed) {
        grid_put(g, "-");
        grid_put(g, "-");
        return;
    }
    time_text(time, w, point, q->time);
    time_text(low, w, point, q->low);
    time_text(high, w, point, q->high);
    grid_put(g, "%s", time);
    if (q->high == SURVIVAL_NEVER && outcome_is_open(outcome_at(w, point), q))
        grid_put(g, "-");
    else if (q->high == SURVIVAL_NEVER)
        grid_put(g, "%s or later", low);
    else if (q->low == SURVIVAL_EVER)
        grid_put(g, "%s or earlier", high);
    else
        grid_put(g, "%s to %s", low, high);
}

/* At a point of which no run counts it cannot be seen. */
static bool is_timed(const struct outcomes_drawing *w)
{
    for (size_t i = 0; i < w->page->points->count; i++)
        if (outcome_at(w, i)->timed) return true;
    return false;
}

static void draw_times(const struct outcomes_drawing *w)
{
    const bool timed = is_timed(w);
    const bool dated = outcome_at(w, 0)->measure->kind == DESIGN_SENTENCE;
    struct grid g;

    grid_init(&g, w->arena, timed ? 6 : 4);
    if (timed) g.second = 4;
    grid_put(&g, "%s", "");
    grid_put(&g, "runs");
    grid_put(&g, dated ? "holds in" : "ends in");
    grid_put(&g, "95 %% interval");
    if (timed) {
        grid_put(&g, dated ? "in half by" : "half within");
        grid_put(&g, "95 %% interval");
    }
    for (size_t i = 0; i < w->page->points->count; i++) {
        const struct outcome *o = outcome_at(w, i);

        grid_put(&g, "%s", label_at(w->page, i));
        put_runs(&g, o->counted);
        put_share(&g, o->counted, share_of(&o->share), o->interval);
        if (timed) put_time(&g, w, i, &o->times[OUTCOME_MEDIAN]);
    }
    grid_draw(&g, INDENT, w->out);
}

/* A number of a quantity, in units that a reader takes in. */
static void value_text(char out[CELL_SIZE], const struct design_measure *m,
                       double value)
{
    char span[OUTCOMES_SPAN_SIZE];

    if (m->kind == DESIGN_QUANTITY && m->quantity == DESIGN_LATENCY) {
        outcomes_span(span, (duration)value);
        snprintf(out, CELL_SIZE, "%s", span);
    } else if (m->kind == DESIGN_QUANTITY && m->quantity == DESIGN_EXPOSURE) {
        snprintf(out, CELL_SIZE, "%.4g", value / (double)DAY);
    } else {
        snprintf(out, CELL_SIZE, value < 100 && value > -100 ? "%.3g" : "%.0f",
                 value);
    }
}

static void put_value(struct grid *g, const struct outcome *o, double value,
                      struct interval i)
{
    const struct design_measure *m = o->measure;
    char text[CELL_SIZE], low[CELL_SIZE], high[CELL_SIZE];

    if (o->counted == 0) {
        grid_put(g, "-");
        grid_put(g, "-");
        return;
    }
    value_text(text, m, value);
    grid_put(g, "%s", text);
    if (!interval_is_bounded(i)) {
        grid_put(g, "-");
        return;
    }
    value_text(low, m, i.low);
    value_text(high, m, i.high);
    grid_put(g, "%s to %s", low, high);
}

static void draw_quantity(const struct outcomes_drawing *w)
{
    struct grid g;

    grid_init(&g, w->arena, 6);
    g.second = 4;
    grid_put(&g, "%s", "");
    grid_put(&g, "runs");
    grid_put(&g, "mean");
    grid_put(&g, "95 %% interval");
    grid_put(&g, "median");
    grid_put(&g, "95 %% interval");
    for (size_t i = 0; i < w->page->points->count; i++) {
        const struct outcome *o = outcome_at(w, i);
        const struct quantile *median = &o->quartiles[OUTCOME_MEDIAN];

        grid_put(&g, "%s", label_at(w->page, i));
        put_runs(&g, o->counted);
        put_value(&g, o, o->summary.mean, summary_interval(&o->summary));
        put_value(&g, o, median->value, median->interval);
    }
    grid_draw(&g, INDENT, w->out);
}

/* A row a cause: the probability that it came first, by the clock's end. */
static void draw_causes(const struct outcomes_drawing *w)
{
    struct grid g;

    grid_init(&g, w->arena, 4);
    grid_put(&g, "%s", "");
    grid_put(&g, "runs");
    grid_put(&g, "first in");
    grid_put(&g, "95 %% interval");
    for (size_t i = 0; i < w->page->points->count; i++) {
        const struct outcome *o = outcome_at(w, i);

        for (size_t k = 0; k < o->measure->sentence_count; k++) {
            const struct outcome_cause c = outcome_cause(o, k);

            grid_put(&g, "%s: %s", label_at(w->page, i),
                     o->measure->sentences[k].text);
            put_runs(&g, o->counted);
            put_share(&g, o->counted, c.share, c.interval);
        }
    }
    grid_draw(&g, INDENT, w->out);
}

/* What is drawn of a measure, and how it was worked out. */
static const struct {
    void (*draw)(const struct outcomes_drawing *w);
    const char *method, *told; /* "of" and then the text of the sentence */
} kinds[DESIGN_KIND_COUNT] = {
    [DESIGN_SENTENCE] = {draw_times, "Wilson", ""},
    [DESIGN_DELAY] = {draw_times, "Wilson", "from \""},
    [DESIGN_SPREAD] = {draw_times, "Wilson",
                       "from the first party to the last that "},
    [DESIGN_COUNT] = {draw_quantity, "Student's t; median: order statistics",
                      "parties of whom it holds: "},
    [DESIGN_FIRST] = {draw_causes, "Aalen-Johansen, log-log",
                      "which comes first"},
    [DESIGN_QUANTITY] = {draw_quantity, "Student's t; median: order statistics",
                         ""},
};

const char *outcomes_measure_text(struct arena *a,
                                  const struct design_measure *m)
{
    const char *told = kinds[m->kind].told;
    const char *text = m->kind == DESIGN_QUANTITY
                           ? design_words_quantity(m->quantity)
                       : m->kind == DESIGN_FIRST ? ""
                                                 : m->sentences[0].text;

    if (m->kind == DESIGN_DELAY)
        text = arena_format(a, "%s\" to \"%s\"", text, m->sentences[1].text);
    if (m->kind == DESIGN_SENTENCE && m->document.text)
        text = arena_format(a, "leak of %s: %s", m->document.text, text);
    else if (m->document.text)
        text = arena_format(a, "%s of %s%s", text, m->document.text,
                            m->quantity == DESIGN_EXPOSURE ? ", portions x days"
                                                           : "");
    return arena_format(a, "%s%s%s%s", told, text,
                        m->given.text ? ", given: " : "",
                        m->given.text ? m->given.text : "");
}

static void difference_text(char out[CELL_SIZE], const struct outcome *o,
                            double value)
{
    char text[CELL_SIZE];

    if (o->measure->kind == DESIGN_SENTENCE)
        snprintf(text, sizeof text, "%.1f", 100 * value);
    else if (o->timed)
        outcomes_span(text, (duration)value);
    else
        value_text(text, o->measure, value);
    snprintf(out, CELL_SIZE, "%s%.*s", value > 0 ? "+" : "", CELL_SIZE - 2,
             text);
}

static bool has_differences(const struct outcomes_drawing *w)
{
    return w->page->points->count > 1 &&
           outcome_at(w, 0)->measure->kind != DESIGN_FIRST;
}

/* Against the first point, run by run. */
static void draw_differences(const struct outcomes_drawing *w)
{
    const struct outcomes_page *page = w->page;
    const struct outcome *first = outcome_at(w, 0);
    struct grid g;

    if (!has_differences(w)) return;
    fputc('\n', w->out);
    grid_init(&g, w->arena, 4);
    grid_put(&g, "less %s", label_at(page, 0));
    grid_put(&g, "pairs");
    grid_put(&g, "%s",
             first->measure->kind == DESIGN_SENTENCE ? "% points" : "mean");
    grid_put(&g, "95 %% interval");
    for (size_t i = 1; i < page->points->count; i++) {
        const struct outcome *o = outcome_at(w, i);
        const struct paired_difference d = o->difference;
        char mean[CELL_SIZE], low[CELL_SIZE], high[CELL_SIZE];

        grid_put(&g, "%s", label_at(page, i));
        put_runs(&g, d.pairs);
        difference_text(mean, o, d.mean);
        grid_put(&g, "%s", d.pairs > 0 ? mean : "-");
        if (d.pairs > 0 && interval_is_bounded(d.interval)) {
            difference_text(low, o, d.interval.low);
            difference_text(high, o, d.interval.high);
            grid_put(&g, "%s to %s", low, high);
        } else {
            grid_put(&g, "-");
        }
    }
    grid_draw(&g, INDENT, w->out);
}

static void draw_measure(const struct outcomes_drawing *w)
{
    const struct outcomes_page *page = w->page;
    const struct design_measure *m = &page->design->measures[w->measure];

    style_title(&page->style,
                arena_format(w->arena, "%s: %s", m->name,
                             outcomes_measure_text(w->arena, m)),
                w->out);
    kinds[m->kind].draw(w);
    draw_differences(w);
    put_indented(
        &page->style, STYLE_QUIET,
        arena_format(w->arena, "95 %% intervals: %s%s%s", kinds[m->kind].method,
                     is_timed(w) ? "; times: Kaplan-Meier, log-log" : "",
                     has_differences(w) ? "; differences: paired, in the same "
                                          "runs"
                                        : ""),
        w->out);
}

static const struct {
    const char *word;
    enum style_kind style;
} verdicts[] = {
    [OUTCOME_HOLDS] = {"holds", STYLE_GOOD},
    [OUTCOME_DENIED] = {"denied", STYLE_BAD},
    [OUTCOME_OPEN] = {"too few runs to tell", STYLE_OPEN},
};

static void draw_expectation(const struct outcomes_page *page, size_t i,
                             struct arena *a, FILE *out)
{
    const struct design_expectation *x = &page->design->expectations[i];
    const size_t points = page->points->count;

    style_title(&page->style,
                arena_format(a, "Expected, %s: %s", x->text, x->sentence.text),
                out);
    for (size_t p = 0; p < points; p++) {
        const struct shares_one *s = &page->expected[i * points + p];
        const struct interval at = proportion_wilson(s->seen, s->asked);
        const enum outcome_verdict v = outcome_judge(x, s);

        put_indented(
            &page->style, verdicts[v].style,
            arena_format(a,
                         "%s: %s: %.1f %% of %" PRIu64 " runs, %.1f to %.1f %%",
                         label_at(page, p), verdicts[v].word, 100 * share_of(s),
                         s->asked, 100 * at.low, 100 * at.high),
            out);
    }
}

size_t outcomes_denied(const struct outcomes_page *page)
{
    const size_t points = page->points->count;
    size_t denied = 0;

    for (size_t i = 0; i < page->design->expectation_count * points; i++)
        denied += outcome_judge(&page->design->expectations[i / points],
                                &page->expected[i]) == OUTCOME_DENIED;
    return denied;
}

static void draw_outcomes_heading(const struct outcomes_page *page,
                                  struct arena *a, FILE *out)
{
    const struct points *p = page->points;

    style_paragraph(&page->style, STYLE_TITLE, page->design->title, out);
    style_paragraph(
        &page->style, STYLE_QUIET,
        arena_format(a, "%s, seed %" PRIu64 ", %zu point%s%s",
                     p->items[0].scenario.name, page->seed, p->count,
                     p->count == 1 ? "" : "s",
                     page->stand_in ? "; the curve by a stand-in, which proves "
                                      "nothing and changes no figure"
                                    : ""),
        out);
}

/* A half gives the widest interval. */
static void draw_enough(const struct outcomes_page *page, struct arena *a,
                        FILE *out)
{
    const double enough = 0.1, good = 0.05;
    const struct outcome *fewest = page->outcomes;

    for (size_t i = 0; i < page->design->measure_count * page->points->count;
         i++)
        if (page->outcomes[i].counted < fewest->counted)
            fewest = &page->outcomes[i];
    if (page->design->measure_count == 0) return;
    const uint64_t least = fewest->counted;
    if (least >= proportion_runs(enough)) return;
    fputc('\n', out);
    style_paragraph(
        &page->style, STYLE_OPEN,
        arena_format(a,
                     "Too few runs to tell: with the %" PRIu64
                     " that count for %s a share is known no better than to "
                     "within %.0f points, with %" PRIu64 " to within %.0f.",
                     least, fewest->measure->name,
                     50 * (proportion_wilson(least / 2, least).high -
                           proportion_wilson(least / 2, least).low),
                     proportion_runs(good), 100 * good),
        out);
}

void outcomes_draw(const struct outcomes_page *page, FILE *out)
{
    struct arena a;

    arena_init(&a);
    draw_outcomes_heading(page, &a, out);
    for (size_t i = 0; i < page->design->measure_count; i++)
        draw_measure(&(struct outcomes_drawing){page, i, &a, out});
    for (size_t i = 0; i < page->design->expectation_count; i++)
        draw_expectation(page, i, &a, out);
    draw_enough(page, &a, out);
    arena_fini(&a);
}
