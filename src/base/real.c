#include "base/real.h"

#include <assert.h>
#include <float.h>
#include <math.h>
#include <stdint.h>
#include <string.h>

/* ln and exp work the same way. The argument is reduced to a small one: ln
 * splits off a power of two, exp a multiple of ln 2. A series gives the
 * function of the small one, and what was split off is put back. Plain doubles
 * would lose the last bits on the way, so the large terms are pairs of doubles,
 * for which the functions below add and multiply with twice the precision; only
 * the small rest of a series is a plain double. real_pow is exp of y ln x, with
 * ln x as a pair. */

/* Doubles that are computed wider, as on the old x87, would round twice. */
_Static_assert(FLT_EVAL_METHOD == 0, "arithmetic must be in double");

/* An unevaluated sum high + low, low within half a unit of high's last place:
 * about 106 bits. */
struct real_pair {
    double high, low;
};

/* ln 2, its high part with 32 bits only so that its multiples by whole
 * numbers of up to 21 bits are exact. */
static const double LN2_HIGH = 0x1.62e42fefp-1;
static const double LN2_LOW = 0x1.473de6af278edp-34;

/* a + b exactly (Knuth). */
static struct real_pair add_exact(double a, double b)
{
    const double sum = a + b;
    const double b_part = sum - a;

    return (struct real_pair){sum, (a - (sum - b_part)) + (b - b_part)};
}

/* The same for |a| >= |b| or a = 0 (Dekker). */
static struct real_pair add_ordered(double a, double b)
{
    const double sum = a + b;

    return (struct real_pair){sum, b - (sum - a)};
}

/* The upper 26 bits of a, so that products of halves are exact (Veltkamp). */
static double upper_half(double a)
{
    const double wide = a * 0x1.0000002p+27;

    return wide - (wide - a);
}

/* a * b exactly (Dekker), short of overflow and underflow. */
static struct real_pair multiply(double a, double b)
{
    const double product = a * b;
    const double a_high = upper_half(a), a_low = a - a_high;
    const double b_high = upper_half(b), b_low = b - b_high;
    const double error =
        ((a_high * b_high - product) + a_high * b_low + a_low * b_high) +
        a_low * b_low;

    return (struct real_pair){product, error};
}

static struct real_pair multiply_pairs(struct real_pair a, struct real_pair b)
{
    const struct real_pair product = multiply(a.high, b.high);

    return add_ordered(product.high,
                       product.low + (a.high * b.low + a.low * b.high));
}

static struct real_pair add_pairs(struct real_pair a, struct real_pair b)
{
    const struct real_pair sum = add_exact(a.high, b.high);

    return add_ordered(sum.high, sum.low + (a.low + b.low));
}

/* 2 to the power of k, for a normal result. */
static double power_of_two(int k)
{
    const uint64_t bits = (uint64_t)(k + 1023) << 52;
    double value;

    memcpy(&value, &bits, sizeof value);
    return value;
}

/* x = m * 2^k with m between sqrt(1/2) and sqrt(2); x > 0. */
static double split_real(double x, int *k)
{
    int shift = 0;
    uint64_t bits;
    double m;

    if (x < DBL_MIN) {
        x *= 0x1p54;
        shift = -54;
    }
    memcpy(&bits, &x, sizeof bits);
    *k = (int)(bits >> 52) - 1023 + shift;
    bits = (bits & (UINT64_MAX >> 12)) | UINT64_C(1023) << 52;
    memcpy(&m, &bits, sizeof m);
    if (m > 0x1.6a09e667f3bcdp+0) {
        m *= 0.5;
        *k += 1;
    }
    return m;
}

/* ln m = 2 artanh s with s = (m - 1) / (m + 1), |s| < 0.172, by its series
 * 2 (s + s^3/3 + s^5/5 + ...). The terms up to s^3 are taken in pairs, the
 * others are small enough for plain doubles: 65 bits hold in all. */
