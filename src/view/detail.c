#include "view/detail.h"

#include <assert.h>
#include <inttypes.h>

#include "opener/field_map.h"
#include "view/field_text.h"
#include "view/moment.h"
#include "view/phrase.h"
#include "view/ranges.h"
#include "view/text.h"
#include "view/verdict.h"
#include "wire/record_field.h"

/* Draws a title, then a label and a value for each field that is set, by the
 * kind of the journal's frame: the header, an event (by the table of
 * wire/record_field), a seal or a fault. With v->hex the bytes follow, each
 * with the field that owns it. */

enum { LABEL_WIDTH = 13, BYTES_COLUMN = 2 };

static void put_field(const char *label, const char *text, FILE *out)
{
    if (text && *text) text_put_field(label, LABEL_WIDTH, text, out);
}

static void put_number(struct arena *a, const char *label, uint64_t number,
                       FILE *out)
{
    put_field(label, field_text_numbers(a, &number, 1), out);
}

static void put_hex(struct arena *a, const char *label, const uint8_t *data,
                    size_t size, FILE *out)
{
    put_field(label, arena_hex(a, bytes_of(data, size)), out);
}

/* Draws the fields of each kind of record; false when it cannot be read. */
static bool tell_header(const struct view *v, struct arena *a,
                        struct bytes body, FILE *out)
{
    struct record_header h;
    char size[TEXT_NUMBER_SIZE];

    (void)v;
    if (record_decode_header(a, body, &h)) return false;
    put_number(a, "version", h.version, out);
    put_hex(a, "journal", h.journal_id, sizeof h.journal_id, out);
    put_field("written by", arena_format(a, "demarche %s", h.tool_version),
              out);
    text_number(size, h.scenario.size);
    put_field("scenario",
              arena_format(a, "%s, %s bytes, of this SHA-256:", h.scenario_name,
                           size),
              out);
    put_hex(a, "", h.scenario_hash, sizeof h.scenario_hash, out);
    put_number(a, "seed", h.seed, out);
    put_number(a, "run", h.run, out);
    put_field("seals",
              h.unkeyed
                  ? "their keys follow from the seed: anybody can make them"
                  : "their keys are the writer's alone",
              out);
    put_hex(a, "first key", h.first_key, sizeof h.first_key, out);
    put_number(a, "features", h.features, out);
    if (verdict_stand_in(&h)) put_field("", verdict_stand_in(&h), out);
    put_number(a, "semantics", h.semantics, out);
    return true;
}

static bool tell_seal(const struct view *v, struct arena *a, struct bytes body,
                      FILE *out)
{
    struct record_seal s;

    (void)v;
    if (record_decode_seal(a, body, &s)) return false;
    put_number(a, "epoch", s.epoch, out);
    put_number(a, "tree size", s.tree_size, out);
    put_hex(a, "root", s.root, sizeof s.root, out);
    put_hex(a, "next key", s.next_key, sizeof s.next_key, out);
    put_hex(a, "signature", s.signature, sizeof s.signature, out);
    return true;
}

static bool tell_fault(const struct view *v, struct arena *a, struct bytes body,
                       FILE *out)
{
    const char *what;

    (void)v;
    if (record_decode_fault(a, body, &what)) return false;
    put_field("tells", what, out);
    return true;
}

static void draw_event(const struct view *v, struct arena *a,
                       const struct record *r, FILE *out)
{
    put_field("tells", phrase_whole(a, v->scenario, r), out);
    for (size_t i = 0; i < RECORD_FIELD_COUNT; i++) {
        const struct record_field f = record_field_at(r, i);
        put_field(f.name, field_text(a, &f), out);
    }
}

static bool tell_event(const struct view *v, struct arena *a, struct bytes body,
                       FILE *out)
{
    struct record r;

    if (record_decode(a, body, &r)) return false;
    draw_event(v, a, &r, out);
    return true;
}

static void draw_hex(const struct view *v, struct arena *a,
                     const struct reader_frame *f, FILE *out)
{
    struct field_map y;

    field_map_of(&y, a, FIELD_MAP_RECORD, NULL, f->whole);
    fputc('\n', out);
    ranges_draw(v, &y, BYTES_COLUMN, out);
}

void detail_draw(const struct view *v, const struct reader_frame *f, FILE *out)
{
    static const struct {
        const char *title;
        bool (*tell)(const struct view *v, struct arena *a, struct bytes body,
                     FILE *out);
    } kinds[] = {
        [JOURNAL_HEADER] = {"the header", tell_header},
        [JOURNAL_EVENT] = {"an event", tell_event},
        [JOURNAL_SEAL] = {"a seal", tell_seal},
        [JOURNAL_CLOSE] = {"the close", tell_seal},
        [JOURNAL_FAULT] = {"a fault", tell_fault},
    };
    char time[INSTANT_TEXT_SIZE], size[TEXT_NUMBER_SIZE];
    struct arena a;

    assert(f->kind >= JOURNAL_HEADER && f->kind <= JOURNAL_FAULT);
    assert(kinds[f->kind].tell);
    arena_init(&a);
    instant_format(time, f->time);
    text_number(size, f->whole.size);
    style_set(&v->style, STYLE_TITLE, out);
    fprintf(out, "Record %" PRIu64 ", %s, %s, %s bytes\n", f->seq,
            kinds[f->kind].title, time, size);
    style_set(&v->style, STYLE_PLAIN, out);
    if (!kinds[f->kind].tell(v, &a, f->body, out))
        put_field("tells", "it cannot be read", out);
    if (v->hex) draw_hex(v, &a, f, out);
    arena_fini(&a);
}
