#include "plot/scale_text.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* A value is said in the words of its kind. A tick's digits come from its rung:
 * it has as many decimals as the rung needs, and one unit for all ticks of a
 * scale as long as the numbers stay small. A value by itself has as many digits
 * as tell it from its neighbours. The minus is U+2212, as wide as the plus. */

#define MINUS "\xe2\x88\x92"
#define MICRO "\xc2\xb5s"

static const char *const month_names[] = {"Jan", "Feb", "Mar", "Apr",
                                          "May", "Jun", "Jul", "Aug",
                                          "Sep", "Oct", "Nov", "Dec"};

/* Units of spans, from the longest on. */
static const struct {
    const char *name;
    duration size;
} units[] = {
    {"w", 7 * DAY},       {"d", DAY},         {"h", HOUR},
    {"min", MINUTE},      {"s", SECOND},      {"ms", MILLISECOND},
    {MICRO, MICROSECOND}, {"ns", NANOSECOND},
};

enum {
    UNIT_COUNT = sizeof units / sizeof *units,
    UNIT_DAY = 1,
    UNIT_SECOND = 4,
    OF_ONE_UNIT = 90, /* "90 min", but "1 h 40 min" */
    NUMBER_SIZE = 64,
};

static const char *sign_of(const struct scale *s, double value)
{
    return value < 0 ? MINUS : value > 0 && s->is_difference ? "+" : "";
}

/* An amount, no less than 0, in digits with commas. */
static void format_amount(double amount, int decimals, char out[NUMBER_SIZE])
{
    char digits[NUMBER_SIZE];
    size_t used = 0;

    if (amount >= 1e15) {
        snprintf(out, NUMBER_SIZE, "%.3g", amount);
        return;
    }
    snprintf(digits, sizeof digits, "%.*f", decimals, amount);
    const size_t whole = strcspn(digits, ".");
    for (size_t i = 0; digits[i]; i++) {
        if (i > 0 && i < whole && (whole - i) % 3 == 0) out[used++] = ',';
        out[used++] = digits[i];
    }
    out[used] = '\0';
}

/* The decimals with which an amount has three significant digits, and no zero
 * at their end. */
static int decimals_of(double amount)
{
    int decimals = amount >= 100 ? 0 : amount >= 10 ? 1 : amount >= 1 ? 2 : 3;
    double lifted = amount;

    while (lifted > 0 && lifted < 0.1 && decimals < 9) {
        lifted *= 10;
        decimals++;
    }
    for (; decimals > 0; decimals--) {
        char text[NUMBER_SIZE];
        snprintf(text, sizeof text, "%.*f", decimals, amount);
        if (text[strlen(text) - 1] != '0') break;
    }
    return decimals;
}

/* The decimals of a percentage: one, or as many as keep it from looking like
 * none or all; those two have none. */
static int decimals_of_percent(double percent)
{
    int decimals = percent == 0 || percent == 100 ? 0 : 1;

    for (double least = 0.05; decimals > 0 && decimals < 6; decimals++) {
        const double rest = fmin(percent, fabs(100 - percent));
        if (rest >= least) break;
        least /= 10;
    }
    return decimals;
}

static void format_percent(const struct scale *s, double share, int decimals,
                           char out[SCALE_TEXT_SIZE])
{
    char amount[NUMBER_SIZE];

    format_amount(fabs(share) * 100, decimals, amount);
    snprintf(out, SCALE_TEXT_SIZE, "%s%.24s %s", sign_of(s, share), amount,
             s->is_difference ? "pp" : "%");
}

