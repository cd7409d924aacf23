#include "view/expectations.h"

#include <assert.h>

#include "view/text.h"

enum { MARK_WIDTH = 10 }; /* "  BROKEN  " */

/* The mark of each verdict, in the list and in the sum above it. */
static const struct {
    const char *mark;
    enum style_kind style;
} rows[JUDGE_VERDICT_COUNT] = {
    [JUDGE_HOLDS] = {"ok", STYLE_GOOD},
    [JUDGE_BROKEN] = {"BROKEN", STYLE_BAD},
    [JUDGE_UNDETERMINED] = {"open", STYLE_OPEN},
};

static void draw_verdict_counts(const struct view *v, FILE *out)
{
    const char *before = "Expectations: ";

    fputc('\n', out);
    style_set(&v->style, STYLE_TITLE, out);
    for (int i = 0; i < JUDGE_VERDICT_COUNT; i++) {
        if (v->judge->counts[i] == 0) continue;
        fprintf(out, "%s%zu %s", before, v->judge->counts[i], rows[i].mark);
        before = ", ";
    }
    style_set(&v->style, STYLE_PLAIN, out);
    fputs("\n\n", out);
}

static void draw_finding(const struct view *v, size_t i, FILE *out)
{
    const struct judge_finding *f = &v->judge->findings[i];

    style_set(&v->style, rows[f->verdict].style, out);
    fprintf(out, "  %-*s", MARK_WIDTH - 2, rows[f->verdict].mark);
    style_set(&v->style, STYLE_PLAIN, out);
    text_put_wrapped(v->judge->scenario->expects[i].text, MARK_WIDTH,
                     MARK_WIDTH, out);
    style_set(&v->style, STYLE_QUIET, out);
    text_put_spaces(MARK_WIDTH, out);
    text_put_wrapped(f->why, MARK_WIDTH, MARK_WIDTH, out);
    style_set(&v->style, STYLE_PLAIN, out);
}

void expectations_draw(const struct view *v, FILE *out)
{
    assert(v->judge);
    const struct scenario *sc = v->judge->scenario;

    if (sc->expect_count == 0) return;
    draw_verdict_counts(v, out);
    for (size_t i = 0; i < sc->expect_count; i++)
        draw_finding(v, i, out);
}

void expectations_draw_broken(const struct view *v, FILE *out)
{
    assert(v->judge);
    for (size_t i = 0; i < v->judge->scenario->expect_count; i++)
        if (v->judge->findings[i].verdict != JUDGE_HOLDS)
            draw_finding(v, i, out);
}
