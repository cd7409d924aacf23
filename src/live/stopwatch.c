#include "live/stopwatch.h"

#include <time.h>
#include <uv.h>

uint64_t stopwatch_cpu_ns(void)
{
    struct timespec t;

    if (clock_gettime(CLOCK_THREAD_CPUTIME_ID, &t)) return 0;
    return (uint64_t)t.tv_sec * 1000000000 + (uint64_t)t.tv_nsec;
}

uint64_t stopwatch_ns(void)
{
    return uv_hrtime();
}
