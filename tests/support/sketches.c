#include "support/sketches.h"

#include <math.h>
#include <stdlib.h>

#include "base/real.h"
#include "plot/curves.h"
#include "plot/ecdf.h"
#include "plot/tornado.h"
#include "plot/heatmap.h"

#define LENGTH(array) (sizeof(array) / sizeof *(array))

static const char kaplan_meier[] =
    "N = 400 runs a line, seed 7. Kaplan-Meier; bands are 95 % log-log "
    "intervals at each time.";

/* The next of a row of numbers between 0 and 1, the same on every machine. */
static double next_number(uint64_t *state)
{
    *state = *state * 6364136223846793005u + 1442695040888963407u;
    return (double)(*state >> 11) / 9007199254740992.0;
}

static int compare_values(const void *a, const void *b)
{
    const double x = *(const double *)a, y = *(const double *)b;

    return (x > y) - (x < y);
}

/* Times with the given median, exponential, cut off at `end`; sorted. */
static double *draw_times(struct arena *a, uint64_t seed, size_t count,
                          double median, double end)
{
    double *times = arena_array(a, count, sizeof *times);

    for (size_t i = 0; i < count; i++) {
        const double u = next_number(&seed);
        times[i] = fmin(end, floor(-real_ln(1 - u) / 0.6931472 * median));
    }
    qsort(times, count, sizeof *times, compare_values);
    return times;
}

/* Kaplan and Meier's curve of such times, with a dot at the median. */
static struct curves_series decline(struct arena *a, const char *label,
                                    uint64_t seed, size_t count, double median,
                                    double end)
{
    const double *times = draw_times(a, seed, count, median, end);
    struct survival_time *runs = arena_array(a, count, sizeof *runs);
    struct survival estimate;

    for (size_t i = 0; i < count; i++)
        runs[i] = (struct survival_time){(duration)times[i], times[i] == end};
    survival_estimate(&estimate, a, runs, count);
    struct curves_series s = curves_of_survival(a, &estimate);
    s.label = label;
    s.dot = 0.5;
    return s;
}

static void draw_survival(FILE *out)
{
    struct arena a;
    const double end = 30.0 * DAY;

    arena_init(&a);
    struct curves_series series[] = {
        decline(&a, "by hand, 3 readers", 1, 400, 40.0 * DAY, end),
        decline(&a, "by courier, 10 readers", 2, 400, 12.0 * DAY, end),
        decline(&a, "over the network, 30 readers", 3, 400, 4.0 * DAY, end),
    };
    series[0].note = "most never leak";
    series[2].is_picked = true;
    curves_draw(
        &(struct curves){
            .words = {.title = "Thirty readers leak the letter within days, "
                               "three keep it for a month",
                      .subtitle = "Share of runs in which nothing has leaked "
                                  "yet, by the way the letter travels",
                      .basis = kaplan_meier},
            .x = {.name = "since the letter was signed",
                  .kind = RUNG_SPAN,
                  .high = end},
            .y = {.name = "of the runs have not leaked", .kind = RUNG_SHARE},
            .at_risk = "Runs at risk",
            .series = series,
            .count = LENGTH(series)},
        out);
    arena_fini(&a);
}

/* Three causes that compete for the same runs. */
static void draw_incidence(FILE *out)
{
    static const char *const causes[] = {"a clerk of the ministry",
                                         "the courier", "an ally's embassy"};
    static const double below[] = {0.63, 0.88, 1};
    enum { RUNS = 500 };
    struct curves_series series[LENGTH(causes)];
    struct incidence_time runs[RUNS];
    struct incidence estimate;
    struct arena a;
    uint64_t state = 11;

    arena_init(&a);
    const double *times = draw_times(&a, 9, RUNS, 16.0 * DAY, 60.0 * DAY);
    for (size_t i = 0; i < RUNS; i++) {
        const double u = next_number(&state);
        uint32_t cause = 0;
        while (u >= below[cause])
            cause++;
        runs[i] = (struct incidence_time){
            (duration)times[i],
            times[i] == 60.0 * DAY ? INCIDENCE_CENSORED : cause};
    }
    incidence_estimate(&estimate, &a, runs, RUNS, LENGTH(causes));
    for (uint32_t k = 0; k < LENGTH(causes); k++) {
        series[k] = curves_of_incidence(&a, &estimate, k);
        series[k].label = causes[k];
    }
    curves_draw(
        &(struct curves){
            .words = {.title = "Who leaks first: the clerk, in three of five "
                               "worlds",
                      .subtitle = "Probability that this one leaks first, and "
                                  "by then",
                      .basis = "N = 500 runs, seed 9. Aalen-Johansen for "
                               "competing causes; bands are 95 % intervals."},
            .x = {.name = "since the letter was signed",
                  .kind = RUNG_SPAN,
                  .high = 60.0 * DAY},
            .y = {.name = "of the runs", .kind = RUNG_SHARE, .high = 0.7},
            .at_risk = "Runs in which nobody has leaked yet",
            .series = series,
            .count = LENGTH(series)},
        out);
    arena_fini(&a);
}

