#include "live/pause.h"

#include <uv.h>

void pause_ms(uint32_t ms)
{
    uv_sleep(ms);
}
