/* Scales: their ticks from nanoseconds to centuries, and values in words. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "plot/scale_text.h"

#define WEEK (7 * DAY)

/* Ticks of a scale of that many pixels, one after the other. */
static const struct {
    enum rung_kind kind;
    bool is_difference;
    double low, high, width;
    const char *words;
} rows[] = {
    {RUNG_NUMBER, false, 0, 10, 300, "0 1 2 3 4 5 6 7 8 9 10"},
    {RUNG_NUMBER, false, 0, 7, 300, "0 1 2 3 4 5 6 7"},
    {RUNG_NUMBER, false, -0.3, 0.25, 200, "−0.2 0.0 0.2"},
    {RUNG_NUMBER, true, -2, 2, 200, "−2 −1 0 +1 +2"},
    {RUNG_NUMBER, false, 0, 25000, 300, "0 5,000 10,000 15,000 20,000 25,000"},
    {RUNG_NUMBER, false, 1e17, 3e17, 300, "1e+17 1.5e+17 2e+17 2.5e+17 3e+17"},
    {RUNG_NUMBER, false, 1e-7, 3e-7, 300, "0.0000001 0.0000002 0.0000003"},
    {RUNG_SHARE, false, 0, 1, 300, "0 % 20 % 40 % 60 % 80 % 100 %"},
    {RUNG_SHARE, false, 0, 0.002, 300, "0.00 % 0.05 % 0.10 % 0.15 % 0.20 %"},
    {RUNG_SHARE, true, -0.1, 0.1, 300, "−10 pp −5 pp 0 pp +5 pp +10 pp"},
    {RUNG_SPAN, false, 0, 3, 300, "0 1 ns 2 ns 3 ns"},
    {RUNG_SPAN, false, 0, 2 * MICROSECOND, 300,
     "0 0.5 µs 1.0 µs 1.5 µs 2.0 µs"},
    {RUNG_SPAN, false, 0, 40 * MILLISECOND, 300, "0 10 ms 20 ms 30 ms 40 ms"},
    {RUNG_SPAN, false, 0, 60 * SECOND, 300, "0 10 s 20 s 30 s 40 s 50 s 60 s"},
    {RUNG_SPAN, false, 0, 3 * MINUTE, 400,
     "0 30 s 1 min 1 min 30 s 2 min 2 min 30 s 3 min"},
    {RUNG_SPAN, false, 0, 2 * HOUR, 400, "0 30 min 1 h 1 h 30 min 2 h"},
    {RUNG_SPAN, false, 0, 3 * DAY, 400, "0 12 h 24 h 36 h 48 h 60 h 72 h"},
    {RUNG_SPAN, true, -12 * HOUR, 12 * HOUR, 300, "−12 h −6 h 0 +6 h +12 h"},
    {RUNG_SPAN, false, 0, 10 * DAY, 300, "0 2 d 4 d 6 d 8 d 10 d"},
    {RUNG_SPAN, false, 0, 30 * DAY, 300, "0 1 w 2 w 3 w 4 w"},
    {RUNG_SPAN, false, 0, 400 * DAY, 300, "0 13 w 26 w 39 w 52 w"},
    {RUNG_SPAN, false, 0, 9e18, 300, "0 5,200 w 10,400 w"},
    /* From Wednesday, 2022-01-26T16:30:00Z on. */
    {RUNG_INSTANT, false, 0, 4 * MILLISECOND, 240,
     "16:30:00.000[26 Jan 2022] 16:30:00.002 16:30:00.004"},
    {RUNG_INSTANT, false, 0, 40 * SECOND, 400,
     "16:30:00[26 Jan 2022] 16:30:10 16:30:20 16:30:30 16:30:40"},
    {RUNG_INSTANT, false, 0, 9 * HOUR, 400,
     "18:00[26 Jan 2022] 20:00 22:00 00:00[27 Jan 2022]"},
    {RUNG_INSTANT, false, 0, 3 * DAY, 300, "27 Jan[2022] 28 Jan 29 Jan"},
    {RUNG_INSTANT, false, 0, 20 * DAY, 300, "31 Jan[2022] 7 Feb 14 Feb"},
    {RUNG_INSTANT, false, -40.0 * DAY, 30 * DAY, 100, "Jan[2022] Feb"},
    {RUNG_INSTANT, false, 0, 400 * DAY, 300,
     "Mar[2022] May Jul Sep Nov Jan[2023] Mar"},
    {RUNG_INSTANT, false, 0, 4000 * DAY, 300, "2024 2026 2028 2030 2032"},
};

