#include "view/verdict.h"

#include <assert.h>
#include <inttypes.h>

#include "view/replayed.h"
#include "view/text.h"

enum { INDENT = 2, LABEL_WIDTH = 12 }; /* "  scenario  " */

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

/* Which run of which text it says it is. */
static void draw_scenario(const struct record_header *h, struct arena *a,
                          FILE *out)
{
    char hash[2 * RECORD_HASH_SIZE + 1];

    bytes_to_hex(hash, bytes_of(h->scenario_hash, sizeof h->scenario_hash));
    text_put_field("scenario", LABEL_WIDTH,
                   arena_format(a, "%s, seed %" PRIu64 ", run %" PRIu64,
                                h->scenario_name, h->seed, h->run),
                   out);
    text_put_field("SHA-256", LABEL_WIDTH, hash, out);
}

/* The first key, and by what it is known to be somebody's. */
static void draw_key(const struct view *v, FILE *out)
{
    const struct record_header *h = v->header;
    char key[2 * RECORD_KEY_SIZE + 1];

    bytes_to_hex(key, bytes_of(h->first_key, sizeof h->first_key));
    text_put_field("first key", LABEL_WIDTH, key, out);
    text_put_field(
        "", LABEL_WIDTH,
        v->vouched ? v->vouched : "whose key this is was not checked", out);
    if (h->unkeyed)
        text_put_field(
            "", LABEL_WIDTH,
            v->rerun ? "from a public seed: anybody can make its seals"
                     : "from a public seed: the seals show accidents, not "
                       "tampering; demarche verify --rerun shows both",
            out);
}

static const char *headline_text(const struct view *v)
{
    const struct verify_result *r = v->verified;

    if (v->unvouched) return v->unvouched;
    if (r->verdict == VERIFY_TORN && r->frames == 0)
        return "there is no whole record in it";
    return verify_verdict_text(r->verdict);
}

static void draw_headline(const struct view *v, FILE *out)
{
    const struct verify_result *r = v->verified;

    /* Seals that hold say nothing for what the run did not make. */
    if (r->verdict != VERIFY_OK || !v->rerun ||
        v->rerun->verdict != RERUN_DIFFERENT)
        style_headed(&v->style, verdict_style(r->verdict),
                     verify_verdict_name(r->verdict), headline_text(v), INDENT,
                     out);
    if (v->header && verdict_stand_in(v->header))
        style_paragraph(&v->style, STYLE_OPEN, verdict_stand_in(v->header),
                        out);
    if (v->rerun) replayed_draw(v, out);
    fputc('\n', out);
}

const char *verdict_stand_in(const struct record_header *h)
{
    return h->features & JOURNAL_STAND_IN
               ? "stand-in: proves nothing; hashes took the place of keys and "
                 "signatures"
               : NULL;
}

const char *verdict_failure(struct arena *a, const struct verify_result *r)
{
    return r->why ? arena_format(a, "%" PRIu64 " does not hold: %s", r->bad_seq,
                                 r->why)
                  : NULL;
}

void verdict_draw(const struct view *v, FILE *out)
{
    const struct verify_result *r = v->verified;
    const struct record_header *h = v->header;
    struct arena a;

    assert(r && v->path);
    arena_init(&a);
    draw_headline(v, out);
    text_put_field("journal", LABEL_WIDTH, v->path, out);
    if (h) draw_scenario(h, &a, out);
    if (r->frames > 0) draw_frame_counts(r, &a, out);
    if (r->why)
        text_put_field("record", LABEL_WIDTH, verdict_failure(&a, r), out);
    if (r->fault[0])
        text_put_field("fault", LABEL_WIDTH,
                       arena_format(&a, "the run stopped: %s", r->fault), out);
    if (v->reader && v->reader->in_use)
        text_put_field(
            "writer", LABEL_WIDTH,
            "still running: the end of the journal may be missing or "
            "torn",
            out);
    if (v->rerun) replayed_draw_record(v, out);
    if (h) draw_key(v, out);
    arena_fini(&a);
}
