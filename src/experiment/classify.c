#include "experiment/classify.h"

#include <assert.h>

/* Similarity of two values, 1 for the same. */
static double alike(const struct classify_scale *scale, double a, double b)
{
    const double apart = a < b ? b - a : a - b;
    const double scaled = scale->fixed + scale->relative * (a + b);

    if (apart == 0) return 1;
    if (scaled <= 0) return 0;
    const double d = apart / scaled;
    const double kernel = 1 / (1 + d * d);
    return kernel * kernel;
}

static double all_alike(const struct classify *c, unsigned seen,
                        const struct classify_item *a,
                        const struct classify_item *b)
{
    double product = 1;

    for (unsigned f = 0; f < CLASSIFY_FEATURES_MAX; f++)
        if (seen & 1u << f)
            product *= alike(&c->scales[f], a->features[f], b->features[f]);
    return product;
}

uint32_t classify_guess(const struct classify *c, unsigned seen,
                        const struct classify_item *item, double *scratch)
{
    uint32_t best = 0;

    for (uint32_t i = 0; i < c->classes; i++)
        scratch[i] = 0;
    for (size_t i = 0; i < c->count; i++) {
        assert(c->items[i].label < c->classes);
        scratch[c->items[i].label] += all_alike(c, seen, &c->items[i], item);
    }
    for (uint32_t i = 1; i < c->classes; i++)
        if (scratch[i] > scratch[best]) best = i;
    return best;
}

struct classify_score classify_examine(const struct classify *c, unsigned seen,
                                       const struct classify_item *items,
                                       size_t count)
{
    struct classify_score score = {0, count};
    struct arena a;

    arena_init(&a);
    double *scratch = arena_array(&a, c->classes, sizeof *scratch);
    for (size_t i = 0; i < count; i++)
        score.right +=
            classify_guess(c, seen, &items[i], scratch) == items[i].label;
    arena_fini(&a);
    return score;
}

struct classify_score classify_blind(const struct classify *c,
                                     const struct classify_item *items,
                                     size_t count)
{
    return classify_examine(c, 0, items, count);
}
