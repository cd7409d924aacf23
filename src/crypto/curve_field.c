#include "crypto/curve_field.h"

#include <sodium.h>
#include <string.h>

/* A number modulo p = 2^255 - 19 is five limbs of 51 bits, low limb first.
 * Between operations a limb may pass 51 bits by a few, so that sums need no
 * carry; field_put alone brings it to the one form below p. Nothing branches
 * on a value, nor is anything looked up by one. */

enum { LIMBS = 5, LIMB_BITS = 51 };

#define LIMB_MASK ((UINT64_C(1) << LIMB_BITS) - 1)

__extension__ typedef unsigned __int128 wide;

struct curve_field {
    uint64_t limb[LIMBS];
};

static uint64_t load(const uint8_t bytes[8])
{
    uint64_t n = 0;

    for (int i = 7; i >= 0; i--)
        n = n << 8 | bytes[i];
    return n;
}

/* Reads 32 bytes, low byte first, without the last bit. */
static struct curve_field field_get(const uint8_t b[32])
{
    return (struct curve_field){{
        load(b) & LIMB_MASK,
        load(b + 6) >> 3 & LIMB_MASK,
        load(b + 12) >> 6 & LIMB_MASK,
        load(b + 19) >> 1 & LIMB_MASK,
        load(b + 24) >> 12 & LIMB_MASK,
    }};
}

/* Carries each limb into the next, and the last, times 19, into the first. */
static void carry(struct curve_field *f)
{
    for (int i = 0; i < LIMBS; i++) {
        const uint64_t over = f->limb[i] >> LIMB_BITS;
        f->limb[i] &= LIMB_MASK;
        f->limb[(i + 1) % LIMBS] += i + 1 < LIMBS ? over : 19 * over;
    }
}

/* Writes the one number below p. */
static void field_put(uint8_t b[32], struct curve_field f)
{
    carry(&f);
    carry(&f);
    /* Adding 19 carries out of the last limb exactly when f is p or above. */
    uint64_t over = (f.limb[0] + 19) >> LIMB_BITS;
    for (int i = 1; i < LIMBS; i++)
        over = (f.limb[i] + over) >> LIMB_BITS;
    f.limb[0] += 19 * over;
    for (int i = 0; i + 1 < LIMBS; i++) {
        f.limb[i + 1] += f.limb[i] >> LIMB_BITS;
        f.limb[i] &= LIMB_MASK;
    }
    f.limb[LIMBS - 1] &= LIMB_MASK;

    unsigned bits = 0, limb = 0;
    wide rest = 0;
    for (int i = 0; i < 32; i++) {
        if (bits < 8 && limb < LIMBS) {
            rest |= (wide)f.limb[limb++] << bits;
            bits += LIMB_BITS;
        }
        b[i] = (uint8_t)rest;
        rest >>= 8;
        bits = bits > 8 ? bits - 8 : 0;
    }
}

/* Carries once around; each sum is below 2^115. */
static inline struct curve_field reduce(wide r0, wide r1, wide r2, wide r3,
                                        wide r4)
{
    struct curve_field out;

    r1 += (uint64_t)(r0 >> LIMB_BITS);
    r2 += (uint64_t)(r1 >> LIMB_BITS);
    r3 += (uint64_t)(r2 >> LIMB_BITS);
    r4 += (uint64_t)(r3 >> LIMB_BITS);
    out.limb[0] = (uint64_t)r0 & LIMB_MASK;
    out.limb[0] += 19 * (uint64_t)(r4 >> LIMB_BITS);
    out.limb[1] = ((uint64_t)r1 & LIMB_MASK) + (out.limb[0] >> LIMB_BITS);
    out.limb[0] &= LIMB_MASK;
    out.limb[2] = (uint64_t)r2 & LIMB_MASK;
    out.limb[3] = (uint64_t)r3 & LIMB_MASK;
    out.limb[4] = (uint64_t)r4 & LIMB_MASK;
    return out;
}