/* Numbers of holders in the written responses' time. */
static void draw_counts(FILE *out)
{
    static const double hours[] = {0,   20,  52,  90,  140, 141, 180,
                                   244, 310, 420, 480, 481, 560};
    static const double holders[] = {1,   1.8, 2.9,  4.2,  6.1,  6.9, 9.5,
                                     9.1, 12,  14.8, 21.4, 23.6, 24.2};
    struct curves_point known[LENGTH(hours)], proven[LENGTH(hours)];
    instant start;

    if (instant_parse(&start, "2022-01-05T14:00:00Z") != ERR_OK) return;
    for (size_t i = 0; i < LENGTH(hours); i++) {
        const double spread = 0.3 + 0.13 * holders[i];
        known[i] = (struct curves_point){
            .at = hours[i] * HOUR,
            .value = holders[i],
            .band = {holders[i] - spread, holders[i] + 1.2 * spread}};
        proven[i] = known[i];
        proven[i].value = floor(holders[i] * 4) / 10;
        proven[i].band = INTERVAL_NONE;
    }
    const struct curves_series series[] = {
        {.label = "hold it", .points = known, .count = LENGTH(hours)},
        {.label = "can prove it", .points = proven, .count = LENGTH(hours)},
    };
    curves_draw(
        &(struct curves){
            .words = {.title = "Readers of the American letter, day by day",
                      .subtitle = "Mean number of parties that hold the text",
                      .basis = "N = 1,000 runs, seed 1. Means; the wash is "
                               "their 95 % interval.",
                      .note = "Times are UTC."},
            .x = {.kind = RUNG_INSTANT, .start = start, .high = 24.0 * DAY},
            .y = {.name = "parties", .kind = RUNG_NUMBER},
            .series = series,
            .count = LENGTH(series)},
        out);
}

static void draw_ecdf(FILE *out)
{
    static const char *const labels[] = {"routine", "priority", "immediate"};
    static const double shifts[] = {-3, 1.5, 4};
    struct ecdf_series series[LENGTH(labels)];
    struct arena a;
    uint64_t state = 5;

    arena_init(&a);
    for (size_t k = 0; k < LENGTH(labels); k++) {
        double *values = arena_array(&a, 300, sizeof *values);
        for (size_t i = 0; i < 300; i++) {
            double sum = 0;
            for (int n = 0; n < 6; n++)
                sum += next_number(&state) - 0.5;
            values[i] = floor((shifts[k] + sum * (4 - (double)k)) * HOUR);
        }
        qsort(values, 300, sizeof *values, compare_values);
        series[k] = (struct ecdf_series){.label = labels[k],
                                         .values = values,
                                         .count = 300,
                                         .runs = k == 0 ? 340 : 300,
                                         .half_width = 0.078};
    }
    series[0].note = "40 of 340 never arrive";
    ecdf_draw(
        &(struct ecdf){
            .words = {.title = "Only immediate letters beat the embargo in "
                               "nearly every run",
                      .subtitle = "Margin between the delivery and the "
                                  "embargo's end; below zero it came too late",
                      .basis = "N = 300 to 340 runs a line, seed 5. Empirical "
                               "distribution; bands are uniform 95 % bands "
                               "(Dvoretzky-Kiefer-Wolfowitz)."},
            .x = {.name = "margin", .kind = RUNG_SPAN, .is_difference = true},
            .y_name = "of the runs have at most this margin",
            .series = series,
            .count = LENGTH(series)},
        out);
    arena_fini(&a);
}

