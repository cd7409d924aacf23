#include "view/pictures.h"

#include <inttypes.h>
#include <math.h>
#include <string.h>

#include "plot/curves.h"
#include "plot/ecdf.h"
#include "plot/heatmap.h"
#include "plot/tornado.h"
#include "statistics/proportion.h"
#include "view/outcomes.h"
#include "view/text.h"

/* A measure of time has curves of the share of runs in which it has come about,
 * a line a point; one of causes has a picture a point, with a line a cause; a
 * number has its distribution; parties are counted in time. Where two things
 * vary there is a heat map besides, and where anything does, the differences
 * from the first point. A picture of curves has as many lines as can be told
 * apart: those of the first points. */

static const struct outcome *picture_outcome(const struct pictures_one *one,
                                             size_t point)
{
    return &one->all->outcomes[one->measure * one->all->points->count + point];
}

static const struct design_measure *
picture_measure(const struct pictures_one *one)
{
    return &one->all->design->measures[one->measure];
}

static size_t line_count(const struct pictures_one *one)
{
    const size_t points = one->all->points->count;

    return points < LOOK_LINES ? points : LOOK_LINES;
}

static const char *point_label(const struct pictures_one *one, size_t point)
{
    const char *label = one->all->points->items[point].label;

    return *label ? label : NULL;
}

/* "N = 1,000 runs a line, seed 1. Kaplan-Meier; ..." */
static const char *basis_text(const struct pictures_one *one, struct arena *a,
                              const char *each, const char *method)
{
    const size_t points = one->all->points->count;
    uint64_t least = UINT64_MAX, most = 0;
    char low[TEXT_NUMBER_SIZE], high[TEXT_NUMBER_SIZE];

    for (size_t i = 0; i < points; i++) {
        const uint64_t runs = picture_outcome(one, i)->counted;
        if (runs < least) least = runs;
        if (runs > most) most = runs;
    }
    text_number(low, least);
    text_number(high, most);
    return arena_format(a, "N = %s%s%s runs%s, seed %" PRIu64 "%s. %s%s",
                        least < most ? low : "", least < most ? " to " : "",
                        high, points > 1 ? each : "", one->all->seed,
                        one->all->stand_in ? ", the curve by a stand-in" : "",
                        method,
                        points > LOOK_LINES && strcmp(each, " a line") == 0
                            ? arena_format(a, " The first %d of %zu points.",
                                           LOOK_LINES, points)
                            : "");
}

/* The measure, with a capital. */
static const char *title_of(struct arena *a, const struct design_measure *m)
{
    char *title = arena_text(a, outcomes_measure_text(a, m));

    if (title[0] >= 'a' && title[0] <= 'z')
        title[0] = (char)(title[0] - 'a' + 'A');
    return title;
}

static struct picture_words picture_words_of(const struct pictures_one *one,
                                             struct arena *a,
                                             const char *subtitle,
                                             const char *basis)
{
    return (struct picture_words){
        .title = title_of(a, picture_measure(one)),
        .subtitle = subtitle,
        .basis = basis,
        .note = arena_format(a, "%s: %s", one->all->design->title,
                             picture_measure(one)->name),
    };
}

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

    for (size_t i = 0; i < line_count(one); i++) {
        const struct survival *s = &picture_outcome(one, i)->survival;
        if (s->count == 0) continue;
        const double first = (double)s->steps[0].time;
        const double last = (double)s->steps[s->count - 1].time;
        if (first < m.low) m.low = first;
        if (last > m.high) m.high = last;
    }
    m.is_difference = m.low < 0;
    if (m.high <= m.low) m.high = m.low + (double)SECOND;
    return m;
}

/* A first time lies on the calendar, all other times are spans. */
static struct axes_measure time_axis(const struct pictures_one *one)
{
    if (picture_measure(one)->kind == DESIGN_DELAY ||
        picture_measure(one)->kind == DESIGN_SPREAD)
        return span_axis(one);
    return (struct axes_measure){
        .kind = RUNG_INSTANT,
        .start = one->all->points->items[0].scenario.start,
        .high = longest_clock(one),
    };
}

