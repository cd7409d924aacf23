#include "report/page_layers.h"

#include <assert.h>
#include <stdlib.h>

#include "base/search.h"
#include "json/json_layers.h"
#include "report/page_pack.h"
#include "wire/outline.h"

/* A first pass over the journal lists the frames sent, by exchange, and cuts
 * the list into pieces of about the same size. As the frames come, opened, each
 * is written into the text of its piece, which lies in memory; after the last
 * of a piece it is compressed into the page. So no more is in memory than the
 * exchanges that go on at one time. When the page has had enough, whatever is
 * not complete by then is dropped. */

enum { FRAME_RAW = 4096, BYTE_RAW = 12, ID_SIZE = 32 };

/* A frame that was sent: its exchange, its record. */
struct page_layers_frame {
    uint64_t exchange, seq;
    size_t raw; /* bytes of JSON, by estimate */
    bool seen;  /* by the viewer, if there is one */
};

/* Exchanges, or with exchange 0 records, from one to another. */
struct page_layers_piece {
    uint64_t from, to;
    uint64_t last;         /* record */
    size_t planned, count; /* frames */
    char *text;            /* while it is open */
    size_t size;
    FILE *open;
    struct json json;
    bool kept;
};

static int compare_frames(const void *a, const void *b)
{
    const struct page_layers_frame *x = a;
    const struct page_layers_frame *y = b;
    const int c = (x->exchange > y->exchange) - (x->exchange < y->exchange);

    return c ? c : (x->seq > y->seq) - (x->seq < y->seq);
}

static void list_frame(struct page_layers *p, const struct reader_frame *f,
                       uint64_t exchange)
{
    p->frames = arena_grow(&p->arena, p->frames, p->frame_count, &p->frame_room,
                           sizeof *p->frames);
    p->frames[p->frame_count++] = (struct page_layers_frame){
        exchange, f->seq, FRAME_RAW + BYTE_RAW * f->body.size, false};
}

static int compare_seqs(const void *item, const void *key)
{
    const struct page_layers_frame *f = item;
    const uint64_t *seq = key;

    return (f->seq > *seq) - (f->seq < *seq);
}

/* Marks the frames towards a viewer that it took off the channel. */
static void note_arrival(struct page_layers *p, const struct record *r)
{
    for (size_t i = 0; i < r->cause_count; i++) {
        const size_t at =
            search_lower_bound(&r->causes[i], p->frames, p->frame_count,
                               sizeof *p->frames, compare_seqs);
        if (at < p->frame_count && p->frames[at].seq == r->causes[i])
            p->frames[at].seen = true;
    }
}

/* A viewer's frames are those that it sent, and those that reached it. */
static void list_seen(struct page_layers *p, struct reader *r, const char *as)
{
    struct reader_frame f;
    struct record record;
    struct arena a;
    size_t kept = 0;

    arena_init(&a);
    while (!reader_next(r, &f)) {
        arena_reset(&a);
        if (f.kind != JOURNAL_EVENT || record_decode(&a, f.body, &record))
            continue;
        const bool own = record_names(record.party, as);
        if (record.kind == RECORD_FRAME_ARRIVED && own)
            note_arrival(p, &record);
        if (record.kind != RECORD_FRAME_SENT ||
            !(own || record_names(record.peer, as)))
            continue;
        list_frame(p, &f, record.exchange);
        p->frames[p->frame_count - 1].seen = own;
    }
    arena_fini(&a);
    for (size_t i = 0; i < p->frame_count; i++)
        if (p->frames[i].seen) p->frames[kept++] = p->frames[i];
    p->frame_count = kept;
}

static void list_frames(struct page_layers *p, struct reader *r)
{
    struct reader_frame f;
    struct outline o;

    while (!reader_next(r, &f))
        if (f.kind == JOURNAL_EVENT && !outline_read(f.body, &o) &&
            o.kind == RECORD_FRAME_SENT)
            list_frame(p, &f, o.exchange);
}

static struct page_layers_piece *add_piece(struct page_layers *p, uint64_t from)
{
    p->pieces = arena_grow(&p->arena, p->pieces, p->piece_count, &p->piece_room,
                           sizeof *p->pieces);
    p->pieces[p->piece_count] = (struct page_layers_piece){.from = from};
    return &p->pieces[p->piece_count++];
}

/* Cuts frames, from one place in the list to another, into pieces. Those of one
 * exchange stay together. */
static void cut_pieces(struct page_layers *p, size_t from, size_t to,
                       bool by_exchange)
{
    struct page_layers_piece *piece = NULL;
    size_t exchanges = 0, raw = 0;

    for (size_t i = from; i < to; i++) {
        const struct page_layers_frame *f = &p->frames[i];
        const uint64_t key = by_exchange ? f->exchange : f->seq;

        if (!piece || (key != piece->to &&
                       (raw >= PAGE_LAYERS_RAW ||
                        (by_exchange && exchanges == PAGE_LAYERS_EXCHANGES)))) {
            piece = add_piece(p, key);
            exchanges = raw = 0;
        }
        exchanges += key != piece->to;
        piece->to = key;
        if (f->seq > piece->last) piece->last = f->seq;
        piece->planned++;
        raw += f->raw;
    }
}

void page_layers_init(struct page_layers *p, const struct scenario *sc,
                      struct reader *r, uint32_t as, FILE *out)
{
    size_t none = 0;

