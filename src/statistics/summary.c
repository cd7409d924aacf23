#include "statistics/summary.h"

#include "statistics/student.h"

void summary_add(struct summary *s, double value)
{
    const double apart = value - s->mean;

    s->count++;
    s->mean += apart / (double)s->count;
    s->squares += apart * (value - s->mean);
    if (s->count == 1 || value < s->least) s->least = value;
    if (s->count == 1 || value > s->most) s->most = value;
}

double summary_deviation(const struct summary *s)
{
    return s->count < 2 ? 0 : sqrt(s->squares / (double)(s->count - 1));
}

struct interval summary_interval(const struct summary *s)
{
    if (s->count < 2) return INTERVAL_NONE;
    const double half = student_quantile(s->count - 1) * summary_deviation(s) /
                        sqrt((double)s->count);

    return (struct interval){s->mean - half, s->mean + half};
}
