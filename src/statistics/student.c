#include "statistics/student.h"

#include <assert.h>
#include <math.h>

#include "statistics/interval.h"

/* The probability of a value between -t and t has a finite series for whole
 * degrees of freedom (Abramowitz and Stegun 26.7.3 and 26.7.4), which bisection
 * inverts. For many degrees the quantile itself has a series around the
 * normal's (26.7.5), whose rest is below 1e-12 from there on. */

enum { STUDENT_MANY = 500, STUDENT_BISECTIONS = 64 };

#define STUDENT_PI 3.14159265358979323846

/* The arc tangent of x >= 0: by halving the angle three times, then by its
 * series. */
static double student_atan(double x)
{
    double sum = 0;

    for (int i = 0; i < 3; i++)
        x = x / (1 + sqrt(1 + x * x));
    for (int i = 41; i >= 1; i -= 2)
        sum = 1.0 / i - x * x * sum;
    return 8 * x * sum;
}

static double student_within(double t, uint64_t freedom)
{
    const double n = (double)freedom;
    const double sine = t / sqrt(n + t * t);
    const double square = n / (n + t * t); /* of the cosine */
    const bool odd = freedom % 2 == 1;
    double term = odd ? sqrt(square) : 1;
    double sum = 0;

    for (uint64_t i = odd ? 3 : 2; i <= freedom; i += 2) {
        sum += term;
        term *= square * (double)(i - 1) / (double)i;
    }
    return odd ? 2 / STUDENT_PI * (student_atan(t / sqrt(n)) + sine * sum)
               : sine * sum;
}

static double student_expansion(double n)
{
    const double z = INTERVAL_NORMAL, q = z * z;
    const double g[] = {
        z * (q + 1) / 4,
        z * ((5 * q + 16) * q + 3) / 96,
        z * (((3 * q + 19) * q + 17) * q - 15) / 384,
        z * ((((79 * q + 776) * q + 1482) * q - 1920) * q - 945) / 92160,
    };

    return z + (g[0] + (g[1] + (g[2] + g[3] / n) / n) / n) / n;
}

double student_quantile(uint64_t freedom)
{
    double low = INTERVAL_NORMAL, high = 16; /* that of one degree is 12.7 */

    assert(freedom > 0);
    if (freedom > STUDENT_MANY) return student_expansion((double)freedom);
    for (int i = 0; i < STUDENT_BISECTIONS; i++) {
        const double middle = low + (high - low) / 2;

        if (student_within(middle, freedom) < 1 - 2 * INTERVAL_TAIL)
            low = middle;
        else
            high = middle;
    }
    return low + (high - low) / 2;
}