static void test_ticks(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct scale s = {.kind = rows[i].kind,
                          .is_difference = rows[i].is_difference,
                          .to = rows[i].width};
        struct scale_tick ticks[SCALE_TICKS_MAX];
        char words[1024] = "";
        assert_int_equal(instant_parse(&s.start, "2022-01-26T16:30:00Z"),
                         ERR_OK);
        scale_set(&s, rows[i].low, rows[i].high);
        const size_t count = scale_ticks(&s, 24, 12, ticks);
        for (size_t k = 0; k < count; k++) {
            const size_t used = strlen(words);
            snprintf(words + used, sizeof words - used,
                     ticks[k].date[0] ? "%s%s[%s]" : "%s%s", k > 0 ? " " : "",
                     ticks[k].text, ticks[k].date);
        }
        if (strcmp(words, rows[i].words) != 0)
            fail_msg("row %zu: %s, not %s", i, words, rows[i].words);
    }
}

/* Ticks of all kinds and lengths rise, lie within the scale, and are as far
 * apart as was asked for. */
static void test_ticks_keep_apart(void **state)
{
    (void)state;
    for (int kind = RUNG_NUMBER; kind <= RUNG_INSTANT; kind++) {
        double high = 3;
        for (int step = 0; step < 130; step++) {
            high *= 1.37;
            struct scale s = {.kind = (enum rung_kind)kind, .to = 400};
            struct scale_tick ticks[SCALE_TICKS_MAX];
            scale_set(&s, 0, kind == RUNG_SHARE ? high / 1e9 : high);
            const size_t count = scale_ticks(&s, 40, 12, ticks);
            if (count == 0) fail_msg("kind %d to %g: no tick", kind, high);
            for (size_t i = 0; i < count; i++) {
                assert_true(ticks[i].place >= -1e-3);
                assert_true(ticks[i].place <= 400 + 1e-3);
                if (i > 0)
                    assert_true(ticks[i].place >= ticks[i - 1].place + 39);
            }
        }
    }
}

static void test_equal_limits_are_moved_apart(void **state)
{
    static const double values[] = {0, 1, -5, 1e18, 1e-9};

    (void)state;
    for (int kind = RUNG_NUMBER; kind <= RUNG_INSTANT; kind++) {
        for (size_t i = 0; i < sizeof values / sizeof *values; i++) {
            struct scale s = {.kind = (enum rung_kind)kind, .to = 100};
            scale_set(&s, values[i], values[i]);
            assert_true(s.low < values[i] && values[i] < s.high);
            assert_true(fabs(scale_place(&s, values[i]) - 50) < 1e-3);
        }
    }
}

static void test_limits_are_rounded_to_ticks(void **state)
{
    struct scale s = {.kind = RUNG_NUMBER, .to = 300};

    (void)state;
    scale_set(&s, -0.3, 17.2);
    scale_round(&s, 40);
    assert_true(s.low == -5 && s.high == 20);
    s.kind = RUNG_SPAN;
    scale_set(&s, 0, 10 * DAY + HOUR);
    scale_round(&s, 40);
    assert_true(s.low == 0 && s.high == 12.0 * DAY);
}

