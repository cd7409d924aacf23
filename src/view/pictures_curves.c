#include "view/pictures_curves.h"

#include "plot/curves.h"
#include "view/outcomes.h"
#include "view/pictures_words.h"

/* First times lie on the calendar, delays and spreads are spans. The estimate
 * is of the share in which something has not come about; what is drawn is its
 * complement, for that is what is asked. Parties are counted at the moments at
 * which their outcome has them. */

/* The clock of the point whose clock is the longest. */
static double longest_clock(const struct pictures_one *one)
{
    duration longest = 0;

    for (size_t i = 0; i < one->all->points->count; i++) {
        const struct scenario *sc = &one->all->points->items[i].scenario;
        if (sc->end - sc->start > longest) longest = sc->end - sc->start;
    }
    return (double)longest;
}

/* Spans reach as far as there are any; those of a delay may be negative. */
static struct axes_measure span_axis(const struct pictures_one *one)
{
    struct axes_measure m = {.kind = RUNG_SPAN, .name = "time"};

    for (size_t i = 0; i < pictures_words_lines(one); i++) {
        const struct outcome *o = pictures_words_outcome(one, i);
        if ((double)o->least < m.low) m.low = (double)o->least;
        if ((double)o->most > m.high) m.high = (double)o->most;
    }
    m.is_difference = m.low < 0;
    if (m.high <= m.low) m.high = m.low + (double)SECOND;
    return m;
}

/* A first time lies on the calendar, all other times are spans. */
static struct axes_measure time_axis(const struct pictures_one *one)
{
    if (pictures_words_measure(one)->kind == DESIGN_DELAY ||
        pictures_words_measure(one)->kind == DESIGN_SPREAD)
        return span_axis(one);
    return (struct axes_measure){
        .kind = RUNG_INSTANT,
        .start = one->all->points->items[0].scenario.start,
        .high = longest_clock(one),
    };
}

/* A line whose points come out of the study's steps. */
struct pictures_curves_line {
    const struct pictures_one *one;
    size_t point;
    uint32_t cause, causes;
};

/* Its points as they pass. */
struct pictures_curves_passing {
    const struct pictures_curves_line *line;
    void *watcher;
    void (*see)(void *watcher, const struct curves_point *p);
};

static void pass_time(void *watcher, const struct survival_step *step)
{
    const struct pictures_curves_passing *s = watcher;
    struct curves_point p = curves_point_of_time(step);

    p.value = 1 - p.value;
    p.band = (struct interval){1 - p.band.high, 1 - p.band.low};
    s->see(s->watcher, &p);
}

static void pass_cause(void *watcher, const struct incidence_step *step)
{
    const struct pictures_curves_passing *s = watcher;
    const struct curves_point p =
        curves_point_of_cause(step, s->line->causes, s->line->cause);

    s->see(s->watcher, &p);
}

static void each_point(const struct curves_series *series, void *watcher,
                       void (*see)(void *watcher, const struct curves_point *p))
{
    const struct pictures_curves_line *l = series->source;
    const struct outcome_steps *steps = &l->one->all->steps;
    struct pictures_curves_passing passing = {l, watcher, see};

    steps->watch(steps->context, l->one->measure, l->point,
                 &(struct outcome_watch){.watcher = &passing,
                                         .time = pass_time,
                                         .cause = pass_cause});
}

static const char *median_note(struct arena *a, const struct outcome *o)
{
    char span[OUTCOMES_SPAN_SIZE];

    if (o->times[OUTCOME_MEDIAN].time == SURVIVAL_NEVER ||
        o->measure->kind == DESIGN_SENTENCE)
        return NULL;
    outcomes_span(span, o->times[OUTCOME_MEDIAN].time);
    return arena_format(a, "median %s", span);
}

void pictures_curves_times(const struct pictures_one *one, struct arena *a,
                           FILE *out)
{
    struct curves_series series[LOOK_LINES];
    struct pictures_curves_line lines[LOOK_LINES];

    for (size_t i = 0; i < pictures_words_lines(one); i++) {
        lines[i] = (struct pictures_curves_line){.one = one, .point = i};
        series[i] = (struct curves_series){
            .label = pictures_words_label(one, i),
            .note = median_note(a, pictures_words_outcome(one, i)),
            .dot = 0.5,
            .each = each_point,
            .source = &lines[i]};
    }
    curves_draw(
        &(struct curves){
            .words = pictures_words_of(
                one, a, "Share of the runs in which it has come about by then",
                pictures_words_basis(
                    one, a, " a line",
                    "Kaplan-Meier; bands are 95 % log-log intervals at "
                    "each time.")),
            .x = time_axis(one),
            .y = {.name = "of the runs", .kind = RUNG_SHARE},
            .at_risk = "Runs in which it has not",
            .series = series,
            .count = pictures_words_lines(one)},
        out);
}

void pictures_curves_causes(const struct pictures_one *one, struct arena *a,
                            FILE *out)
{
    const struct outcome *o = pictures_words_outcome(one, one->point);
    struct curves_series series[LOOK_LINES];
    struct pictures_curves_line lines[LOOK_LINES];
    const uint32_t causes = (uint32_t)o->measure->sentence_count;
    const size_t count = causes < LOOK_LINES ? causes : LOOK_LINES;
    const char *label = pictures_words_label(one, one->point);

    for (uint32_t k = 0; k < count; k++) {
        lines[k] = (struct pictures_curves_line){one, one->point, k, causes};
        series[k] =
            (struct curves_series){.label = o->measure->sentences[k].text,
                                   .each = each_point,
                                   .source = &lines[k]};
    }
    curves_draw(
        &(struct curves){
            .words = pictures_words_of(
                one, a,
                arena_format(a,
                             "Probability that it comes first, and by "
                             "then%s%s",
                             label ? "; " : "", label ? label : ""),
                pictures_words_basis(
                    one, a, " a point",
                    "Aalen-Johansen for competing causes; bands are "
                    "95 % log-log intervals at each time.")),
            .x = time_axis(one),
            .y = {.name = "of the runs", .kind = RUNG_SHARE},
            .at_risk = "Runs in which none has come about",
            .series = series,
            .count = count},
        out);
}

void pictures_curves_counts(const struct pictures_one *one, struct arena *a,
                            FILE *out)
{
    struct curves_series series[LOOK_LINES];

    for (size_t i = 0; i < pictures_words_lines(one); i++) {
        const struct outcome *o = pictures_words_outcome(one, i);
        struct curves_point *points =
            arena_array(a, OUTCOME_MOMENTS, sizeof *points);
        for (size_t k = 0; k < OUTCOME_MOMENTS; k++)
            points[k] = (struct curves_point){
                .at = (double)o->counts[k].time,
                .value = o->counts[k].parties.mean,
                .band = summary_interval(&o->counts[k].parties)};
        series[i] =
            (struct curves_series){.label = pictures_words_label(one, i),
                                   .points = points,
                                   .count = OUTCOME_MOMENTS};
    }
    curves_draw(
        &(struct curves){
            .words = pictures_words_of(
                one, a, "Parties of whom it holds, on average over the runs",
                pictures_words_basis(
                    one, a, " a line",
                    "Means; bands are 95 % intervals by Student's t.")),
            .x = time_axis(one),
            .y = {.name = "parties"},
            .series = series,
            .count = pictures_words_lines(one)},
        out);
}
