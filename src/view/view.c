#include "view/view.h"

#include <assert.h>
#include <inttypes.h>

#include "view/moment.h"
#include "view/text.h"
#include "view/verdict.h"

const char *view_set_aside(struct arena *a, const struct view *v,
                           const struct set_aside_item *item)
{
    const struct scenario *sc = v->scenario;
    const struct scenario_document *d = &sc->documents[item->document];
    char time[MOMENT_SIZE];

    moment_full(time, item->time);
    return arena_format(a,
                        "%s no longer relies on %s's signature about %s since "
                        "%s, record %" PRIu64 ".",
                        sc->parties[item->party].name,
                        sc->parties[d->author].name, d->name, time, item->seq);
}

void view_heading(const struct view *v, FILE *out)
{
    const struct scenario *sc = v->scenario;
    const struct record_header *h = v->header;
    char start[MOMENT_SIZE];
    char end[MOMENT_SIZE];
    struct arena a;

    assert(sc && h);
    arena_init(&a);
    moment_full(start, sc->start);
    moment_full(end, sc->end);
    style_paragraph(&v->style, STYLE_TITLE, sc->title ? sc->title : sc->name,
                    out);
    style_paragraph(&v->style, STYLE_QUIET,
                    arena_format(&a,
                                 "%s, seed %" PRIu64 ", run %" PRIu64
                                 ", %.16s to %.16s UTC",
                                 h->scenario_name, h->seed, h->run, start, end),
                    out);
    if (verdict_stand_in(h))
        style_paragraph(&v->style, STYLE_OPEN, verdict_stand_in(h), out);
    arena_fini(&a);
}

void view_opening(const struct view *v, FILE *out)
{
    view_heading(v, out);
    if (!v->scenario->story || !*v->scenario->story) return;
    fputc('\n', out);
    text_put_wrapped(v->scenario->story, 0, 0, out);
}
