/* The rows of a page: the events of the journal that it shows, in a few numbers
 * each. Their sentences are read again when they are written. */
#ifndef REPORT_PAGE_ROWS_H
#define REPORT_PAGE_ROWS_H

#include "journal/reader.h"
#include "json/json.h"
#include "report/page_names.h"

/* One event, without its texts. Names are indices of the scenario, or NONE. */
struct page_rows_row {
    uint64_t seq, exchange;
    instant time;
    enum record_kind kind;
    uint32_t actor, peer, document, channel;
};

/* A text that few records have. */
struct page_rows_text {
    size_t row;
    const char *text;
};

struct page_rows_texts {
    struct page_rows_text *items;
    size_t count, room;
};

struct page_rows {
    struct arena arena;
    const struct scenario *scenario; /* borrowed */
    struct page_rows_row *rows;      /* in the order of the journal */
    size_t count, room;
    struct page_rows_texts words, reasons;
};

void page_rows_init(struct page_rows *p, const struct scenario *sc);
void page_rows_fini(struct page_rows *p);

void page_rows_add(struct page_rows *p, uint64_t seq, instant time,
                   const struct record *r);

/* The row of a record; -1: it has none, as 0 has not. */
int64_t page_rows_find(const struct page_rows *p, uint64_t seq);

/* The member "records". `violations` are rows, in order. The reader is read
 * from its start. */
void page_rows_put(struct json *j, const struct page_rows *p,
                   const struct page_names *names, struct reader *r,
                   const int64_t *violations, size_t violation_count);

/* A time since the start, in whole seconds and the rest. */
int64_t page_rows_whole_seconds(instant start, instant time);
int64_t page_rows_rest_of_second(instant start, instant time);

/* The seconds and nanoseconds of a time since the start, as the members of an
 * array. */
void page_rows_put_time(struct json *j, const char *key, instant start,
                        instant time);

#endif
