/* Protections beside one another: what each costs and what each gives. */
#ifndef VIEW_MEASURES_H
#define VIEW_MEASURES_H

#include "experiment/measure.h"
#include "view/style.h"

struct measures {
    const struct scenario *scenario;
    uint64_t seed, run;
    const struct measure *items; /* the first is what latency is held against */
    size_t count;
    const uint64_t *cpu_ns; /* an item each; NULL: not to be told */
    bool explain;           /* say of each answer what showed it */
    struct style style;
};

void measures_draw(const struct measures *m, FILE *out);

#endif
