/* The inputs of a page. */
#ifndef REPORT_PAGE_SOURCE_H
#define REPORT_PAGE_SOURCE_H

#include "experiment/exposure.h"
#include "journal/verify.h"
#include "report/page_lesson.h"
#include "report/page_table.h"
#include "study/judge.h"
#include "study/ledger.h"

/* All is borrowed. */
struct page_source {
    const char *program; /* its version: "0.1.0" */
    struct reader *reader;
    uint64_t size; /* of the journal's file, with what does not hold */
    const struct scenario *scenario;
    const struct ledger *ledger;
    const struct verify_result *verified;
    uint32_t as; /* the party whose view it is; SCENARIO_NONE: everybody's */
    const struct exposure *exposure; /* NULL: not worked out */
    const struct page_table *tables;
    size_t table_count;
    const struct page_lesson *lesson; /* NULL: nothing is asked */
};

#endif