static const struct {
    enum rung_kind kind;
    bool is_difference;
    double value;
    const char *words;
} values[] = {
    {RUNG_NUMBER, false, 0, "0"},
    {RUNG_NUMBER, true, 12.5, "+12.5"},
    {RUNG_NUMBER, false, -1234567, "−1,234,567"},
    {RUNG_NUMBER, false, 3.14159, "3.14"},
    {RUNG_NUMBER, false, 0.000123, "0.000123"},
    {RUNG_NUMBER, false, 1e300, "1e+300"},
    {RUNG_SHARE, false, 0, "0 %"},
    {RUNG_SHARE, false, 1, "100 %"},
    {RUNG_SHARE, false, 0.5, "50.0 %"},
    {RUNG_SHARE, false, 0.9999, "99.99 %"},
    {RUNG_SHARE, false, 0.00001, "0.001 %"},
    {RUNG_SHARE, true, -0.031, "−3.1 pp"},
    {RUNG_SPAN, false, 0, "0"},
    {RUNG_SPAN, false, 15, "15 ns"},
    {RUNG_SPAN, false, 1.5 * MILLISECOND, "1.5 ms"},
    {RUNG_SPAN, false, 12.5 * SECOND, "12.5 s"},
    {RUNG_SPAN, false, 59.9999 * SECOND, "1 min"},
    {RUNG_SPAN, false, 90 * SECOND, "1 min 30 s"},
    {RUNG_SPAN, false, 2 * HOUR + 10.4 * MINUTE, "2 h 10 min"},
    {RUNG_SPAN, false, 23 * HOUR + 59.9 * MINUTE, "1 d"},
    {RUNG_SPAN, true, 30.0 * DAY, "+30 d"},
    {RUNG_SPAN, true, -(3.0 * DAY + 4 * HOUR), "−3 d 4 h"},
    {RUNG_INSTANT, false, 110 * MINUTE, "26 Jan 18:20"},
};

static void test_values(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof values / sizeof *values; i++) {
        struct scale s = {.kind = values[i].kind,
                          .is_difference = values[i].is_difference};
        char words[SCALE_TEXT_SIZE];
        assert_int_equal(instant_parse(&s.start, "2022-01-26T16:30:00Z"),
                         ERR_OK);
        scale_text(&s, values[i].value, words);
        if (strcmp(words, values[i].words) != 0)
            fail_msg("row %zu: %s, not %s", i, words, values[i].words);
    }
}

static void test_intervals(void **state)
{
    static const double no_end = (double)INFINITY;
    static const struct {
        enum rung_kind kind;
        struct interval interval;
        const char *words;
    } intervals[] = {
        {RUNG_SHARE, {0.011, 0.053}, "+1.1 to +5.3 pp"},
        {RUNG_SPAN, {HOUR, 3 * HOUR}, "+1 to +3 h"},
        {RUNG_SPAN, {MINUTE, HOUR}, "+1 min to +1 h"},
        {RUNG_SPAN, {80 * MINUTE, 150 * MINUTE}, "+1 h 20 min to +2 h 30 min"},
        {RUNG_NUMBER, {-1, 2}, "−1 to +2"},
        {RUNG_NUMBER, {-1, (double)INFINITY}, "at least −1"},
        {RUNG_NUMBER, {-(double)INFINITY, 2}, "at most +2"},
    };
    char words[SCALE_INTERVAL_SIZE];

    (void)state;
    for (size_t i = 0; i < sizeof intervals / sizeof *intervals; i++) {
        const struct scale s = {.kind = intervals[i].kind,
                                .is_difference = true};
        scale_text_interval(&s, intervals[i].interval, words);
        assert_string_equal(words, intervals[i].words);
    }
    scale_text_interval(&(struct scale){0}, (struct interval){-no_end, no_end},
                        words);
    assert_string_equal(words, "too few runs to tell");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_ticks),
        cmocka_unit_test(test_ticks_keep_apart),
        cmocka_unit_test(test_equal_limits_are_moved_apart),
        cmocka_unit_test(test_limits_are_rounded_to_ticks),
        cmocka_unit_test(test_values),
        cmocka_unit_test(test_intervals),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
