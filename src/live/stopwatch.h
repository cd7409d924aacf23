/* Real time, and the time that the processor has worked for this thread. */
#ifndef LIVE_STOPWATCH_H
#define LIVE_STOPWATCH_H

#include <stdint.h>

/* User and system time; 0 where it cannot be had. */
uint64_t stopwatch_cpu_ns(void);

/* Since some moment before the program began; never goes back. */
uint64_t stopwatch_ns(void);

#endif
