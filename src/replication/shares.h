/* Shares of runs: of each measure of a sentence, and of each expectation, the
 * runs in which it held, of those that count. */
#ifndef REPLICATION_SHARES_H
#define REPLICATION_SHARES_H

#include "replication/columns.h"
#include "statistics/interval.h"

struct shares_one {
    uint64_t seen, asked;
};

/* One point's: first the measures', then the expectations'. */
struct shares {
    struct shares_one *items;
    size_t count;
};

void shares_init(struct shares *s, struct arena *a, const struct design *d);

/* Takes in a row of the table. */
void shares_add(struct shares *s, const struct design *d,
                const struct columns *c, const int64_t *row);

/* True where every one is known to within a half-width. */
bool shares_known(const struct shares *s, const struct design *d,
                  double half_width);

#endif
