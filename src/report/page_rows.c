#include "report/page_rows.h"

#include "base/search.h"
#include "scenario/scenario_query.h"
#include "view/phrase.h"

/* The events are read once to be taken as rows of numbers (page_rows_add, in a
 * pass that others share), and once more when the sentences are written, so
 * that memory holds no text but the few that people said. A row of `columns`
 * names a column of numbers and the function that gives its cells. */

void page_rows_init(struct page_rows *p, const struct scenario *sc)
{
    *p = (struct page_rows){.scenario = sc};
    arena_init(&p->arena);
}

void page_rows_fini(struct page_rows *p)
{
    arena_fini(&p->arena);
}

static void add_text(struct page_rows *p, struct page_rows_texts *list,
                     const char *text)
{
    list->items = arena_grow(&p->arena, list->items, list->count, &list->room,
                             sizeof *list->items);
    list->items[list->count++] =
        (struct page_rows_text){p->count, arena_text(&p->arena, text)};
}

void page_rows_add(struct page_rows *p, uint64_t seq, instant time,
                   const struct record *r)
{
    const struct scenario *sc = p->scenario;

    if (r->words) add_text(p, &p->words, r->words);
    if (r->reason != REASON_NONE)
        add_text(p, &p->reasons, record_reason_text(r->reason));
    p->rows =
        arena_grow(&p->arena, p->rows, p->count, &p->room, sizeof *p->rows);
    p->rows[p->count++] = (struct page_rows_row){
        .seq = seq,
        .exchange = r->exchange,
        .time = time,
        .kind = r->kind,
        .actor = r->party ? scenario_find_actor(sc, r->party) : SCENARIO_NONE,
        .peer = r->peer ? scenario_find_actor(sc, r->peer) : SCENARIO_NONE,
        .document = r->document ? scenario_find_document(sc, r->document)
                                : SCENARIO_NONE,
        .channel =
            r->channel ? scenario_find_channel(sc, r->channel) : SCENARIO_NONE,
    };
}

static int compare_rows(const void *item, const void *key)
{
    const struct page_rows_row *row = item;
    const uint64_t *seq = key;

    return (row->seq > *seq) - (row->seq < *seq);
}

int64_t page_rows_find(const struct page_rows *p, uint64_t seq)
{
    const size_t at = search_lower_bound(&seq, p->rows, p->count,
                                         sizeof *p->rows, compare_rows);

    return seq > 0 && at < p->count && p->rows[at].seq == seq ? (int64_t)at
                                                              : -1;
}

int64_t page_rows_whole_seconds(instant start, instant time)
{
    const duration since = time - start;

    return since / SECOND - (since % SECOND < 0);
}

int64_t page_rows_rest_of_second(instant start, instant time)
{
    return (time - start) % SECOND + ((time - start) % SECOND < 0) * SECOND;
}

void page_rows_put_time(struct json *j, const char *key, instant start,
                        instant time)
{
    json_open_array(j, key);
    json_int(j, NULL, page_rows_whole_seconds(start, time));
    json_int(j, NULL, page_rows_rest_of_second(start, time));
    json_close(j);
}

/* The inputs of a cell. */
struct page_rows_cell {
    const struct page_names *names;
    const struct page_rows_row *row;
};

static int64_t cell_number(const struct page_rows_cell *c)
{
    return (int64_t)c->row->seq;
}

static int64_t cell_second(const struct page_rows_cell *c)
{
    return page_rows_whole_seconds(c->names->scenario->start, c->row->time);
}

static int64_t cell_nano(const struct page_rows_cell *c)
{
    return page_rows_rest_of_second(c->names->scenario->start, c->row->time);
}

static int64_t cell_kind(const struct page_rows_cell *c)
{
    return (int64_t)c->row->kind;
}

static int64_t cell_actor(const struct page_rows_cell *c)
{
    return page_names_actor(c->names, c->row->actor);
}

static int64_t cell_peer(const struct page_rows_cell *c)
{
    return page_names_actor(c->names, c->row->peer);
}

static int64_t cell_document(const struct page_rows_cell *c)
{
    return page_names_document(c->names, c->row->document);
}

static int64_t cell_channel(const struct page_rows_cell *c)
{
    return page_names_channel(c->names, c->row->channel);
}

static int64_t cell_exchange(const struct page_rows_cell *c)
{
    return (int64_t)c->row->exchange;
}

static const struct {
    const char *name;
    int64_t (*cell)(const struct page_rows_cell *c);
} columns[] = {
    {"number", cell_number},     {"second", cell_second},
    {"nano", cell_nano},         {"kind", cell_kind},
    {"actor", cell_actor},       {"peer", cell_peer},
    {"document", cell_document}, {"channel", cell_channel},
    {"exchange", cell_exchange},
};

/* The sentences of the rows, in their order. */
static void put_sentences(struct json *j, const struct page_rows *p,
                          struct reader *r)
{
    struct reader_frame f;
    struct record record;
    struct arena a;
    size_t row = 0;

    arena_init(&a);
    json_open_array(j, "sentence");
    reader_rewind(r);
    while (row < p->count && !reader_next(r, &f)) {
        if (f.seq != p->rows[row].seq || f.kind != JOURNAL_EVENT) continue;
        arena_reset(&a);
        json_text(j, NULL,
                  record_decode(&a, f.body, &record)
                      ? ""
                      : phrase_whole(&a, p->scenario, &record));
        row++;
    }
    json_close(j);
    arena_fini(&a);
}

static void put_texts(struct json *j, const char *key,
                      const struct page_rows_texts *list)
{
    char row[24];

    json_open_object(j, key);
    for (size_t i = 0; i < list->count; i++) {
        snprintf(row, sizeof row, "%zu", list->items[i].row);
        json_text(j, row, list->items[i].text);
    }
    json_close(j);
}

void page_rows_put(struct json *j, const struct page_rows *p,
                   const struct page_names *names, struct reader *r,
                   const int64_t *violations, size_t violation_count)
{
    json_open_object(j, "records");
    for (size_t i = 0; i < sizeof columns / sizeof columns[0]; i++) {
        json_open_array(j, columns[i].name);
        for (size_t k = 0; k < p->count; k++)
            json_int(
                j, NULL,
                columns[i].cell(&(struct page_rows_cell){names, &p->rows[k]}));
        json_close(j);
    }
    put_sentences(j, p, r);
    put_texts(j, "words", &p->words);
    put_texts(j, "reason", &p->reasons);
    json_open_array(j, "violation");
    for (size_t i = 0; i < violation_count; i++)
        json_int(j, NULL, violations[i]);
    json_close(j);
    json_close(j);
}