/* Turns the share that has not come about into that which has. */
static void turn_over(struct arena *a, struct curves_series *s)
{
    struct curves_point *points = arena_array(a, s->count, sizeof *points);

    for (size_t i = 0; i < s->count; i++) {
        points[i] = s->points[i];
        points[i].value = 1 - s->points[i].value;
        points[i].band = (struct interval){1 - s->points[i].band.high,
                                           1 - s->points[i].band.low};
    }
    s->points = points;
    s->before = 0;
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

static void draw_times(const struct pictures_one *one, struct arena *a,
                       FILE *out)
{
    struct curves_series series[LOOK_LINES];

    for (size_t i = 0; i < line_count(one); i++) {
        const struct outcome *o = picture_outcome(one, i);
        series[i] = curves_of_survival(a, &o->survival);
        turn_over(a, &series[i]);
        series[i].label = point_label(one, i);
        series[i].note = median_note(a, o);
        series[i].dot = 0.5;
    }
    curves_draw(
        &(struct curves){
            .words = picture_words_of(
                one, a, "Share of the runs in which it has come about by then",
                basis_text(one, a, " a line",
                           "Kaplan-Meier; bands are 95 % log-log intervals at "
                           "each time.")),
            .x = time_axis(one),
            .y = {.name = "of the runs", .kind = RUNG_SHARE},
            .at_risk = "Runs in which it has not",
            .series = series,
            .count = line_count(one)},
        out);
}

static void draw_causes(const struct pictures_one *one, struct arena *a,
                        FILE *out)
{
    const struct outcome *o = picture_outcome(one, one->point);
    struct curves_series series[LOOK_LINES];
    const size_t count =
        o->incidence.causes < LOOK_LINES ? o->incidence.causes : LOOK_LINES;
    const char *label = point_label(one, one->point);

    for (uint32_t k = 0; k < count; k++) {
        series[k] = curves_of_incidence(a, &o->incidence, k);
        series[k].label = o->measure->sentences[k].text;
    }
    curves_draw(
        &(struct curves){
            .words = picture_words_of(
                one, a,
                arena_format(a,
                             "Probability that it comes first, and by "
                             "then%s%s",
                             label ? "; " : "", label ? label : ""),
                basis_text(one, a, " a point",
                           "Aalen-Johansen for competing causes; bands are "
                           "95 % log-log intervals at each time.")),
            .x = time_axis(one),
            .y = {.name = "of the runs", .kind = RUNG_SHARE},
            .at_risk = "Runs in which none has come about",
            .series = series,
            .count = count},
        out);
}

static void draw_counts(const struct pictures_one *one, struct arena *a,
                        FILE *out)
{
    struct curves_series series[LOOK_LINES];

    for (size_t i = 0; i < line_count(one); i++) {
        const struct outcome *o = picture_outcome(one, i);
        struct curves_point *points =
            arena_array(a, OUTCOME_MOMENTS, sizeof *points);
        for (size_t k = 0; k < OUTCOME_MOMENTS; k++)
            points[k] = (struct curves_point){
                .at = (double)o->counts[k].time,
                .value = o->counts[k].parties.mean,
                .band = summary_interval(&o->counts[k].parties)};
        series[i] = (struct curves_series){.label = point_label(one, i),
                                           .points = points,
                                           .count = OUTCOME_MOMENTS};
    }
    curves_draw(
        &(struct curves){
            .words = picture_words_of(
                one, a, "Parties of whom it holds, on average over the runs",
                basis_text(one, a, " a line",
                           "Means; bands are 95 % intervals by Student's t.")),
            .x = time_axis(one),
            .y = {.name = "parties"},
            .series = series,
            .count = line_count(one)},
        out);
}

/* The half-width of a uniform band (Dvoretzky, Kiefer and Wolfowitz, with
 * Massart's constant): sqrt(ln(2 / 0.05) / 2n). */
static double uniform_band(uint64_t runs)
{
    const double ln_40 = 3.688879454113936;

    return sqrt(ln_40 / (2 * (double)runs));
}

/* Exposure is told in days, all other numbers as they are. */
static double unit_of(const struct design_measure *m)
{
    return m->kind == DESIGN_QUANTITY && m->quantity == DESIGN_EXPOSURE
               ? (double)DAY
               : 1;
}

static const char *unit_name(const struct design_measure *m)
{
    if (m->kind == DESIGN_COUNT) return "parties at the end";
    if (m->quantity == DESIGN_LATENCY) return "latency";
    return m->quantity == DESIGN_EXPOSURE ? "portions x days"
                                          : design_quantity_unit(m->quantity);
}

static const double *scaled(const struct outcome *o, struct arena *a)
{
    double *values = arena_array(a, (size_t)o->counted, sizeof *values);

    for (size_t i = 0; i < o->counted; i++)
        values[i] = o->sorted[i] / unit_of(o->measure);
    return values;
}

static struct interval scaled_interval(struct interval i,
                                       const struct design_measure *m)
{
    return (struct interval){i.low / unit_of(m), i.high / unit_of(m)};
}

static enum rung_kind number_kind(const struct design_measure *m)
{
    return m->kind == DESIGN_QUANTITY && m->quantity == DESIGN_LATENCY
               ? RUNG_SPAN
               : RUNG_NUMBER;
}

static void draw_numbers(const struct pictures_one *one, struct arena *a,
                         FILE *out)
{
    const struct design_measure *m = picture_measure(one);
    struct ecdf_series series[LOOK_LINES];

    for (size_t i = 0; i < line_count(one); i++) {
        const struct outcome *o = picture_outcome(one, i);
        series[i] =
            (struct ecdf_series){.label = point_label(one, i),
                                 .values = scaled(o, a),
                                 .count = (size_t)o->counted,
                                 .runs = o->counted,
                                 .half_width = uniform_band(o->counted)};
    }
    ecdf_draw(
        &(struct ecdf){
            .words = picture_words_of(
                one, a, NULL,
                basis_text(one, a, " a line",
                           "Empirical distribution; bands are uniform 95 % "
                           "bands (Dvoretzky-Kiefer-Wolfowitz).")),
            .x = {.name = unit_name(m), .kind = number_kind(m)},
            .y_name = "of the runs have at most so much",
            .series = series,
            .count = line_count(one)},
        out);
}

/* The one figure of an outcome: a share, or a mean. */
static struct heatmap_cell figure_of(const struct outcome *o)
{
    struct heatmap_cell cell = {.runs = o->counted};

    if (o->counted == 0) return cell;
    if (o->measure->kind == DESIGN_QUANTITY ||
        o->measure->kind == DESIGN_COUNT) {
        cell.value = o->summary.mean / unit_of(o->measure);
        cell.interval =
            scaled_interval(summary_interval(&o->summary), o->measure);
    } else {
        cell.value = (double)o->share.seen / (double)o->share.asked;
        cell.interval = o->interval;
    }
    return cell;
}

static struct heatmap_side side_of(struct arena *a, const struct design *d,
                                   size_t factor)
{
    const struct design_factor *f = &d->factors[factor];
    const char **labels = arena_array(a, f->level_count, sizeof *labels);

    for (size_t i = 0; i < f->level_count; i++)
        labels[i] = f->levels[i].label;
    return (struct heatmap_side){design_factor_name(d, factor), labels,
                                 f->level_count};
}

static bool is_number(const struct design_measure *m)
{
    return m->kind == DESIGN_QUANTITY || m->kind == DESIGN_COUNT;
}

static void draw_heat(const struct pictures_one *one, struct arena *a,
                      FILE *out)
{
    const struct design *d = one->all->design;
    const struct design_measure *m = picture_measure(one);
    const size_t points = one->all->points->count;
    struct heatmap_cell *cells = arena_array(a, points, sizeof *cells);

    for (size_t i = 0; i < points; i++)
        cells[i] = figure_of(picture_outcome(one, i));
    heatmap_draw(
        &(struct heatmap){
            .words = picture_words_of(
                one, a, NULL,
                basis_text(one, a, " a cell",
                           is_number(m) ? "Means with Student's 95 % interval."
                                        : "Shares with Wilson's 95 % "
                                          "interval.")),
            .x = side_of(a, d, 1),
            .y = side_of(a, d, 0),
            .value = {.name = is_number(m) ? "mean" : "of the runs",
                      .kind = is_number(m) ? number_kind(m) : RUNG_SHARE},
            .cells = cells},
        out);
}

static void draw_differences(const struct pictures_one *one, struct arena *a,
                             FILE *out)
{
    const size_t points = one->all->points->count;
    const struct design_measure *m = picture_measure(one);
    struct tornado_row *rows = arena_array(a, points, sizeof *rows);
    const bool timed = m->kind == DESIGN_DELAY || m->kind == DESIGN_SPREAD;

    for (size_t i = 1; i < points; i++) {
        const struct paired_difference *d =
            &picture_outcome(one, i)->difference;
        rows[i - 1] =
            (struct tornado_row){.label = point_label(one, i),
                                 .difference = d->mean / unit_of(m),
                                 .interval = scaled_interval(d->interval, m)};
    }
    tornado_draw(
        &(struct tornado){
            .words = picture_words_of(
                one, a,
                arena_format(a, "Differences from %s", point_label(one, 0)),
                basis_text(one, a, " a point",
                           "Paired differences, run by run with the same "
                           "random numbers, with 95 % intervals.")),
            .x = {.name = is_number(m) ? unit_name(m) : "difference",
                  .kind = timed          ? RUNG_SPAN
                          : is_number(m) ? number_kind(m)
                                         : RUNG_SHARE},
            .less = "less",
            .more = "more",
            .rows = rows,
            .count = points - 1},
        out);
}

/* The pictures of each kind of measure but the two of all that vary. */
static void (*const own[DESIGN_KIND_COUNT])(const struct pictures_one *,
                                            struct arena *, FILE *) = {
    [DESIGN_SENTENCE] = draw_times, [DESIGN_DELAY] = draw_times,
    [DESIGN_SPREAD] = draw_times,   [DESIGN_COUNT] = draw_counts,
    [DESIGN_FIRST] = draw_causes,   [DESIGN_QUANTITY] = draw_numbers,
};

/* A listing in progress. */
struct pictures_listing {
    const struct pictures *all;
    struct arena *arena;
    struct pictures_one *items;
    size_t count, room;
};

static void add_picture(struct pictures_listing *l, size_t measure,
                        size_t point, const char *what,
                        void (*draw)(const struct pictures_one *,
                                     struct arena *, FILE *))
{
    const char *name = l->all->design->measures[measure].name;

    l->items =
        arena_grow(l->arena, l->items, l->count, &l->room, sizeof *l->items);
    l->items[l->count++] = (struct pictures_one){
        l->all, measure, point,
        what ? arena_format(l->arena, "%s-%s", name, what) : name, draw};
}

static bool has_own(const struct pictures *p, size_t measure, size_t point)
{
    const struct outcome *o = &p->outcomes[measure * p->points->count + point];

    if (o->counted == 0) return false;
    return o->measure->kind != DESIGN_SENTENCE || outcome_is_timed(o);
}

static void list_measure(struct pictures_listing *l, size_t measure)
{
    const struct pictures *p = l->all;
    const struct design *d = p->design;
    const enum design_kind kind = d->measures[measure].kind;
    const size_t points = p->points->count;
    bool all = true;

    for (size_t i = 0; i < points && i < LOOK_LINES; i++)
        all = all && has_own(p, measure, i);
    if (kind == DESIGN_FIRST) {
        for (size_t i = 0; i < points; i++)
            if (has_own(p, measure, i))
                add_picture(l, measure, i,
                            points > 1 ? arena_format(l->arena, "%zu", i)
                                       : NULL,
                            draw_causes);
        return;
    }
    if (all) add_picture(l, measure, 0, NULL, own[kind]);
    if (d->factor_count == 2 && d->factors[0].level_count <= HEATMAP_SIDE_MAX &&
        d->factors[1].level_count <= HEATMAP_SIDE_MAX)
        add_picture(l, measure, 0, "heat", draw_heat);
    if (points > 1 && points <= 40)
        add_picture(l, measure, 0, "differences", draw_differences);
}

size_t pictures_list(const struct pictures *p, struct arena *a,
                     struct pictures_one **out)
{
    struct pictures_listing l = {.all = p, .arena = a};

    for (size_t i = 0; i < p->design->measure_count; i++)
        list_measure(&l, i);
    *out = l.items;
    return l.count;
}
