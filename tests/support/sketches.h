/* Pictures of made-up studies; and such as try a drawing: no data, one point,
 * hostile words, far more than can be seen. */
#ifndef TESTS_SUPPORT_SKETCHES_H
#define TESTS_SUPPORT_SKETCHES_H

#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

struct sketch {
    const char *name;
    void (*draw)(FILE *out);
};

extern const struct sketch sketches[];
extern const size_t sketch_count;

extern const struct sketch sketches_hard[];
extern const size_t sketches_hard_count;

/* One of any kind, with words and numbers of any size. */
void sketches_draw_random(uint64_t seed, FILE *out);

#endif
