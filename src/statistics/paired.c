#include "statistics/paired.h"

#include <assert.h>

struct paired_difference paired_of(const struct summary *differences)
{
    return (struct paired_difference){differences->count, differences->mean,
                                      summary_interval(differences)};
}

struct paired_difference paired_mean(const double *first, const double *second,
                                     size_t count)
{
    struct summary s = {0};

    for (size_t i = 0; i < count; i++)
        summary_add(&s, second[i] - first[i]);
    return paired_of(&s);
}

struct paired_difference paired_proportion(uint64_t gained, uint64_t lost,
                                           uint64_t pairs)
{
    assert(gained <= pairs && lost <= pairs - gained);
    const double n = (double)pairs + 2;
    const double more = ((double)gained + 1) / n;
    const double less = ((double)lost + 1) / n;
    const double apart = more - less;
    const double half =
        INTERVAL_NORMAL * sqrt((more + less - apart * apart) / n);
    struct interval i = {apart - half, apart + half};

    if (i.low < -1) i.low = -1;
    if (i.high > 1) i.high = 1;
    return (struct paired_difference){
        .pairs = pairs,
        .mean = pairs > 0 ? ((double)gained - (double)lost) / (double)pairs : 0,
        .interval = i,
    };
}