static struct real_pair ln_pair(double x)
{
    static const double tail[] = {1.0 / 27, 1.0 / 25, 1.0 / 23, 1.0 / 21,
                                  1.0 / 19, 1.0 / 17, 1.0 / 15, 1.0 / 13,
                                  1.0 / 11, 1.0 / 9,  1.0 / 7,  1.0 / 5};
    static const struct real_pair third = {0x1.5555555555555p-2,
                                           0x1.5555555555555p-56};
    int k;
    const double m = split_real(x, &k);
    const double above = m - 1; /* exact, for m is near 1 */
    const struct real_pair below = add_exact(m, 1);
    const double s_high = above / below.high;
    const struct real_pair back = multiply(s_high, below.high);
    const double s_low =
        ((above - back.high) - back.low - s_high * below.low) / below.high;
    const struct real_pair s = add_ordered(s_high, s_low);
    const struct real_pair z = multiply_pairs(s, s);
    double rest = 0;

    for (size_t i = 0; i < sizeof tail / sizeof *tail; i++)
        rest = rest * z.high + tail[i];
    const struct real_pair series =
        add_ordered(third.high, third.low + z.high * rest);
    struct real_pair ln =
        add_pairs(s, multiply_pairs(s, multiply_pairs(z, series)));
    ln = (struct real_pair){2 * ln.high, 2 * ln.low};
    const struct real_pair twos = add_ordered(k * LN2_HIGH, k * LN2_LOW);
    return add_pairs(twos, ln);
}

/* exp of x.high + x.low, both within the bounds of real_exp: 2^k * exp r with
 * |r| < 0.35, by the series 1 + r + r^2/2! + ... + r^15/15!, in which only
 * 1 + r needs a pair. */
static double exp_pair(struct real_pair x)
{
    static const double tail[] = {1.0 / 1307674368000,
                                  1.0 / 87178291200,
                                  1.0 / 6227020800,
                                  1.0 / 479001600,
                                  1.0 / 39916800,
                                  1.0 / 3628800,
                                  1.0 / 362880,
                                  1.0 / 40320,
                                  1.0 / 5040,
                                  1.0 / 720,
                                  1.0 / 120,
                                  1.0 / 24,
                                  1.0 / 6,
                                  1.0 / 2};
    const double turns = x.high * 0x1.71547652b82fep+0; /* 1 / ln 2 */
    const int k = (int)(turns + (turns < 0 ? -0.5 : 0.5));
    const struct real_pair r =
        add_exact(x.high - k * LN2_HIGH, x.low - k * LN2_LOW);
    double rest = 0;

    for (size_t i = 0; i < sizeof tail / sizeof *tail; i++)
        rest = rest * r.high + tail[i];
    const struct real_pair head = add_ordered(1, r.high);
    const double e = head.high + (head.low + (r.low + r.high * r.high * rest));
    /* In two steps, of which the first is exact: the power of two of a very
     * large or small result is no double. */
    return e * power_of_two(k / 2) * power_of_two(k - k / 2);
}

/* Beyond these every result is infinite, or 0; within them the arithmetic
 * itself overflows and underflows where it should. */
static const double EXP_MAX = 710, EXP_MIN = -746;

double real_ln(double x)
{
    assert(x >= 0 && x <= DBL_MAX);
    return x == 0 ? -(double)INFINITY : ln_pair(x).high;
}

double real_exp(double x)
{
    assert(x == x);
    if (x > EXP_MAX) return INFINITY;
    if (x < EXP_MIN) return 0;
    return exp_pair((struct real_pair){x, 0});
}

double real_pow(double x, double y)
{
    assert(x >= 0 && x <= DBL_MAX && y >= -DBL_MAX && y <= DBL_MAX);
    if (x == 1 || y == 0) return 1;
    if (x == 0) return y > 0 ? 0 : INFINITY;
    const struct real_pair ln = ln_pair(x);
    if (y * ln.high > EXP_MAX) return INFINITY;
    if (y * ln.high < EXP_MIN) return 0;
    struct real_pair product = multiply(y, ln.high);
    product.low += y * ln.low;
    return exp_pair(product);
}
