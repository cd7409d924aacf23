/* Protections side by side: the costs and the properties of each. */
#ifndef VIEW_MEASURES_H
#define VIEW_MEASURES_H

#include "experiment/measure.h"
#include "view/style.h"

struct measures {
    const struct scenario *scenario;
    uint64_t seed, run;
    const struct measure *items; /* latencies are relative to the first */
    size_t count;
    const uint64_t *cpu_ns; /* an item each; NULL: not shown */
    bool explain;           /* name the attempt behind each answer */
    struct style style;
};

void measures_draw(const struct measures *m, FILE *out);

#endif
