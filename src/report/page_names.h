/* The names that a page shows: all of them, or those that one party sees. */
#ifndef REPORT_PAGE_NAMES_H
#define REPORT_PAGE_NAMES_H

#include "scenario/scenario.h"
#include "wire/record.h"

/* The places that actors, channels and documents have in a page; -1: they are
 * not in it. */
struct page_names {
    struct arena arena;
    const struct scenario *scenario; /* borrowed */
    uint32_t as;
    int32_t *actors, *channels, *documents;
};

/* Without a viewer all are in it. A viewer sees the parties, its own channels,
 * and the documents that its own records name. */
void page_names_init(struct page_names *n, const struct scenario *sc,
                     uint32_t as);
void page_names_fini(struct page_names *n);

/* True for a record that the viewer sees: one of its own. */
bool page_names_sees(const struct page_names *n, const struct record *r);

/* Puts a document into the page; comes before the places are asked for. */
void page_names_meet(struct page_names *n, uint32_t document);
void page_names_settle(struct page_names *n);

/* The place of one by its index in the scenario, which may be SCENARIO_NONE. */
int32_t page_names_actor(const struct page_names *n, uint32_t actor);
int32_t page_names_channel(const struct page_names *n, uint32_t channel);
int32_t page_names_document(const struct page_names *n, uint32_t document);

#endif
