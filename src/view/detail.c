#include "view/detail.h"

#include <inttypes.h>

#include "study/anatomy.h"
#include "view/moment.h"
#include "view/phrase.h"
#include "view/ranges.h"
#include "view/text.h"

enum { LABEL_WIDTH = 13, BYTES_COLUMN = 2 };

static void put(const char *label, const char *text, FILE *out)
{
    if (text && *text) text_put_field(label, LABEL_WIDTH, text, out);
}

static const char *numbers(struct arena *a, const uint64_t *items, size_t count)
{
    const char *list = "";

    for (size_t i = 0; i < count; i++)
        list =
            arena_format(a, "%s%s%" PRIu64, list, i > 0 ? ", " : "", items[i]);
    return list;
}

static const char *names(struct arena *a, const char *const *items,
                         size_t count)
{
    const char *list = "";

    for (size_t i = 0; i < count; i++)
        list = arena_format(a, "%s%s%s", list, i > 0 ? ", " : "", items[i]);
    return list;
}

static void draw_event(const struct view *v, struct arena *a,
                       const struct record *r, FILE *out)
{
    const struct phrase p = phrase_of(a, v->scenario, r);
    char size[TEXT_NUMBER_SIZE];

    put("tells",
        arena_format(a, "%s%s%s", p.subject, *p.subject ? " " : "",
                     p.predicate),
        out);
    put("kind", record_kind_row(r->kind)->name, out);
    put("party", r->party, out);
    put("peer", r->peer, out);
    if (r->exchange > 0) put("exchange", numbers(a, &r->exchange, 1), out);
    put("causes", numbers(a, r->causes, r->cause_count), out);
    put("document", r->document, out);
    put("portions", names(a, r->portions, r->portion_count), out);
    put("channel", r->channel, out);
    if (r->reason != REASON_NONE)
        put("reason", record_reason_text(r->reason), out);
    put("text", r->text, out);
    text_number(size, r->data.size);
    if (r->data.size > 0) put("data", arena_format(a, "%s bytes", size), out);
}

static void draw_hex(const struct view *v, struct arena *a,
                     const struct journal_frame *f, FILE *out)
{
    struct anatomy y;

    anatomy_of(&y, a, ANATOMY_RECORD, NULL, f->whole);
    fputc('\n', out);
    ranges_draw(v, &y, BYTES_COLUMN, out);
}

void detail_draw(const struct view *v, const struct journal_frame *f, FILE *out)
{
    static const char *const kinds[] = {
        [JOURNAL_HEADER] = "the header", [JOURNAL_EVENT] = "an event",
        [JOURNAL_SEAL] = "a seal",       [JOURNAL_CLOSE] = "the close",
        [JOURNAL_FAULT] = "a fault",
    };
    char time[INSTANT_TEXT_SIZE], size[TEXT_NUMBER_SIZE];
    struct record r;
    struct arena a;

    arena_init(&a);
    instant_format(time, f->time);
    text_number(size, f->whole.size);
    style_set(&v->style, STYLE_TITLE, out);
    fprintf(out, "Record %" PRIu64 ", %s, %s, %s bytes\n", f->seq,
            kinds[f->kind], time, size);
    style_set(&v->style, STYLE_PLAIN, out);
    if (f->kind == JOURNAL_EVENT) {
        if (record_decode(&a, f->body, &r))
            put("tells", "it cannot be read", out);
        else
            draw_event(v, &a, &r, out);
    }
    if (v->hex) draw_hex(v, &a, f, out);
    arena_fini(&a);
}