/* A span of a second or more in two units at the most, the first of them d. */
static void format_units(double span, char out[SCALE_TEXT_SIZE])
{
    size_t i = UNIT_DAY;

    while (i < UNIT_SECOND && span < (double)units[i].size)
        i++;
    const double size = (double)units[i].size;
    const double next = i < UNIT_SECOND ? (double)units[i + 1].size : size;
    /* What is rounded up to the longer unit is said in it. */
    const double rounded = floor(span / next + 0.5) * next;
    if (i > UNIT_DAY && rounded >= (double)units[i - 1].size) {
        snprintf(out, SCALE_TEXT_SIZE, "1 %s", units[i - 1].name);
        return;
    }
    const double count = floor(rounded / size);
    const double rest = floor((rounded - count * size) / next + 0.5);
    char amount[NUMBER_SIZE];
    format_amount(count, 0, amount);
    int n = snprintf(out, SCALE_TEXT_SIZE, "%.12s %s", amount, units[i].name);
    if (rest > 0 && i < UNIT_SECOND)
        snprintf(out + n, SCALE_TEXT_SIZE - (size_t)n, " %.0f %s", rest,
                 units[i + 1].name);
}

static void format_span(double span, char out[SCALE_TEXT_SIZE])
{
    char amount[NUMBER_SIZE];
    size_t i = UNIT_SECOND;

    if (span >= (double)MINUTE - 0.5 * (double)MILLISECOND) {
        format_units(span, out);
        return;
    }
    while (i + 1 < UNIT_COUNT && span < (double)units[i].size)
        i++;
    const double count = span / (double)units[i].size;
    format_amount(count, decimals_of(count), amount);
    snprintf(out, SCALE_TEXT_SIZE, span > 0 ? "%.24s %s" : "%.1s", amount,
             units[i].name);
}

static instant instant_of(const struct scale *s, double value)
{
    const double limit = 9e18;

    return instant_add(s->start, (duration)fmax(-limit, fmin(limit, value)));
}

struct scale_date {
    int day, month;
    char year[5], time[24]; /* "18:20:00.000000000" */
};

static struct scale_date date_of(const struct scale *s, double value)
{
    const instant t = instant_of(s, value);
    const duration second = t % SECOND < 0 ? t % SECOND + SECOND : t % SECOND;
    char text[INSTANT_TEXT_SIZE];
    struct scale_date d;

    /* "2022-01-26T16:30:00.250Z" */
    instant_format(text, t);
    d.month = (text[5] - '0') * 10 + text[6] - '0';
    d.day = (text[8] - '0') * 10 + text[9] - '0';
    snprintf(d.year, sizeof d.year, "%.4s", text);
    snprintf(d.time, sizeof d.time, "%.8s.%09d", text + 11, (int)second);
    return d;
}

void scale_text(const struct scale *s, double value, char out[SCALE_TEXT_SIZE])
{
    const double amount = fabs(value);
    char text[NUMBER_SIZE], span[SCALE_TEXT_SIZE];
    struct scale_date d;

    switch (s->kind) {
    case RUNG_NUMBER:
        format_amount(amount, decimals_of(amount), text);
        snprintf(out, SCALE_TEXT_SIZE, "%s%.30s", sign_of(s, value), text);
        return;
    case RUNG_SHARE:
        format_percent(s, value, decimals_of_percent(amount * 100), out);
        return;
    case RUNG_SPAN:
        format_span(amount, span);
        snprintf(out, SCALE_TEXT_SIZE, "%s%.30s", sign_of(s, value), span);
        return;
    case RUNG_INSTANT:
        d = date_of(s, value);
        snprintf(out, SCALE_TEXT_SIZE, "%d %s %.5s", d.day,
                 month_names[d.month - 1], d.time);
        return;
    }
}

/* The size of the last word of a value, with the space before it, and the
 * number of spaces. */
static size_t last_size(const char *words, size_t *spaces)
{
    const char *last = words;

    *spaces = 0;
    for (const char *c = words; *c; c++) {
        if (*c != ' ') continue;
        last = c;
        (*spaces)++;
    }
    return strlen(last);
}

