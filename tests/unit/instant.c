/* RFC 3339 and spans of time, in and out. */
#include "base/instant.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>
#include <time.h>
#include <cmocka.h>

static void test_parses(void **state)
{
    static const struct {
        const char *text;
        instant expected;
    } cases[] = {
        {"1970-01-01", 0},
        {"1970-01-01T00:00Z", 0},
        {"1970-01-01T00:00:00Z", 0},
        {"1970-01-01T00:00:00.000000001Z", 1},
        {"1970-01-01T01:00:00+01:00", 0},
        {"1970-01-01T00:00-00:30", 30 * MINUTE},
        {"1970-01-02T00:00+23:59", MINUTE},
        {"2022-01-26T16:30:00Z", 1643214600 * SECOND},
        {"2022-01-26T16:30Z", 1643214600 * SECOND},
        {"2022-01-26T19:30+03:00", 1643214600 * SECOND},
        {"2022-01-26 16:30:00+00:00", 1643214600 * SECOND},
        {"2022-01-26T16:30:00.5Z", 1643214600 * SECOND + 500 * MILLISECOND},
        {"2022-01-26T16:30:00.123456789Z", 1643214600 * SECOND + 123456789},
        {"2000-02-29", 951782400 * SECOND},
        {"2024-02-29T23:59:59Z", 1709251199 * SECOND},
        {"2261-12-31T23:59:59.999999999Z", 9214646400 * SECOND - 1},
        {"2261-12-31T20:29-03:30", 9214646400 * SECOND - MINUTE},
    };

    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        instant t = -1;
        assert_int_equal(instant_parse(&t, cases[i].text), ERR_OK);
        assert_int_equal(t, cases[i].expected);
    }
}

static void test_refuses(void **state)
{
    static const char *const bad[] = {
        "",
        "now",
        "2022",
        "2022-1-26",
        "2022-01-26T",
        "2022-01-26Z",
        "2022-01-26T16Z",
        "2022-01-26T16:30",
        "2022-01-26T16:30:00",
        "2022-01-26  16:30:00Z",
        "2022-01-26 ",
        "2022-01-26T16:30:00z",
        "2022-01-26T24:00:00Z",
        "2022-01-26T16:60:00Z",
        "2022-01-26T16:30:60Z",
        "2022-01-26T16:30:00.Z",
        "2022-01-26T16:30:00.1234567890Z",
        "2022-01-26T16:30:00+1:00",
        "2022-01-26T16:30:00+24:00",
        "2022-01-26T16:30:00+01:60",
        "2022-01-26T16:30:00+0100",
        "2022-01-26T16:30:00Zulu",
        "2022-01-26T16:30:00+01:00Z",
        " 2022-01-26",
        "2022-01-26 ",
        "2022-00-26",
        "2022-13-26",
        "2022-01-00",
        "2022-01-32",
        "2022-04-31",
        "2023-02-29",
        "2100-02-29",
        "1969-12-31",
        "2262-01-01",
        "-022-01-26",
        "99999-01-26",
        "1970-01-01T00:00+00:01",
        "1970-01-01T00:59:59.999999999+01:00",
        "1970-01-01T00:00+23:59",
        "2261-12-31T23:59-00:01",
        "2261-12-31T20:30-03:30",
    };

    (void)state;
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        instant t = 77;
        assert_int_equal(instant_parse(&t, bad[i]), ERR_FORMAT);
        assert_int_equal(t, 77);
    }
    assert_non_null(strstr(instant_expected("2022-01-26T16:30:00"), "Z or"));
    assert_non_null(strstr(instant_expected("2022-01-26"), "such as"));
    assert_non_null(strstr(instant_expected("2022-02-30T16:30"), "such as"));
}

static void test_formats(void **state)
{
    static const struct {
        instant t;
        const char *expected;
    } cases[] = {
        {0, "1970-01-01T00:00:00Z"},
        {1, "1970-01-01T00:00:00.000000001Z"},
        {-1, "1969-12-31T23:59:59.999999999Z"},
        {MICROSECOND, "1970-01-01T00:00:00.000001Z"},
        {250 * MILLISECOND, "1970-01-01T00:00:00.250Z"},
        {-DAY, "1969-12-31T00:00:00Z"},
        {1643214600 * SECOND, "2022-01-26T16:30:00Z"},
        {INSTANT_MAX, "2262-04-11T23:47:16.854775807Z"},
        {INSTANT_MIN, "1677-09-21T00:12:43.145224192Z"},
    };
    char text[INSTANT_TEXT_SIZE];

    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        instant_format(text, cases[i].t);
        assert_string_equal(text, cases[i].expected);
    }
}

/* Every day of the range, against the C library, and there and back. */
static void test_every_day(void **state)
{
    char text[INSTANT_TEXT_SIZE], expected[INSTANT_TEXT_SIZE];

    (void)state;
    for (int64_t day = 0; day < 106651; day++) {
        const instant t = day * DAY + day * 7919 % 86400 * SECOND;
        const time_t seconds = (time_t)(t / SECOND);
        struct tm tm;
        instant back;
        assert_non_null(gmtime_r(&seconds, &tm));
        strftime(expected, sizeof expected, "%Y-%m-%dT%H:%M:%SZ", &tm);
        instant_format(text, t);
        if (strcmp(text, expected) != 0) fail_msg("%s, %s", text, expected);
        assert_int_equal(instant_parse(&back, text), ERR_OK);
        if (back != t) fail();
    }
}

