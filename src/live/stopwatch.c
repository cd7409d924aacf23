#include "live/stopwatch.h"

#include <uv.h>

static uint64_t ns_of(uv_timeval_t t)
{
    return (uint64_t)t.tv_sec * 1000000000 + (uint64_t)t.tv_usec * 1000;
}

uint64_t stopwatch_cpu_ns(void)
{
    uv_rusage_t usage;

    if (uv_getrusage(&usage)) return 0;
    return ns_of(usage.ru_utime) + ns_of(usage.ru_stime);
}
