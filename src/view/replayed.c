#include "view/replayed.h"

#include <assert.h>
#include <inttypes.h>
#include <string.h>

#include "view/moment.h"
#include "view/phrase.h"
#include "view/text.h"
#include "wire/record_field.h"

enum { INDENT = 2, LABEL_WIDTH = 12 }; /* "  scenario  " */

/* How far the comparison went, before "this is what demarche makes of". */
static const char *reach_text(const struct rerun *r, struct arena *a)
{
    static const char *const ends[RERUN_REACH_COUNT] = {
        [RERUN_TO_STOP] = "where the run was stopped",
        [RERUN_TO_FAULT] = "where the run could not go on",
        [RERUN_TO_CUT] = "the last that holds",
    };
    const uint64_t frames = r->comparison.frames;

    if (r->reach == RERUN_WHOLE) return "";
    if (frames == 0) return "as far as nothing goes, ";
    return arena_format(a, "up to record %" PRIu64 ", %s, ", frames - 1,
                        ends[r->reach]);
}

static const char *answer(const struct view *v, struct arena *a)
{
    const struct rerun *r = v->rerun;
    const struct record_header *h = v->header;

    if (r->verdict == RERUN_NOT_JUDGED)
        return arena_format(
            a,
            "it was made by semantics %" PRIu32
            " and this program's are %" PRIu32
            ": only a demarche of its own semantics can play it again",
            h->semantics, r->semantics);
    return arena_format(
        a,
        "%s%s what demarche makes of its scenario with seed %" PRIu64
        ", run %" PRIu64 "%s",
        reach_text(r, a), r->verdict == RERUN_SAME ? "this is" : "this is not",
        h->seed, h->run, h->unkeyed ? "" : ", but for keys and seals");
}

void replayed_draw(const struct view *v, FILE *out)
{
    static const struct {
        const char *name;
        enum style_kind style;
    } words[RERUN_VERDICT_COUNT] = {
        [RERUN_SAME] = {"SAME", STYLE_GOOD},
        [RERUN_DIFFERENT] = {"DIFFERENT", STYLE_BAD},
        [RERUN_NOT_JUDGED] = {"NOT JUDGED", STYLE_OPEN},
    };
    struct arena a;

    assert(v->rerun && v->header);
    arena_init(&a);
    style_headed(&v->style, words[v->rerun->verdict].style,
                 words[v->rerun->verdict].name, answer(v, &a), INDENT, out);
    arena_fini(&a);
}

/* "2022-01-26 16:30:00.000000000 us sends us-response to russia" */
static void draw_frame(const struct view *v, struct arena *a, const char *label,
                       const struct reader_frame *f, FILE *out)
{
    char at[MOMENT_SIZE];

    moment_full(at, f->time);
    text_put_field(label, LABEL_WIDTH,
                   arena_format(a, "%s.%09" PRId64 "  %s", at, f->time % SECOND,
                                phrase_frame(a, v->scenario, f)),
                   out);
}

/* The names of the fields in which two events differ; NULL: no two events. */
static const char *fields_text(struct arena *a, const struct reader_frame *x,
                               const struct reader_frame *y)
{
    const char *text = x->time != y->time ? "time" : "";
    struct record r[2];

    if (x->kind != JOURNAL_EVENT || y->kind != JOURNAL_EVENT ||
        record_decode(a, x->body, &r[0]) || record_decode(a, y->body, &r[1]))
        return NULL;
    if (r[0].kind != r[1].kind) text = *text ? "time, kind" : "kind";
    for (size_t i = 0; i < RECORD_FIELD_COUNT; i++) {
        const struct record_field f[] = {record_field_at(&r[0], i),
                                         record_field_at(&r[1], i)};
        if (record_field_is_same(&f[0], &f[1])) continue;
        text = arena_format(a, "%s%s%s", text, *text ? ", " : "", f[0].name);
    }
    return *text ? text : "the spelling of its bytes";
}

void replayed_draw_record(const struct view *v, FILE *out)
{
    const struct comparison *c = &v->rerun->comparison;
    struct arena a;

    assert(v->rerun && v->scenario);
    if (v->rerun->verdict != RERUN_DIFFERENT) return;
    arena_init(&a);
    text_put_field("differs", LABEL_WIDTH,
                   arena_format(&a, "record %" PRIu64 ", the first that does",
                                c->theirs.seq),
                   out);
    draw_frame(v, &a, "here", &c->theirs, out);
    draw_frame(v, &a, "demarche", &c->ours, out);
    const char *fields = fields_text(&a, &c->theirs, &c->ours);
    if (fields) text_put_field("in", LABEL_WIDTH, fields, out);
    arena_fini(&a);
}