void scale_text_interval(const struct scale *s, struct interval i,
                         char out[SCALE_INTERVAL_SIZE])
{
    char low[SCALE_TEXT_SIZE] = "", high[SCALE_TEXT_SIZE] = "";
    size_t low_spaces, high_spaces;

    if (isfinite(i.low)) scale_text(s, i.low, low);
    if (isfinite(i.high)) scale_text(s, i.high, high);
    const size_t size = last_size(low, &low_spaces);
    if (low_spaces == 1 && last_size(high, &high_spaces) == size &&
        high_spaces == 1 &&
        memcmp(low + strlen(low) - size, high + strlen(high) - size, size) == 0)
        low[strlen(low) - size] = '\0';
    if (interval_is_bounded(i))
        snprintf(out, SCALE_INTERVAL_SIZE, "%s to %s", low, high);
    else if (isfinite(i.low))
        snprintf(out, SCALE_INTERVAL_SIZE, "at least %s", low);
    else if (isfinite(i.high))
        snprintf(out, SCALE_INTERVAL_SIZE, "at most %s", high);
    else
        snprintf(out, SCALE_INTERVAL_SIZE, "too few runs to tell");
}

/* The unit in which all ticks of a rung under a second are said: the longest
 * that the farther end of the scale reaches. */
static size_t unit_of_short(const struct scale *s)
{
    const double far = fmax(fabs(s->low), fabs(s->high));
    size_t i = UNIT_SECOND;

    while (i + 1 < UNIT_COUNT && far < (double)units[i].size)
        i++;
    return i;
}

static void tick_of_span(const struct scale *s, const struct rung *r,
                         double value, char out[SCALE_TEXT_SIZE])
{
    const double far = fmax(fabs(s->low), fabs(s->high));
    char amount[NUMBER_SIZE], text[SCALE_TEXT_SIZE];
    size_t i = 0;
    int decimals = 0;

    if (r->length < SECOND)
        i = unit_of_short(s);
    else
        while (r->length % units[i].size != 0)
            i++;
    for (duration part = units[i].size; r->length % part != 0; part /= 10)
        decimals++;
    format_amount(fabs(value) / (double)units[i].size, decimals, amount);
    snprintf(text, sizeof text, "%.24s %s", amount, units[i].name);
    if (r->length >= SECOND && i > UNIT_DAY &&
        far / (double)units[i].size > OF_ONE_UNIT)
        format_span(fabs(value), text);
    snprintf(out, SCALE_TEXT_SIZE, value == 0 ? "%s0" : "%s%.30s",
             sign_of(s, value), text);
}

/* The characters of a time of day that a rung needs: "18:20:00.250". */
static int time_size(const struct rung *r)
{
    if (r->length % MINUTE == 0) return 5;
    if (r->length % SECOND == 0) return 8;
    return r->length % MILLISECOND == 0   ? 12
           : r->length % MICROSECOND == 0 ? 15
                                          : 18;
}

static void tick_of_instant(const struct scale *s, const struct rung *r,
                            struct scale_tick *tick)
{
    const struct scale_date d = date_of(s, tick->value);
    const char *month = month_names[d.month - 1];

    if (r->months >= 12) {
        snprintf(tick->text, sizeof tick->text, "%s", d.year);
        return;
    }
    snprintf(tick->date, sizeof tick->date, "%s", d.year);
    if (r->months > 0) {
        snprintf(tick->text, sizeof tick->text, "%s", month);
    } else if (r->length >= DAY) {
        snprintf(tick->text, sizeof tick->text, "%d %s", d.day, month);
    } else {
        snprintf(tick->text, sizeof tick->text, "%.*s", time_size(r), d.time);
        snprintf(tick->date, sizeof tick->date, "%d %s %s", d.day, month,
                 d.year);
    }
}

void scale_text_tick(const struct scale *s, const struct rung *r,
                     struct scale_tick *tick)
{
    char amount[NUMBER_SIZE];

    switch (s->kind) {
    case RUNG_NUMBER:
        format_amount(fabs(tick->value), r->exponent < 0 ? -r->exponent : 0,
                      amount);
        snprintf(tick->text, sizeof tick->text, "%s%.30s",
                 sign_of(s, tick->value), amount);
        return;
    case RUNG_SHARE:
        format_percent(s, tick->value, r->exponent < -2 ? -2 - r->exponent : 0,
                       tick->text);
        return;
    case RUNG_SPAN:
        tick_of_span(s, r, tick->value, tick->text);
        return;
    case RUNG_INSTANT:
        tick_of_instant(s, r, tick);
        return;
    }
}
