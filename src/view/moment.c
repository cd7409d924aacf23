#include "view/moment.h"

#include <stdio.h>

/* Parts of instant_format's text: "2022-01-26T16:30:00", a fraction, "Z". */
enum { DATE_SIZE = 10, CLOCK_AT = 11, CLOCK_SIZE = 8, MONTH_AT = 5 };

static const char *const months[] = {
    "January", "February", "March",     "April",   "May",      "June",
    "July",    "August",   "September", "October", "November", "December"};

static int64_t day_of(instant t)
{
    return t / DAY - (t % DAY < 0);
}

static const char *weekday(instant t)
{
    static const char *const days[] = {"Monday",   "Tuesday", "Wednesday",
                                       "Thursday", "Friday",  "Saturday",
                                       "Sunday"};

    /* 1970-01-01 was a Thursday. */
    return days[((day_of(t) + 3) % 7 + 7) % 7];
}

static int two_digits(const char *p)
{
    return (p[0] - '0') * 10 + (p[1] - '0');
}

static const char *month(const char *date)
{
    return months[two_digits(date + MONTH_AT) - 1];
}

void moment_day(char out[MOMENT_SIZE], instant t)
{
    char text[INSTANT_TEXT_SIZE];

    instant_format(text, t);
    snprintf(out, MOMENT_SIZE, "%s, %d %s %.4s", weekday(t),
             two_digits(text + DATE_SIZE - 2), month(text), text);
}

void moment_clock(char out[MOMENT_SIZE], instant t, bool thousandths)
{
    char text[INSTANT_TEXT_SIZE];
    const int64_t within = (t % SECOND + SECOND) % SECOND;

    instant_format(text, t);
    snprintf(out, MOMENT_SIZE, "%.*s", CLOCK_SIZE, text + CLOCK_AT);
    if (thousandths)
        snprintf(out + CLOCK_SIZE, MOMENT_SIZE - CLOCK_SIZE, ".%03d",
                 (int)(within / MILLISECOND));
}

void moment_full(char out[MOMENT_SIZE], instant t)
{
    char text[INSTANT_TEXT_SIZE];

    instant_format(text, t);
    snprintf(out, MOMENT_SIZE, "%.*s %.*s", DATE_SIZE, text, CLOCK_SIZE,
             text + CLOCK_AT);
}

void moment_short(char out[MOMENT_SIZE], instant t, bool years)
{
    char text[INSTANT_TEXT_SIZE];

    instant_format(text, t);
    snprintf(out, MOMENT_SIZE, "%2d %.3s %.*s",
             two_digits(text + DATE_SIZE - 2), month(text), years ? 4 : 5,
             years ? text : text + CLOCK_AT);
}

bool moment_same_day(instant a, instant b)
{
    return day_of(a) == day_of(b);
}