static void test_parses_durations(void **state)
{
    static const struct {
        const char *text;
        duration expected;
    } cases[] = {
        {"0 s", 0},
        {"25 min", 25 * MINUTE},
        {"25min", 25 * MINUTE},
        {"3 h", 3 * HOUR},
        {"1.5 d", 36 * HOUR},
        {"3 h 20 min", 3 * HOUR + 20 * MINUTE},
        {"3h20min", 3 * HOUR + 20 * MINUTE},
        {"2 w", 14 * DAY},
        {"40 ms", 40 * MILLISECOND},
        {"7 us 5 ns", 7005},
        {"0.1 s", 100 * MILLISECOND},
        {"0.000000001 s", 1},
        {"2.50 h ", 150 * MINUTE},
        {"1.0000000000 ns", 1},
        {"0.0000000000025 h 2.5 us", 2509},
        {"0.9999999999 w", 604799999939520},
        {"20 min 3 h", 3 * HOUR + 20 * MINUTE},
        {"106751 d", 106751 * DAY},
        {"9223372036854775807 ns", INT64_MAX},
    };

    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        const char *wanted;
        duration d = -1;
        if (duration_parse(&d, cases[i].text, &wanted) != ERR_OK)
            fail_msg("%s", cases[i].text);
        if (d != cases[i].expected)
            fail_msg("%s: %lld", cases[i].text, (long long)d);
    }
}

static void test_refuses_durations(void **state)
{
    static const struct {
        const char *text, *wanted;
    } bad[] = {
        {"", "such as"},
        {" ", "such as"},
        {"5", "such as"},
        {"h", "such as"},
        {"-3 h", "such as"},
        {"+3 h", "such as"},
        {"3 hours", "such as"},
        {"3 H", "such as"},
        {"3 h 20", "such as"},
        {"3 h,", "such as"},
        {"1.5.5 h", "such as"},
        {".5 h", "such as"},
        {"5. h", "such as"},
        {"1e3 s", "such as"},
        {" 3 h", "such as"},
        {"3 m", "such as"},
        {"NaN s", "such as"},
        {"106752 d", "106751 d"},
        {"300000 w", "106751 d"},
        {"99999999999999999999 ns", "106751 d"},
        {"9223372036854775808 ns", "106751 d"},
        {"100000 d 300000 h 10000 w", "106751 d"},
        {"3\th", "such as"},
        {"0.1 ns", "whole nanoseconds"},
        {"7.5 ns", "whole nanoseconds"},
        {"0.0001 us", "whole nanoseconds"},
        {"2 h 0.0000000001 s", "whole nanoseconds"},
        {"1.000000000000001 h", "whole nanoseconds"},
        {"0.00000000000001 w", "whole nanoseconds"},
        {"0.3333333333333333 d", "whole nanoseconds"},
        {"1 h 1 h", "each unit once"},
        {"1 h 2 min 0 h", "each unit once"},
        {"5ns5ns", "each unit once"},
    };

    (void)state;
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        const char *wanted = "";
        duration d = 77;
        if (duration_parse(&d, bad[i].text, &wanted) != ERR_FORMAT ||
            !strstr(wanted, bad[i].wanted))
            fail_msg("%s: %s", bad[i].text, wanted);
        assert_int_equal(d, 77);
    }
}

static void test_formats_durations(void **state)
{
    static const struct {
        duration d;
        const char *expected;
    } cases[] = {
        {0, "0 s"},
        {1, "1 ns"},
        {1001, "1 us 1 ns"},
        {40 * MILLISECOND, "40 ms"},
        {90 * SECOND, "1 min 30 s"},
        {3 * HOUR + 20 * MINUTE + 5 * SECOND, "3 h 20 min"},
        {3 * HOUR + 5 * SECOND, "3 h"},
        {14 * DAY + 3 * HOUR, "14 d 3 h"},
        {DAY - 1, "23 h 59 min"},
        {INT64_MAX, "106751 d 23 h"},
    };
    char text[DURATION_TEXT_SIZE];

    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        duration_format(text, cases[i].d);
        assert_string_equal(text, cases[i].expected);
    }
}

static void test_adds_within_the_range(void **state)
{
    (void)state;
    assert_int_equal(instant_add(5, 6), 11);
    assert_int_equal(instant_add(5, -6), -1);
    assert_true(instant_add(INSTANT_MAX - 1, 1) == INSTANT_MAX);
    assert_true(instant_add(INSTANT_MAX, 1) == INSTANT_MAX);
    assert_true(instant_add(INSTANT_MAX, INT64_MAX) == INSTANT_MAX);
    assert_true(instant_add(INSTANT_MIN, -1) == INSTANT_MIN);
    assert_true(instant_add(INSTANT_MIN, INT64_MIN) == INSTANT_MIN);
    assert_true(instant_add(INSTANT_MIN, INT64_MAX) == -1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_parses),
        cmocka_unit_test(test_refuses),
        cmocka_unit_test(test_formats),
        cmocka_unit_test(test_every_day),
        cmocka_unit_test(test_parses_durations),
        cmocka_unit_test(test_refuses_durations),
        cmocka_unit_test(test_formats_durations),
        cmocka_unit_test(test_adds_within_the_range),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
