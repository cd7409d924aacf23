/* The gains of a page: each rise of an actor to a level, with the chain of
 * records behind it. */
#ifndef REPORT_PAGE_GAINS_H
#define REPORT_PAGE_GAINS_H

#include "report/page_rows.h"
#include "report/page_source.h"
#include "study/causes.h"

/* The gains of everybody, ordered by record. */
struct page_gains {
    struct arena arena;
    struct ledger_gain *items;
    size_t count, room;
};

/* Those of a finished ledger. */
void page_gains_init(struct page_gains *g, const struct ledger *l);
void page_gains_fini(struct page_gains *g);

/* The member "gains", of a finished ledger. A viewer's are its own, and those
 * that it can tell of others. */
void page_gains_put(struct json *j, const struct page_source *s,
                    const struct page_names *names,
                    const struct page_rows *rows, const struct causes *c);

#endif
