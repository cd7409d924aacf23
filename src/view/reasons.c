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

const char *reasons_origin(struct arena *a, const struct scenario *sc,
                           const struct causes *c,
                           const struct causes_answer *answer)
{
    struct causes_record last;

    if (answer->end == CAUSES_BROKEN)
        return "The journal does not record what came before.";
    if (answer->end == CAUSES_AUTHORED &&
        causes_record(c, answer->links[answer->count - 1].seq, &last) &&
        last.party != SCENARIO_NONE)
        return arena_format(a, "So it goes back to its author, %s.",
                            sc->parties[last.party].name);
    return "No record in the journal led to it.";
}

const char *reasons_disclosure(struct arena *a, const struct scenario *sc,
                               const struct causes *c,
                               const struct causes_answer *answer)
{
    const struct disclosure d = disclosure_of(c, answer);

    if (d.cause == BREACH_NONE) return NULL;
    return arena_format(a, "%s was not meant for %s; %s.",
                        sc->documents[d.document].name,
                        sc->parties[d.party].name, disclosures_tell(a, c, &d));
}

/* How it ends, and by whom the marking was broken. */
static void draw_end(const struct view *v, const struct causes *c,
                     struct arena *a, const struct causes_answer *answer,
                     FILE *out)
{
    const char *disclosure = reasons_disclosure(a, v->scenario, c, answer);

    fputc('\n', out);
    text_put_wrapped(reasons_origin(a, v->scenario, c, answer), 0, 0, out);
    if (disclosure) style_paragraph(&v->style, STYLE_BAD, disclosure, out);
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
    draw_end(v, c, &a, answer, out);
    arena_fini(&a);
}
