#include "statistics/interval.h"

#include <assert.h>

#include "base/real.h"

struct interval interval_log_log(double p, double deviation)
{
    assert(p >= 0 && p <= 1 && deviation >= 0);
    if (p <= 0 || p >= 1) return INTERVAL_NONE;
    const double ln = real_ln(p);
    const double factor = real_exp(INTERVAL_NORMAL * deviation / (p * -ln));

    return (struct interval){real_exp(ln * factor), real_exp(ln / factor)};
}
