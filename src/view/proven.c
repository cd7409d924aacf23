#include "view/proven.h"

#include <assert.h>
#include <inttypes.h>

#include "view/moment.h"
#include "view/phrase.h"
#include "view/text.h"
#include "view/verdict.h"

enum { LABEL_WIDTH = 12 }; /* "  scenario  " */

static void draw_verdict(const struct view *v, const char *text, FILE *out)
{
    style_set(&v->style, STYLE_GOOD, out);
    fputs("OK", out);
    style_set(&v->style, STYLE_PLAIN, out);
    fprintf(out, ": %s\n\n", text);
}

static void draw_record(const struct view *v, struct arena *a, FILE *out)
{
    const struct record_header *h = v->header;
    char at[MOMENT_SIZE];

    draw_verdict(v, "the record is in the journal, under its seal", out);
    if (verdict_stand_in(h))
        text_put_field("crypto", LABEL_WIDTH, verdict_stand_in(h), out);
    moment_full(at, v->proof->frame.time);
    text_put_field("record", LABEL_WIDTH,
                   arena_format(a, "%" PRIu64 ", %s: %s", v->proof->frame.seq,
                                at,
                                phrase_frame(a, v->scenario, &v->proof->frame)),
                   out);
    text_put_field("scenario", LABEL_WIDTH,
                   arena_format(a, "%s, seed %" PRIu64 ", run %" PRIu64,
                                h->scenario_name, h->seed, h->run),
                   out);
    text_put_field("first key", LABEL_WIDTH,
                   arena_hex(a, bytes_of(h->first_key, sizeof h->first_key)),
                   out);
    if (h->unkeyed)
        text_put_field("", LABEL_WIDTH,
                       "from a public seed: the seal shows accidents, not "
                       "tampering",
                       out);
}

void proven_draw(const struct view *v, FILE *out)
{
    const struct checkpoint *state = &v->proof->state;
    struct arena a;

    assert(v->proof && (!v->header || v->scenario));
    arena_init(&a);
    if (v->header)
        draw_record(v, &a, out);
    else
        draw_verdict(v, "the journal has grown out of the older state", out);
    if (!v->header)
        text_put_field(
            "from", LABEL_WIDTH,
            arena_format(&a, "%" PRIu64 " records", v->proof->old_size), out);
    text_put_field("journal", LABEL_WIDTH,
                   arena_hex(&a, bytes_of(state->journal_id, RECORD_ID_SIZE)),
                   out);
    text_put_field("seal", LABEL_WIDTH,
                   arena_format(&a,
                                "epoch %" PRIu64 ", over %" PRIu64 " records",
                                state->seal.epoch, state->seal.tree_size),
                   out);
    text_put_field("root", LABEL_WIDTH,
                   arena_hex(&a, bytes_of(state->seal.root, RECORD_HASH_SIZE)),
                   out);
    arena_fini(&a);
}
