#include "view/view.h"

#include <inttypes.h>

#include "view/moment.h"
#include "view/text.h"

void view_heading(const struct view *v, FILE *out)
{
    const struct scenario *sc = v->scenario;
    const struct record_header *h = v->header;
    char start[MOMENT_SIZE];
    char end[MOMENT_SIZE];
    struct arena a;

    arena_init(&a);
    moment_full(start, sc->start);
    moment_full(end, sc->end);
    style_set(&v->style, STYLE_TITLE, out);
    text_put_wrapped(sc->title ? sc->title : sc->name, 0, 0, out);
    style_set(&v->style, STYLE_PLAIN, out);
    style_set(&v->style, STYLE_QUIET, out);
    text_put_wrapped(
        arena_format(
            &a, "%s, seed %" PRIu64 ", run %" PRIu64 ", %.16s to %.16s UTC",
            h->scenario_name, h->seed, h->run, start, end),
        0, 0, out);
    style_set(&v->style, STYLE_PLAIN, out);
    arena_fini(&a);
}
