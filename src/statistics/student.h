/* Student's distribution. */
#ifndef STATISTICS_STUDENT_H
#define STATISTICS_STUDENT_H

#include <stdint.h>

/* Its 97.5 % quantile, for at least one degree of freedom. */
double student_quantile(uint64_t freedom);

#endif
