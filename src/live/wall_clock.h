/* The time of day of the world outside, for what people keep by date. */
#ifndef LIVE_WALL_CLOCK_H
#define LIVE_WALL_CLOCK_H

#include "base/instant.h"

/* In whole seconds, as the machine's clock has it. */
instant wall_clock_now(void);

#endif
