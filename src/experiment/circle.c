#include "experiment/circle.h"

#include <assert.h>

#include "base/real.h"

/* Grimes's model needs no script: it integrates a chance a year over the years
 * of a circle, whose people join when they get the text and may leave. */

enum { CIRCLE_PANELS = 64 /* of Simpson's rule, between two joins */ };

static double days_between(instant from, instant to)
{
    return (double)(to - from) / (double)DAY;
}

/* The chance a year that one of so many tells: 1 - psi^N. */
static double circle_rate(double people)
{
    return 1 - real_exp(people * real_ln(1 - CIRCLE_RATE));
}

/* The integral of the chance over a span of years, by Simpson's rule. */
double circle_hazard(double people, double years, double half_life)
{
    const double step = years / CIRCLE_PANELS;
    double sum = 0;

    if (half_life <= 0) return years * circle_rate(people);
    for (int i = 0; i <= CIRCLE_PANELS; i++) {
        const double left =
            people * real_exp(-real_ln(2) * step * i / half_life);
        const double weight = i == 0 || i == CIRCLE_PANELS ? 1 : i % 2 ? 4 : 2;

        sum += weight * circle_rate(left);
    }
    return sum * step / 3;
}

double circle_years(double people, double chance)
{
    assert(people > 0 && chance >= 0 && chance < 1);
    return -real_ln(1 - chance) / circle_rate(people);
}

/* The next time after t at which somebody joins the circle; `by` if none. */
static instant next_join(const struct ledger *l, uint32_t document, instant t,
                         instant by)
{
    struct ledger_mark mark;

    for (uint32_t i = 0; i < l->scenario->party_count; i++)
        if (l->scenario->parties[i].kind != PARTY_PUBLIC &&
            ledger_since_any(l, i, document, LEVEL_HOLDS, &mark) &&
            mark.time > t && mark.time < by)
            by = mark.time;
    return by;
}

/* The number of people in the circle at t, each party's reduced by its
 * half-life. */
static double count_circle(const struct ledger *l, uint32_t document, instant t,
                           double half_life)
{
    const double year = 365.25;
    struct ledger_mark mark;
    double people = 0;

    for (uint32_t i = 0; i < l->scenario->party_count; i++) {
        const struct scenario_party *party = &l->scenario->parties[i];

        if (party->kind == PARTY_PUBLIC ||
            !ledger_since_any(l, i, document, LEVEL_HOLDS, &mark) ||
            mark.time > t)
            continue;
        const double years = days_between(mark.time, t) / year;
        people += half_life > 0 ? (double)party->readers *
                                      real_exp(-real_ln(2) * years / half_life)
                                : (double)party->readers;
    }
    return people;
}

double circle_leaked(const struct ledger *l, uint32_t document, instant by,
                     double half_life, double *people)
{
    const double year = 365.25;
    double sum = 0;

    for (instant t = l->scenario->start; t < by;) {
        const instant next = next_join(l, document, t, by);

        sum += circle_hazard(count_circle(l, document, t, half_life),
                             days_between(t, next) / year, half_life);
        t = next;
    }
    *people = count_circle(l, document, by, half_life);
    return 1 - real_exp(-sum);
}