/* Limbs whose product falls beyond 2^255 come back times 19. */
static struct curve_field multiply(const struct curve_field *f,
                                   const struct curve_field *g)
{
    const uint64_t *a = f->limb, *b = g->limb;
    const uint64_t b1 = 19 * b[1], b2 = 19 * b[2], b3 = 19 * b[3],
                   b4 = 19 * b[4];
    return reduce((wide)a[0] * b[0] + (wide)a[1] * b4 + (wide)a[2] * b3 +
                      (wide)a[3] * b2 + (wide)a[4] * b1,
                  (wide)a[0] * b[1] + (wide)a[1] * b[0] + (wide)a[2] * b4 +
                      (wide)a[3] * b3 + (wide)a[4] * b2,
                  (wide)a[0] * b[2] + (wide)a[1] * b[1] + (wide)a[2] * b[0] +
                      (wide)a[3] * b4 + (wide)a[4] * b3,
                  (wide)a[0] * b[3] + (wide)a[1] * b[2] + (wide)a[2] * b[1] +
                      (wide)a[3] * b[0] + (wide)a[4] * b4,
                  (wide)a[0] * b[4] + (wide)a[1] * b[3] + (wide)a[2] * b[2] +
                      (wide)a[3] * b[1] + (wide)a[4] * b[0]);
}

/* The square, `times` times over: the same sums with equal products told
 * once. */
static struct curve_field square(struct curve_field f, int times)
{
    while (times-- > 0) {
        const uint64_t *a = f.limb;
        const uint64_t d0 = 2 * a[0], d1 = 2 * a[1], d2 = 2 * a[2];
        const uint64_t a3 = 19 * a[3], a4 = 19 * a[4];
        f = reduce((wide)a[0] * a[0] + (wide)d1 * a4 + (wide)d2 * a3,
                   (wide)d0 * a[1] + (wide)d2 * a4 + (wide)a[3] * a3,
                   (wide)d0 * a[2] + (wide)a[1] * a[1] + (wide)(2 * a[3]) * a4,
                   (wide)d0 * a[3] + (wide)d1 * a[2] + (wide)a[4] * a4,
                   (wide)d0 * a[4] + (wide)d1 * a[3] + (wide)a[2] * a[2]);
    }
    return f;
}

/* f^(p - 2), which is 1/f: 254 squarings and 11 products. */
static struct curve_field invert(const struct curve_field *f)
{
    struct curve_field a, b, c;

    const struct curve_field f2 = square(*f, 1);
    a = square(f2, 2);
    const struct curve_field f9 = multiply(&a, f);
    const struct curve_field f11 = multiply(&f9, &f2);
    a = square(f11, 1);
    b = multiply(&a, &f9); /* f^(2^5 - 1) */
    a = square(b, 5);
    b = multiply(&a, &b); /* 2^10 - 1 */
    a = square(b, 10);
    c = multiply(&a, &b); /* 2^20 - 1 */
    a = square(c, 20);
    a = multiply(&a, &c); /* 2^40 - 1 */
    a = square(a, 10);
    b = multiply(&a, &b); /* 2^50 - 1 */
    a = square(b, 50);
    c = multiply(&a, &b); /* 2^100 - 1 */
    a = square(c, 100);
    a = multiply(&a, &c); /* 2^200 - 1 */
    a = square(a, 50);
    a = multiply(&a, &b); /* 2^250 - 1 */
    a = square(a, 5);
    return multiply(&a, &f11); /* 2^255 - 21 */
}

void curve_field_montgomery(uint8_t u[32], const uint8_t edwards[32])
{
    struct curve_field y = field_get(edwards), above = y, below;

    above.limb[0] += 1;
    /* 2p + 1 - y, which keeps every limb above zero. */
    below.limb[0] = 2 * LIMB_MASK - 36 + 1 - y.limb[0];
    for (int i = 1; i < LIMBS; i++)
        below.limb[i] = 2 * LIMB_MASK - y.limb[i];
    below = invert(&below);
    field_put(u, multiply(&above, &below));
    sodium_memzero(&y, sizeof y);
    sodium_memzero(&above, sizeof above);
    sodium_memzero(&below, sizeof below);
}

void curve_field_edwards(uint8_t edwards[32], const uint8_t u[32])
{
    struct curve_field above = field_get(u), below = above;

    below.limb[0] += 1;
    /* 2p - 1 is added, which keeps every limb above zero. */
    above.limb[0] += 2 * LIMB_MASK - 36 - 1;
    for (int i = 1; i < LIMBS; i++)
        above.limb[i] += 2 * LIMB_MASK;
    below = invert(&below);
    field_put(edwards, multiply(&above, &below));
}
