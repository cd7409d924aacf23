#include "cli/next_steps.h"

#include <inttypes.h>

#include "cli/shell_word.h"
#include "view/text.h"

enum { INDENT = 2, GAP = 2, CONTINUED = 6 };

/* A command, and beside it, where there is room, what it shows. */
static void put_step(const char *command, const char *shows, FILE *out)
{
    const size_t used = INDENT + text_width(command) + GAP;

    text_put_spaces(INDENT, out);
    text_put(command, out);
    if (used + 2 + text_width(shows) <= text_columns(out)) {
        text_put_spaces(GAP, out);
        fprintf(out, "# %s", shows);
    }
    fputc('\n', out);
}

static void put_exchange(const struct witness *w, struct arena *a,
                         const char *run, FILE *out)
{
    if (w->exchange > 0)
        put_step(arena_format(a, "demarche show %s --exchange %" PRIu64, run,
                              w->exchange),
                 "an exchange, layer by layer", out);
    else
        put_step(arena_format(a, "demarche show %s --all", run), "every record",
                 out);
}

/* The first expectation that is broken, or else came true, and fits a line. */
static const struct sentence *find_sentence(const struct witness *w,
                                            struct arena *a, bool broken)
{
    const struct scenario *sc = w->view.scenario;

    for (size_t i = 0; i < sc->expect_count; i++) {
        const struct judge_finding *f = &w->judge.findings[i];
        const char *word = shell_word(a, sc->expects[i].text);

        if (CONTINUED + text_width(word) > TEXT_COLUMNS) continue;
        if (broken ? f->verdict == JUDGE_BROKEN
                   : f->verdict == JUDGE_HOLDS && f->reached)
            return &sc->expects[i];
    }
    return NULL;
}

static void put_expectation(const struct witness *w, struct arena *a,
                            const char *run, FILE *out)
{
    const bool broken = w->judge.counts[JUDGE_BROKEN] > 0;
    const struct sentence *s = find_sentence(w, a, broken);

    if (!s) {
        put_step(arena_format(a, "demarche stats %s", run),
                 "frames, bytes, latencies", out);
        return;
    }
    const char *first =
        arena_format(a, "demarche %s %s", broken ? "why-not" : "why", run);
    const char *word = shell_word(a, s->text);

    if (INDENT + text_width(first) + 1 + text_width(word) <= text_columns(out))
        put_step(arena_format(a, "%s %s", first, word),
                 broken ? "what was missing" : "record by record", out);
    else
        fprintf(out, "%*s%s \\\n%*s%s\n", INDENT, "", first, CONTINUED, "",
                word);
}

void next_steps_print(const struct witness *w, const char *folder,
                      bool has_page, FILE *out)
{
    struct arena a;

    arena_init(&a);
    const char *run = shell_word(&a, folder);
    fputs("\nNext:\n", out);
    put_exchange(w, &a, run, out);
    put_expectation(w, &a, run, out);
    if (has_page)
        put_step(arena_format(&a, "demarche verify %s --rerun", run),
                 "played again and compared", out);
    else
        put_step(arena_format(&a, "demarche report %s", run),
                 "the run as one page, for a browser", out);
    arena_fini(&a);
}
