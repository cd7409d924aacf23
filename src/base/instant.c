#include "base/instant.h"

#include <assert.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

/* Reading takes a text apart from the front: each of the small readers moves
 * *p past its part or returns false. instant_parse strings them together in
 * the order of RFC 3339 and turns the date into days since 1970; instant_format
 * goes the other way. duration_parse reads terms, a number and a unit each, by
 * the table `units`, and adds them up; duration_format writes the two largest
 * units. All of it is integer arithmetic, in nanoseconds. */

/* Days since 1970-01-01 of a date in the proleptic Gregorian calendar; the
 * year is taken to begin in March, so that leap days come last. */
static int64_t days_from_date(int year, int month, int day)
{
    int64_t y = month > 2 ? year : year - 1;
    int64_t era = y / 400;
    int64_t year_of_era = y - era * 400;
    int64_t day_of_year =
        (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1;
    int64_t day_of_era =
        year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;

    return era * 146097 + day_of_era - 719468;
}

static void date_from_days(int64_t days, int *year, int *month, int *day)
{
    int64_t z = days + 719468;
    int64_t era = (z >= 0 ? z : z - 146096) / 146097;
    int64_t doe = z - era * 146097;
    int64_t yoe = (doe - doe / 1460 + doe / 36524 - doe / 146096) / 365;
    int64_t doy = doe - (365 * yoe + yoe / 4 - yoe / 100);
    int64_t mp = (5 * doy + 2) / 153;

    *day = (int)(doy - (153 * mp + 2) / 5 + 1);
    *month = (int)(mp < 10 ? mp + 3 : mp - 9);
    *year = (int)(yoe + era * 400 + (*month <= 2 ? 1 : 0));
}

static int days_in_month(int year, int month)
{
    static const int days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    bool leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;

    return days[month - 1] + (month == 2 && leap ? 1 : 0);
}

/* Exactly `count` digits at *p, within [low, high]; moves *p past them. */
static bool digits(const char **p, int count, int low, int high, int *out)
{
    int value = 0;

    for (int i = 0; i < count; i++) {
        if ((*p)[i] < '0' || (*p)[i] > '9') return false;
        value = value * 10 + ((*p)[i] - '0');
    }
    *p += count;
    *out = value;
    return value >= low && value <= high;
}

static bool character(const char **p, char c)
{
    if (**p != c) return false;
    (*p)++;
    return true;
}

/* ":ss" and its fraction of at most nine digits, both optional. */
static bool seconds(const char **p, int64_t *ns)
{
    int second;

    *ns = 0;
    if (!character(p, ':')) return true;
    if (!digits(p, 2, 0, 59, &second)) return false;
    *ns = second * SECOND;
    if (!character(p, '.')) return true;
    int64_t unit = SECOND;
    int count = 0;
    for (; **p >= '0' && **p <= '9'; (*p)++, count++) {
        if (count == 9) return false;
        unit /= 10;
        *ns += (**p - '0') * unit;
    }
    return count > 0;
}

static bool zone(const char **p, int64_t *offset_ns)
{
    int hours, minutes;

    *offset_ns = 0;
    if (character(p, 'Z')) return true;
    int sign = **p == '-' ? -1 : 1;
    if (!character(p, '+') && !character(p, '-')) return false;
    if (!digits(p, 2, 0, 23, &hours) || !character(p, ':') ||
        !digits(p, 2, 0, 59, &minutes))
        return false;
    *offset_ns = sign * (hours * HOUR + minutes * MINUTE);
    return true;
}

enum err instant_parse(instant *out, const char *text)
{
    const char *p = text;
    int year, month, day, hour = 0, minute = 0;
    int64_t within = 0, offset = 0;

    if (!digits(&p, 4, 1970, 2261, &year) || !character(&p, '-') ||
        !digits(&p, 2, 1, 12, &month) || !character(&p, '-') ||
        !digits(&p, 2, 1, days_in_month(year, month), &day))
        return ERR_FORMAT;
    if (*p) {
        if ((!character(&p, 'T') && !character(&p, ' ')) ||
            !digits(&p, 2, 0, 23, &hour) || !character(&p, ':') ||
            !digits(&p, 2, 0, 59, &minute) || !seconds(&p, &within) ||
            !zone(&p, &offset) || *p)
            return ERR_FORMAT;
    }
    /* An offset may take it out of the range again. */
    const instant t = days_from_date(year, month, day) * DAY + hour * HOUR +
                      minute * MINUTE + within - offset;
    if (t < 0 || t >= days_from_date(2262, 1, 1) * DAY) return ERR_FORMAT;
    *out = t;
    return ERR_OK;
}

const char *instant_expected(const char *text)
{
    char zoned[INSTANT_TEXT_SIZE];
    instant t;
    const int size = snprintf(zoned, sizeof zoned, "%sZ", text);

    return size > 0 && (size_t)size < sizeof zoned &&
                   instant_parse(&t, zoned) == ERR_OK
               ? "a time with Z or an offset such as +01:00 at its end"
               : "a time such as 2022-01-26T16:30Z, from 1970 to 2261";
}

void instant_format(char out[INSTANT_TEXT_SIZE], instant t)
{
    int64_t days = t / DAY, within = t % DAY;
    int year, month, day;

    if (within < 0) {
        days -= 1;
        within += DAY;
    }
    date_from_days(days, &year, &month, &day);
    int n = snprintf(out, INSTANT_TEXT_SIZE, "%04d-%02d-%02dT%02d:%02d:%02d",
                     year, month, day, (int)(within / HOUR),
                     (int)(within / MINUTE % 60), (int)(within / SECOND % 60));
    assert(n > 0 && n < INSTANT_TEXT_SIZE);
    int64_t fraction = within % SECOND;
    size_t room = INSTANT_TEXT_SIZE - (size_t)n;
    if (fraction == 0)
        snprintf(out + n, room, "Z");
    else if (fraction % MILLISECOND == 0)
        snprintf(out + n, room, ".%03dZ", (int)(fraction / MILLISECOND));
    else if (fraction % MICROSECOND == 0)
        snprintf(out + n, room, ".%06dZ", (int)(fraction / MICROSECOND));
    else
        snprintf(out + n, room, ".%09dZ", (int)fraction);
}

static const struct {
    const char *name;
    duration size;
} units[] = {
    {"w", 7 * DAY},      {"d", DAY},         {"h", HOUR},
    {"min", MINUTE},     {"s", SECOND},      {"ms", MILLISECOND},
    {"us", MICROSECOND}, {"ns", NANOSECOND},
};

enum { UNIT_COUNT = sizeof units / sizeof *units };

/* The place of one unit's name at *p that no further letter follows;
 * UNIT_COUNT if there is none. */
static size_t unit(const char **p)
{
    size_t length = strspn(*p, "abcdefghijklmnopqrstuvwxyz");

    for (size_t i = 0; i < UNIT_COUNT; i++) {
        if (strlen(units[i].name) == length &&
            strncmp(units[i].name, *p, length) == 0) {
            *p += length;
            return i;
        }
    }
    return UNIT_COUNT;
}

static const char any_span[] = "a span such as 25 min, 3 h, 2 d";
static const char any_unit[] =
    "a span such as 25 min, 3 h, 2 d; the units are w, d, h, min, s, ms, us "
    "and ns";
static const char long_span[] = "a span of at most 106751 d";

/* "1.5 d" at *p in whole nanoseconds; NULL, or what was expected. The decimals
 * are taken from the last to the first, each a tenth of what it and those after
 * it make: where such a tenth is not whole, neither is the sum, and no product
 * comes near an overflow. */
static const char *term(const char **p, duration *out, size_t *which)
{
    static const char numerals[] = "0123456789";
    const char *whole = *p;
    const size_t whole_count = strspn(whole, numerals);
    const char *decimals = whole + whole_count;
    size_t decimal_count = 0;

    if (whole_count == 0) return any_span;
    if (character(&decimals, '.')) {
        decimal_count = strspn(decimals, numerals);
        if (decimal_count == 0) return any_span;
    }
    *p = decimals + decimal_count;
    *p += strspn(*p, " ");
    *which = unit(p);
    if (*which == UNIT_COUNT) return any_unit;
    const duration size = units[*which].size;

    int64_t count = 0;
    duration rest = 0;
    for (size_t i = 0; i < whole_count; i++)
        if (__builtin_mul_overflow(count, 10, &count) ||
            __builtin_add_overflow(count, whole[i] - '0', &count))
            return long_span;
    for (size_t i = decimal_count; i > 0; i--) {
        rest += (decimals[i - 1] - '0') * size;
        if (rest % 10 > 0) return "a span of whole nanoseconds";
        rest /= 10;
    }
    return __builtin_mul_overflow(count, size, out) ||
                   __builtin_add_overflow(*out, rest, out)
               ? long_span
               : NULL;
}

enum err duration_parse(duration *out, const char *text, const char **expected)
{
    bool met[UNIT_COUNT + 1] = {false};
    const char *p = text;
    duration sum = 0;

    do {
        duration one = 0;
        size_t which = UNIT_COUNT;
        *expected = term(&p, &one, &which);
        if (!*expected && met[which]) *expected = "a span with each unit once";
        if (!*expected && __builtin_add_overflow(sum, one, &sum))
            *expected = long_span;
        if (*expected) return ERR_FORMAT;
        met[which] = true;
        p += strspn(p, " ");
    } while (*p);
    *out = sum;
    return ERR_OK;
}

void duration_format(char out[DURATION_TEXT_SIZE], duration d)
{
    /* Weeks are read but not written: "9 d" says more than "1 w 2 d". */
    for (size_t i = 1; i < UNIT_COUNT; i++) {
        int64_t count = d / units[i].size;
        if (count == 0) continue;
        int n = snprintf(out, DURATION_TEXT_SIZE, "%lld %s", (long long)count,
                         units[i].name);
        int64_t rest =
            i + 1 < UNIT_COUNT ? d % units[i].size / units[i + 1].size : 0;
        if (rest > 0)
            snprintf(out + n, DURATION_TEXT_SIZE - (size_t)n, " %lld %s",
                     (long long)rest, units[i + 1].name);
        return;
    }
    snprintf(out, DURATION_TEXT_SIZE, "0 s");
}

instant instant_add(instant t, duration d)
{
    instant sum;

    if (__builtin_add_overflow(t, d, &sum))
        return d > 0 ? INSTANT_MAX : INSTANT_MIN;
    return sum;
}
