#include "replication/shares.h"

#include "statistics/proportion.h"

void shares_init(struct shares *s, struct arena *a, const struct design *d)
{
    s->count = d->measure_count + d->expectation_count;
    s->items = arena_array(a, s->count, sizeof *s->items);
}

static void add_share(struct shares_one *s, const struct columns *c,
                      size_t column, const int64_t *row)
{
    s->asked++;
    s->seen += columns_holds(&c->items[column], row[column]);
}

void shares_add(struct shares *s, const struct design *d,
                const struct columns *c, const int64_t *row)
{
    for (size_t i = 0; i < d->measure_count; i++) {
        const struct columns_measure *m = &c->measures[i];
        const bool counts = m->given == COLUMNS_NONE ||
                            columns_holds(&c->items[m->given], row[m->given]);
        if (d->measures[i].kind == DESIGN_SENTENCE && counts &&
            columns_counts(&c->items[m->first], row[m->first]))
            add_share(&s->items[i], c, m->first, row);
    }
    for (size_t i = 0; i < d->expectation_count; i++)
        add_share(&s->items[d->measure_count + i], c, c->expectations[i], row);
}

bool shares_known(const struct shares *s, const struct design *d,
                  double half_width)
{
    for (size_t i = 0; i < s->count; i++) {
        if (i < d->measure_count && d->measures[i].kind != DESIGN_SENTENCE)
            continue;
        const struct interval at =
            proportion_wilson(s->items[i].seen, s->items[i].asked);
        if ((at.high - at.low) / 2 > half_width) return false;
    }
    return true;
}
