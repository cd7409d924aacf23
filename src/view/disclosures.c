#include "view/disclosures.h"

#include <assert.h>
#include <inttypes.h>

#include "view/moment.h"
#include "view/phrase.h"
#include "view/text.h"

enum { INDENT = 2 };

const char *disclosures_tell(struct arena *a, const struct causes *c,
                             const struct disclosure *d)
{
    const struct scenario *sc = c->ledger->scenario;
    const char *cause = breach_word(d->cause);
    struct record r;

    if (d->by == 0 || causes_read(c, a, d->by, &r))
        return arena_format(a, "cause: %s", cause);

    const struct phrase p = phrase_of(a, sc, &r);

    return arena_format(a, "cause: %s, for %s%s%s (record %" PRIu64 ")", cause,
                        p.subject, p.subject[0] ? " " : "", p.predicate, d->by);
}

static bool is_selected(const struct view *v, const struct disclosure *d)
{
    return selection_takes_knower(&v->select, d->party, d->document) &&
           d->mark.time > v->since;
}

static void draw_disclosure(const struct view *v, const struct causes *c,
                            struct arena *a, const struct disclosure *d,
                            FILE *out)
{
    static const char *const had[LEVEL_COUNT] = {
        [LEVEL_AWARE] = "knows of", [LEVEL_TOLD] = "was told",
        [LEVEL_HOLDS] = "has",      [LEVEL_VERIFIED] = "has",
        [LEVEL_PROVABLE] = "has",
    };
    const struct scenario *sc = v->scenario;
    char time[MOMENT_SIZE];

    moment_full(time, d->mark.time);
    text_put_spaces(INDENT, out);
    text_put_wrapped(arena_format(a,
                                  "%s %s %s since %s, record %" PRIu64 "; %s.",
                                  sc->parties[d->party].name, had[d->level],
                                  sc->documents[d->document].name, time,
                                  d->mark.seq, disclosures_tell(a, c, d)),
                     INDENT, 2 * INDENT, out);
}

void disclosures_draw(const struct view *v, const struct causes *c, FILE *out)
{
    bool headed = false;
    struct arena a;
    size_t count;

    assert(v->scenario);
    arena_init(&a);
    const struct disclosure *all = disclosure_all(c, &a, &count);

    for (size_t i = 0; i < count; i++) {
        if (!is_selected(v, &all[i])) continue;
        if (!headed) {
            style_set(&v->style, STYLE_BAD, out);
            fputs("\nUnauthorised disclosure\n", out);
            style_set(&v->style, STYLE_PLAIN, out);
        }
        headed = true;
        draw_disclosure(v, c, &a, &all[i], out);
    }
    arena_fini(&a);
}