    *p = (struct page_layers){.scenario = sc, .out = out};
    arena_init(&p->arena);
    reader_rewind(r);
    if (as == SCENARIO_NONE)
        list_frames(p, r);
    else
        list_seen(p, r, sc->parties[as].name);
    if (p->frame_count > 0)
        qsort(p->frames, p->frame_count, sizeof *p->frames, compare_frames);
    while (none < p->frame_count && p->frames[none].exchange == 0)
        none++;
    cut_pieces(p, none, p->frame_count, true);
    p->loose = p->piece_count;
    cut_pieces(p, 0, none, false);
}

static void drop_text(struct page_layers_piece *piece)
{
    if (piece->open) fclose(piece->open);
    piece->open = NULL;
    free(piece->text);
    piece->text = NULL;
}

void page_layers_fini(struct page_layers *p)
{
    for (size_t i = 0; i < p->piece_count; i++)
        drop_text(&p->pieces[i]);
    arena_fini(&p->arena);
}

/* "x12": the piece's element. */
static void piece_id(char out[ID_SIZE], const struct page_layers *p,
                     size_t piece)
{
    snprintf(out, ID_SIZE, "%c%zu", piece < p->loose ? 'x' : 'f',
             piece < p->loose ? piece : piece - p->loose);
}

static void write_piece(struct page_layers *p, size_t at)
{
    struct page_layers_piece *piece = &p->pieces[at];
    char id[ID_SIZE];

    json_close(&piece->json);
    json_finish(&piece->json);
    if (fflush(piece->open)) arena_out_of_memory(piece->size);
    piece_id(id, p, at);

    struct page_pack *pack = page_pack_begin(p->out, id);

    page_pack_put(pack, bytes_of(piece->text, piece->size));
    p->packed += page_pack_end(pack);
    piece->kept = true;
    drop_text(piece);
    p->full = p->full || p->packed > PAGE_LAYERS_MAX;
    for (size_t i = 0; p->full && i < p->piece_count; i++)
        drop_text(&p->pieces[i]);
}

/* The piece in which a frame belongs, among those from one to another. */
static size_t find_piece(const struct page_layers *p, size_t from, size_t to,
                         uint64_t key)
{
    while (from < to) {
        const size_t middle = from + (to - from) / 2;

        if (p->pieces[middle].to < key)
            from = middle + 1;
        else
            to = middle;
    }
    assert(from < p->piece_count);
    return from;
}

static void open_piece(struct page_layers_piece *piece)
{
    piece->open = open_memstream(&piece->text, &piece->size);
    if (!piece->open) arena_out_of_memory(PAGE_LAYERS_RAW);
    json_init(&piece->json, piece->open);
    json_open_array(&piece->json, NULL);
}

/* The place of a frame in the plan. */
static size_t place_of(const struct page_layers *p, uint64_t exchange,
                       uint64_t seq)
{
    const struct page_layers_frame key = {exchange, seq, 0, false};

    return search_lower_bound(&key, p->frames, p->frame_count,
                              sizeof *p->frames, compare_frames);
}

/* The number of a frame within its exchange, from 1; 0: it is not planned. */
static size_t frame_number(const struct page_layers *p,
                           const struct opener_layers *l)
{
    const size_t at = place_of(p, l->exchange, l->seq);

    return at < p->frame_count && p->frames[at].exchange == l->exchange &&
                   p->frames[at].seq == l->seq
               ? at - place_of(p, l->exchange, 0) + 1
               : 0;
}

void page_layers_add(struct page_layers *p, const struct opener_layers *l)
{
    const size_t number = p->full ? 0 : frame_number(p, l);

    if (number == 0) return;

    const size_t at = l->exchange > 0
                          ? find_piece(p, 0, p->loose, l->exchange)
                          : find_piece(p, p->loose, p->piece_count, l->seq);
    struct page_layers_piece *piece = &p->pieces[at];

    if (!piece->open) open_piece(piece);
    json_layers_put(&piece->json, p->scenario, l, number, false);
    piece->count++;
    if (l->seq >= piece->last) write_piece(p, at);
}

void page_layers_finish(struct page_layers *p)
{
    for (size_t i = 0; i < p->piece_count && !p->full; i++)
        if (p->pieces[i].open) write_piece(p, i);
}

static void put_pieces(struct json *j, const char *key,
                       const struct page_layers *p, size_t from, size_t to)
{
    char id[ID_SIZE];

    json_open_array(j, key);
    for (size_t i = from; i < to; i++) {
        if (!p->pieces[i].kept) continue;
        piece_id(id, p, i);
        json_open_object(j, NULL);
        json_text(j, "id", id);
        json_number(j, "from", p->pieces[i].from);
        json_number(j, "to", p->pieces[i].to);
        json_close(j);
    }
    json_close(j);
}

void page_layers_put(struct json *j, const struct page_layers *p)
{
    put_pieces(j, "exchanges", p, 0, p->loose);
    put_pieces(j, "loose", p, p->loose, p->piece_count);
}

size_t page_layers_left(const struct page_layers *p)
{
    size_t left = 0;

    for (size_t i = 0; p->full && i < p->piece_count; i++)
        if (!p->pieces[i].kept) left += p->pieces[i].planned;
    return left;
}
