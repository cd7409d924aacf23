/* A short wait in real time. */
#ifndef LIVE_PAUSE_H
#define LIVE_PAUSE_H

#include <stdint.h>

void pause_ms(uint32_t ms);

#endif
