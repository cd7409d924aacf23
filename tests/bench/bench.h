/* Shared by the benches: the processor's time, and the best of many runs. */
#ifndef BENCH_BENCH_H
#define BENCH_BENCH_H

#include <stdint.h>
#include <time.h>

/* Processor time of this program, in nanoseconds: what other programs do in
 * the meantime does not count. */
static inline int64_t bench_ns(void)
{
    struct timespec t;

    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
    return (int64_t)t.tv_sec * 1000000000 + t.tv_nsec;
}

/* The least of what was seen so far: disturbances only ever add. */
static inline void bench_least(double *least, double seen)
{
    if (*least <= 0 || seen < *least) *least = seen;
}

#endif
