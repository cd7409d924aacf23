/* The length of a fingerprinting code against colluders: Tardos's, with the
 * symmetric score, as document/tardos.h derives it. */
#ifndef BASE_TARDOS_LENGTH_H
#define BASE_TARDOS_LENGTH_H

#include <stdint.h>

enum { TARDOS_LENGTH_FACTOR = 20, TARDOS_LENGTH_MAX = 1 << 20 };

/* The number of positions needed against so many colluders. error: the chance
 * that any innocent user is accused. */
uint32_t tardos_length(uint32_t users, uint32_t colluders, double error);

#endif
