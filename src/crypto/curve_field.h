/* The field of Curve25519, as far as a public key needs it. */
#ifndef CRYPTO_CURVE_FIELD_H
#define CRYPTO_CURVE_FIELD_H

#include <stdint.h>

/* The u coordinate on the Montgomery curve (RFC 7748 4.1) of a point that is
 * given by its encoding on the Edwards curve (RFC 8032 5.1.2), whose last bit,
 * the sign of x, does not matter: u = (1 + y) / (1 - y). The point is not the
 * neutral one. In constant time. */
void curve_field_montgomery(uint8_t u[32], const uint8_t edwards[32]);

/* The way back: y = (u - 1) / (u + 1), with the sign of x zero. u = -1 gives
 * y = 0. */
void curve_field_edwards(uint8_t edwards[32], const uint8_t u[32]);

#endif
