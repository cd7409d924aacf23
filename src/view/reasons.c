#include "view/reasons.h"

#include <assert.h>
#include <inttypes.h>
#include <string.h>

#include "view/disclosures.h"
#include "view/moment.h"
#include "view/phrase.h"
#include "view/text.h"

enum { INDENT = 2, GAP = 2 };

/* The record as a sentence; "" where the journal has become unreadable. */
static const char *record_text(const struct view *v, const struct causes *c,
                               struct arena *a, uint64_t seq)
{
    struct record r;

    return causes_read(c, a, seq, &r) ? "" : phrase_whole(a, v->scenario, &r);
}

static void draw_link(const struct view *v, const struct causes *c,
                      struct arena *a, const struct causes_link *link,
                      size_t width, FILE *out)
{
    const char *word = link->way == CAUSES_ASKED ? ""
                       : link->way == CAUSES_HAD ? "having it because "
                                                 : "because ";
    struct causes_record r;
    char time[MOMENT_SIZE] = "";

    if (causes_record(c, link->seq, &r)) moment_full(time, r.time);
    style_set(&v->style, STYLE_QUIET, out);
    fprintf(out, "%*s%*" PRIu64 "  %s  ", INDENT, "", (int)width, link->seq,
            time);
    style_set(&v->style, STYLE_PLAIN, out);

    const size_t column = INDENT + width + GAP + strlen(time) + GAP;

    text_put_wrapped(
        arena_format(a, "%s%s", word, record_text(v, c, a, link->seq)), column,
        column, out);
}

static void draw_origin(const struct view *v, const struct causes *c,
                        struct arena *a, const struct causes_answer *answer,
                        FILE *out)
{
    const uint64_t seq = answer->links[answer->count - 1].seq;
    struct causes_record last;
    const char *text = "No record in the journal led to it.";

    if (answer->end == CAUSES_BROKEN)
        text = "The journal does not record what came before.";
    if (answer->end == CAUSES_AUTHORED && causes_record(c, seq, &last) &&
        last.party != SCENARIO_NONE)
        text = arena_format(a, "So it goes back to its author, %s.",
                            v->scenario->parties[last.party].name);
    fputc('\n', out);
    text_put_wrapped(text, 0, 0, out);
}

static void draw_disclosure(const struct view *v, const struct causes *c,
                            struct arena *a, const struct causes_answer *answer,
                            FILE *out)
{
    const struct disclosure d = disclosure_of(c, answer);

    if (d.cause == BREACH_NONE) return;
    style_paragraph(&v->style, STYLE_BAD,
                    arena_format(a, "%s was not meant for %s; %s.",
                                 v->scenario->documents[d.document].name,
                                 v->scenario->parties[d.party].name,
                                 disclosures_tell(a, c, &d)),
                    out);
}

void reasons_draw(const struct view *v, const struct causes *c,
                  const struct causes_answer *answer, FILE *out)
{
    struct arena a;

    assert(v->scenario);
    if (answer->count == 0) return;
    arena_init(&a);
    fputc('\n', out);
    for (size_t i = 0; i < answer->count; i++) {
        const struct causes_link *link = &answer->links[i];
        enum record_kind kind;

        if (!catalog_kind(&c->catalog, link->seq, &kind) ||
            (i > 0 && !v->select.all && !record_kind_row(kind)->shown))
            continue;
        draw_link(v, c, &a, link, text_digits(answer->links[0].seq), out);
    }
    draw_origin(v, c, &a, answer, out);
    draw_disclosure(v, c, &a, answer, out);
    arena_fini(&a);
}
