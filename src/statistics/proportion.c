#include "statistics/proportion.h"

#include <assert.h>

struct interval proportion_wilson(uint64_t seen, uint64_t runs)
{
    assert(seen <= runs);
    if (runs == 0) return (struct interval){0, 1};
    const double z = INTERVAL_NORMAL;
    const double n = (double)runs;
    const double p = (double)seen / n;
    const double middle = (p + z * z / (2 * n)) / (1 + z * z / n);
    const double half =
        z / (1 + z * z / n) * sqrt(p * (1 - p) / n + z * z / (4 * n * n));

    return (struct interval){
        .low = seen == 0 ? 0 : middle - half,
        .high = seen == runs ? 1 : middle + half,
    };
}

/* The widest is that of a half: half_width^2 = z^2 / (4 (n + z^2)). */
uint64_t proportion_runs(double half_width)
{
    assert(half_width > 0 && half_width < 0.5);
    const double z2 = INTERVAL_NORMAL * INTERVAL_NORMAL;
    const double least = z2 / (4 * half_width * half_width) - z2;
    const uint64_t whole = (uint64_t)least;

    return whole + ((double)whole < least);
}
