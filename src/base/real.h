/* Logarithm, exponential and power with the same bits on every machine. */
#ifndef BASE_REAL_H
#define BASE_REAL_H

/* The functions of libm differ in the last bit between processors and
 * libraries; these use only + - * / on doubles (IEEE 754, round to nearest),
 * which do not. Errors are below 1 unit in the last place, in all of the range.
 * A NaN is the caller's fault. */

/* Natural logarithm of a finite x >= 0; of 0, minus infinity. */
double real_ln(double x);

/* e to the x; infinity above 709.78, 0 below -745.13. */
double real_exp(double x);

/* x to the y, for finite x >= 0 and finite y. x to the 0 is 1; 0 to a
 * negative y is infinity. */
double real_pow(double x, double y);

#endif