static void draw_heatmap(FILE *out)
{
    static const char *const readers[] = {"1", "3", "10", "30", "100"};
    static const char *const intervals[] = {"every 10 min", "hourly",
                                            "every 6 h", "daily", "weekly"};
    struct heatmap_cell cells[LENGTH(readers) * LENGTH(intervals)];

    for (size_t y = 0; y < LENGTH(intervals); y++) {
        for (size_t x = 0; x < LENGTH(readers); x++) {
            const double raw = 0.011 * (double)((x + 1) * (x + 1)) *
                               (double)(y + 1) * (0.6 + 0.1 * (double)y);
            const double share = fmin(0.986, raw);
            const double wide = 1.96 * sqrt(share * (1 - share) / 1000);
            cells[y * LENGTH(readers) + x] = (struct heatmap_cell){
                share, {fmax(0, share - wide), fmin(1, share + wide)}, 1000};
        }
    }
    cells[20].runs = 0;
    heatmap_draw(
        &(struct heatmap){
            .words = {.title = "Rotating keys hourly buys what fewer readers "
                               "buy",
                      .subtitle = "Probability that a stolen key opens the "
                                  "letter",
                      .basis = "N = 1,000 runs a cell, seed 3. Shares with "
                               "Wilson's 95 % interval below."},
            .x = {"readers", readers, LENGTH(readers)},
            .y = {"ratchet step", intervals, LENGTH(intervals)},
            .value = {.name = "runs in which the letter is opened",
                      .kind = RUNG_SHARE},
            .cells = cells},
        out);
}

static void draw_large_heatmap(FILE *out)
{
    enum { X = 30, Y = 16 };
    char names[X + Y][24];
    const char *labels[X + Y];
    struct heatmap_cell cells[X * Y];

    for (size_t i = 0; i < X + Y; i++) {
        snprintf(names[i], sizeof names[i], i < X ? "%zu" : "%zu min",
                 i < X ? i * 5 : (i - X) * 15);
        labels[i] = names[i];
    }
    for (size_t i = 0; i < X * Y; i++) {
        const double x = (double)(i % X), y = (double)(i / X);
        const double d = (x - 19) * (x - 19) + 3 * (y - 9) * (y - 9);
        cells[i] = (struct heatmap_cell){floor(36e11 * (1 + 40 / (1 + d / 60))),
                                         INTERVAL_NONE, 256};
    }
    heatmap_draw(
        &(struct heatmap){
            .words = {.title = "Holding and padding together delay most",
                      .basis = "N = 256 runs a cell, seed 4. Medians."},
            .x = {"padding, in blocks", labels, X},
            .y = {"held back for", labels + X, Y},
            .value = {.name = "median delay", .kind = RUNG_SPAN},
            .cells = cells},
        out);
}

static void draw_tornado(FILE *out)
{
    static const struct tornado_row rows[] = {
        {"padding", "1 KiB in place of none", 0.004, {-0.011, 0.019}},
        {"readers", "10 in place of 3", 0.214, {0.187, 0.241}},
        {"ratchet", "each message in place of hourly", -0.126, {-0.152, -0.1}},
        {"marks", "one a copy in place of none", -0.061, {-0.083, -0.039}},
        {"cover traffic",
         "every 10 min in place of none",
         -0.019,
         {-0.043, 0.005}},
        {"the courier's way", "2 d in place of 1 d", 0.048, {0.021, 0.075}},
        {"an ally's embassy", NULL, 0.031, {0.002, (double)INFINITY}},
        {"a second clerk",
         "2 in place of 1",
         0.002,
         {-(double)INFINITY, (double)INFINITY}},
    };

    tornado_draw(
        &(struct tornado){
            .words = {.title = "Readers matter most; padding does not matter "
                               "here",
                      .subtitle = "Change in the share of runs that leak "
                                  "within 30 days, one parameter at a time",
                      .basis = "N = 1,000 pairs of runs a row, common random "
                               "numbers, seed 3. Paired differences with 95 % "
                               "intervals; pp are percentage points."},
            .x = {.name = "difference in the share of leaks",
                  .kind = RUNG_SHARE},
            .less = "fewer leaks",
            .more = "more leaks",
            .rows = rows,
            .count = LENGTH(rows)},
        out);
}

const struct sketch sketches[] = {
    {"survival", draw_survival}, {"incidence", draw_incidence},
    {"counts", draw_counts},     {"ecdf", draw_ecdf},
    {"heatmap", draw_heatmap},   {"heatmap-large", draw_large_heatmap},
    {"tornado", draw_tornado},
};

const size_t sketch_count = LENGTH(sketches);
