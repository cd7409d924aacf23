/* Scenarios played to their end, whose own expectations are the test. */
#ifndef TESTS_SUPPORT_EXPECTED_H
#define TESTS_SUPPORT_EXPECTED_H

#include <stdint.h>

/* Plays the scenario and fails, with the words of the judge, unless it has
 * expectations and each of them holds. */
void expected_hold(const char *text, uint64_t seed);

#endif
