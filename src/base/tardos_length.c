#include "base/tardos_length.h"

#include <assert.h>

#include "base/real.h"

uint32_t tardos_length(uint32_t users, uint32_t colluders, double error)
{
    assert(users > 0 && colluders > 0 && error > 0 && error < 1);

    const double c = (double)colluders;
    const double m =
        TARDOS_LENGTH_FACTOR * c * c * real_ln((double)users / error);

    assert(m < TARDOS_LENGTH_MAX);
    return (uint32_t)m + 1;
}
