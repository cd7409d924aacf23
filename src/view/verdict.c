#include "view/verdict.h"

#include <assert.h>
#include <inttypes.h>

#include "view/text.h"

enum { LABEL_WIDTH = 12 }; /* "  scenario  " */

static enum style_kind verdict_style(enum verify_verdict verdict)
{
    static const enum style_kind kinds[VERIFY_VERDICT_COUNT] = {
        [VERIFY_OK] = STYLE_GOOD,
        [VERIFY_INCOMPLETE] = STYLE_OPEN,
        [VERIFY_TORN] = STYLE_BAD,
        [VERIFY_FAIL] = STYLE_BAD,
    };

    return kinds[verdict];
}

static void draw_frame_counts(const struct verify_result *r, struct arena *a,
                              FILE *out)
{
    char frames[TEXT_NUMBER_SIZE];
    char seals[TEXT_NUMBER_SIZE];
    char bytes[TEXT_NUMBER_SIZE];
    char root[2 * sizeof r->root + 1];

    text_number(frames, r->frames);
    text_number(seals, r->seals);
    text_number(bytes, r->bytes);
    bytes_to_hex(root, bytes_of(&r->root, sizeof r->root));
    text_put_field("frames", LABEL_WIDTH,
                   arena_format(a, "%s verified, with %s seal%s; %s bytes",
                                frames, seals, r->seals == 1 ? "" : "s", bytes),
                   out);
    text_put_field("root", LABEL_WIDTH, root, out);
}

void verdict_draw(const struct view *v, FILE *out)
{
    const struct verify_result *r = v->verified;
    const struct record_header *h = v->header;
    struct arena a;

    assert(r && v->path);
    arena_init(&a);
    style_set(&v->style, verdict_style(r->verdict), out);
    fputs(verify_verdict_name(r->verdict), out);
    style_set(&v->style, STYLE_PLAIN, out);
    fprintf(out, ": %s\n\n", verify_verdict_text(r->verdict));
    text_put_field("journal", LABEL_WIDTH, v->path, out);
    if (h) {
        text_put_field("scenario", LABEL_WIDTH,
                       arena_format(&a, "%s, seed %" PRIu64 ", run %" PRIu64,
                                    h->scenario_name, h->seed, h->run),
                       out);
    }
    if (r->frames > 0) draw_frame_counts(r, &a, out);
    if (r->verdict == VERIFY_FAIL || r->verdict == VERIFY_TORN) {
        text_put_field("record", LABEL_WIDTH,
                       arena_format(&a, "%" PRIu64 " does not hold: %s",
                                    r->bad_seq, r->why),
                       out);
    }
    if (r->fault[0]) {
        text_put_field("fault", LABEL_WIDTH,
                       arena_format(&a, "the run stopped: %s", r->fault), out);
    }
    if (v->reader && v->reader->in_use) {
        text_put_field(
            "writer", LABEL_WIDTH,
            "still running: the end of the journal may be missing or "
            "torn",
            out);
    }
    if (r->unkeyed) {
        text_put_field(
            "key", LABEL_WIDTH,
            "from a public seed: the seals show accidents, not tampering", out);
    }
    arena_fini(&a);
}
