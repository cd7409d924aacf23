#include "crypto/noise_grade.h"

#include <stddef.h>
#include <string.h>

enum { NONE = NOISE_GRADE_NONE };

static const struct noise_grade_pattern patterns[] = {
    {"NN", 3, {{0, 0}, {0, 1}, {0, 1}}, NONE, NONE},
    {"NK", 3, {{0, 2}, {2, 1}, {0, 5}}, NONE, 3},
    {"NX", 3, {{0, 0}, {2, 1}, {0, 5}}, NONE, 1},
    {"XN", 4, {{0, 0}, {0, 1}, {2, 1}, {0, 5}}, 2, NONE},
    {"XK", 4, {{0, 2}, {2, 1}, {2, 5}, {2, 5}}, 8, 3},
    {"XX", 4, {{0, 0}, {2, 1}, {2, 5}, {2, 5}}, 8, 1},
    {"KN", 4, {{0, 0}, {0, 3}, {2, 1}, {0, 5}}, 7, NONE},
    {"KK", 4, {{1, 2}, {2, 4}, {2, 5}, {2, 5}}, 5, 5},
    {"KX", 4, {{0, 0}, {2, 3}, {2, 5}, {2, 5}}, 7, 6},
    {"IN", 4, {{0, 0}, {0, 3}, {2, 1}, {0, 5}}, 0, NONE},
    {"IK", 4, {{1, 2}, {2, 4}, {2, 5}, {2, 5}}, 4, 3},
    {"IX", 4, {{0, 0}, {2, 3}, {2, 5}, {2, 5}}, 0, 6},
    {.name = "NK1", .initiator = NONE, .responder = 9},
    {.name = "XK1", .initiator = 8, .responder = 9},
};

const struct noise_grade_pattern *noise_grade_find(const char *pattern)
{
    for (size_t i = 0; i < sizeof patterns / sizeof patterns[0]; i++)
        if (strcmp(patterns[i].name, pattern) == 0) return &patterns[i];
    return NULL;
}
