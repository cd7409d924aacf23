#include "report/page_data.h"

#include "journal/window.h"
#include "opener/dissect.h"
#include "report/page_arrows.h"
#include "report/page_gains.h"
#include "report/page_judged.h"
#include "report/page_layers.h"
#include "report/page_pack.h"
#include "report/page_rows.h"
#include "report/page_run.h"
#include "report/page_windows.h"

/* One pass over the journal gives the rows, the arrows and, with the keys that
 * derive again from the seed, the layers of all frames, whose pieces are
 * written on the way. Then the journal itself; at last the data, into memory
 * and, compressed, into its piece. The pass leaves out of a viewer's page every
 * record and frame that is not the viewer's own. */

struct page_data {
    const struct page_source *source;
    struct page_names names;
    struct page_rows rows;
    struct arrows arrows;
    struct page_layers layers;
    bool journal; /* is in the page */
};

static void take_frame(struct page_data *d, struct dissect *dissect,
                       const struct reader_frame *f, struct arena *a)
{
    struct opener_layers l;
    struct record r;

    if (f->kind != JOURNAL_EVENT || record_decode(a, f->body, &r)) return;

    const bool sent = dissect_sent(dissect, f, a, &l);
    const bool seen = page_names_sees(&d->names, &r);

    if (seen) {
        page_rows_add(&d->rows, f->seq, f->time, &r);
        page_names_meet(&d->names, d->rows.rows[d->rows.count - 1].document);
    }
    /* The sending of a frame that a viewer takes off a channel is no row. */
    if (seen || sent) arrows_record(&d->arrows, f->seq, &r);
    if (!sent) return;
    arrows_opened(&d->arrows, &l);
    page_layers_add(&d->layers, &l);
}

static void read_journal(struct page_data *d)
{
    struct reader *r = d->source->reader;
    struct dissect dissect;
    struct reader_frame f;
    struct arena a;

    arena_init(&a);
    dissect_init(&dissect, r, d->source->scenario, d->source->as);
    reader_rewind(r);
    while (!reader_next(r, &f)) {
        arena_reset(&a);
        take_frame(d, &dissect, &f, &a);
    }
    dissect_fini(&dissect);
    arena_fini(&a);
    arrows_finish(&d->arrows);
    page_names_settle(&d->names);
    page_layers_finish(&d->layers);
}

/* All bytes of the file, those that do not hold included. */
static void write_journal(struct page_data *d, FILE *out)
{
    struct window *w = &d->source->reader->file;
    const uint64_t before = w->size;

    d->journal = d->source->as == SCENARIO_NONE &&
                 d->source->size <= PAGE_DATA_JOURNAL_MAX;
    if (!d->journal) return;

    struct page_pack *pack = page_pack_begin(out, "journal");

    w->size = d->source->size;
    for (uint64_t at = 0; at < d->source->size;) {
        const struct bytes b = window_at(w, at, 1);

        if (b.size == 0) break;
        page_pack_put(pack, b);
        at += b.size;
    }
    w->size = before;
    page_pack_end(pack);
}

/* The parts that the page lacks, and why; "" where it has all. */
static const char *left_out(const struct page_data *d, struct arena *a)
{
    const struct page_source *s = d->source;
    const size_t frames = page_layers_left(&d->layers);
    const char *left = "";

    if (s->as != SCENARIO_NONE) return left;
    if (frames > 0)
        left = arena_format(a,
                            "The layers of %zu frames are left out: the page "
                            "holds %d MiB of them.",
                            frames, PAGE_LAYERS_MAX / (1024 * 1024));
    if (!d->journal)
        left = arena_format(a,
                            "%s%sThe journal is left out: it is larger than "
                            "%d MiB.",
                            left, *left ? " " : "",
                            (int)(PAGE_DATA_JOURNAL_MAX / (1024 * 1024)));
    if (page_judged_leaves_out(s, &d->rows))
        left = arena_format(a,
                            "%s%sWhy something is not known is left out: "
                            "the run is too large. demarche why-not tells "
                            "it.",
                            left, *left ? " " : "");
    if (!s->exposure)
        left = arena_format(a,
                            "%s%sWhat a theft of keys opens is left out: "
                            "demarche report --with exposure adds it.",
                            left, *left ? " " : "");
    return left;
}

static void put_parts(struct json *j, const struct page_data *d)
{
    struct arena a;

    arena_init(&a);
    json_open_object(j, "parts");
    json_text(j, "journal", d->journal ? "journal" : "");
    page_layers_put(j, &d->layers);
    json_text(j, "left", left_out(d, &a));
    json_close(j);
    arena_fini(&a);
}

static void put_facts(struct json *j, const struct page_data *d)
{
    const struct page_source *s = d->source;
    struct causes causes;
    struct arena a;
    size_t count;

    arena_init(&a);
    causes_init(&causes, s->reader, s->ledger);
    const int64_t *violations =
        page_arrows_violations(&a, &d->arrows, &d->rows, &count);

    page_rows_put(j, &d->rows, &d->names, s->reader, violations, count);
    page_gains_put(j, s, &d->names, &d->rows, &causes);
    page_arrows_put(j, &d->arrows, &d->names, &d->rows);
    page_judged_put(j, s, &d->rows, &causes);
    page_windows_put(j, s->exposure, &d->names);
    json_open_array(j, "tables");
    for (size_t i = 0; i < s->table_count; i++)
        page_table_put(j, &s->tables[i]);
    json_close(j);
    page_lesson_put(j, s->lesson, s->scenario);
    causes_fini(&causes);
    arena_fini(&a);
}

static void put_data(struct json *j, const void *source)
{
    const struct page_data *d = source;

    json_open_object(j, NULL);
    page_run_put(j, d->source,
                 d->rows.count > 0 ? d->rows.rows[d->rows.count - 1].seq : 0);
    put_parts(j, d);
    page_run_put_names(j, d->source, &d->names);
    put_facts(j, d);
    json_close(j);
}

void page_data_write(const struct page_source *s, FILE *out)
{
    struct page_data d = {.source = s};

    page_names_init(&d.names, s->scenario, s->as);
    page_rows_init(&d.rows, s->scenario);
    arrows_init(&d.arrows, s->scenario);
    page_layers_init(&d.layers, s->scenario, s->reader, s->as, out);
    read_journal(&d);
    write_journal(&d, out);
    page_pack_json(out, "data", put_data, &d);
    page_layers_fini(&d.layers);
    arrows_fini(&d.arrows);
    page_rows_fini(&d.rows);
    page_names_fini(&d.names);
}
