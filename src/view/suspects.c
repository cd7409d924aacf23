#include "view/suspects.h"

#include <assert.h>
#include <inttypes.h>

#include "view/moment.h"
#include "view/text.h"

/* A row a holder, with its prior, its marks in common with the copy, and the
 * two posteriors; a legend; and the weight of the evidence in a sentence: of a
 * code against colluders (code_text), or of the nearest copies
 * (evidence_text). */

enum { INDENT = 2, NAME_WIDTH = 16, MARKS_SIZE = 24 };

/* "31/32": the choices that match the holder's copy, of those readable. */
static void format_marks(char out[MARKS_SIZE],
                         const struct attribution_holder *h)
{
    if (!h->bits || h->known == 0)
        snprintf(out, MARKS_SIZE, "-");
    else
        snprintf(out, MARKS_SIZE, "%zu/%zu", h->equal, h->known);
}

static void draw_holder(const struct view *v,
                        const struct attribution_holder *h, FILE *out)
{
    const struct scenario *sc = v->scenario;
    char since[MOMENT_SIZE], alike[MARKS_SIZE];

    moment_short(since, h->since, sc->end - sc->start >= 365 * DAY);
    format_marks(alike, h);
    text_put_spaces(INDENT, out);
    text_put_cell(sc->parties[h->party].name, NAME_WIDTH, out);
    fprintf(out, "  %-12s %8" PRIu32 "%8.1f %%%9s%8.1f %%%8.1f %%\n", since,
            h->readers, 100 * h->prior, alike, 100 * h->to_author,
            100 * h->to_others);
}

static void draw_suspects_heading(const struct view *v, instant surfaced,
                                  FILE *out)
{
    char time[MOMENT_SIZE];
    struct arena a;

    arena_init(&a);
    moment_full(time, surfaced);
    fputc('\n', out);
    style_paragraph(
        &v->style, STYLE_TITLE,
        arena_format(&a, "Who may have leaked %s, out since %.16s",
                     v->scenario->documents[v->select.document].name, time),
        out);
    fprintf(out,
            "\n  %-*s  %-12s  readers     prior    marks  author    "
            "others\n",
            NAME_WIDTH, "holder", "since");
    arena_fini(&a);
}

/* Those whose copies are the most similar, the author aside. */
static const char *closest_names(const struct view *v,
                                 const struct attribution *a,
                                 struct arena *arena)
{
    const char **names = arena_array(arena, a->holder_count, sizeof *names);
    size_t count = 0;

    for (size_t i = 0; i < a->holder_count; i++)
        if (a->holders[i].closest && i != a->author)
            names[count++] = v->scenario->parties[a->holders[i].party].name;
    if (count == 0) return "";
    const char *last = names[count - 1];
    return count == 1
               ? last
               : arena_format(arena, "%s and %s",
                              arena_join(arena, names, count - 1, ", "), last);
}

/* Those whose scores pass a code's threshold. */
static const char *accused_names(const struct view *v,
                                 const struct attribution *a,
                                 struct arena *arena)
{
    const char **names = arena_array(arena, a->holder_count, sizeof *names);
    size_t count = 0;

    for (size_t i = 0; i < a->holder_count; i++)
        if (a->holders[i].accused)
            names[count++] = v->scenario->parties[a->holders[i].party].name;
    return count > 0 ? arena_join(arena, names, count, ", ") : "nobody";
}

/* The marks as a code against colluders. */
static const char *code_text(const struct view *v, const struct attribution *a,
                             struct arena *arena)
{
    const struct collusion *c = &a->code;
    const char *against = arena_format(
        arena,
        "%zu place%s for marks; against %u colluder%s among %u parties it "
        "takes %zu",
        c->places, c->places == 1 ? "" : "s", c->colluders,
        c->colluders == 1 ? "" : "s", c->users, c->needs);

    if (!a->bias)
        return arena_format(arena,
                            "%s: colluders can have mixed this copy so that "
                            "its marks fit somebody innocent. They name "
                            "nobody, and the suspicion is the prior.",
                            against);
    return arena_format(arena,
                        "%s. By the scores of their code the marks accuse %s. "
                        "It accuses any innocent in at most 1 %% of cases; "
                        "whoever makes a marked copy can also plant it.",
                        against, accused_names(v, a, arena));
}

/* The weight of the evidence, in a sentence. Marks that fit several holders
 * point to none of them alone. */
static const char *evidence_text(const struct view *v,
                                 const struct attribution *a,
                                 struct arena *arena)
{
    const struct scenario_party *parties = v->scenario->parties;

    if (a->code.needs > 0) return code_text(v, a, arena);
    if (!a->marked)
        return "Nothing in the copy tells one holder from another: the "
               "suspicion is the prior, and that is evidence against nobody.";
    const char *closest = closest_names(v, a, arena);
    const bool alone = a->closest_count == 1;
    const char *point = arena_format(arena,
                                     alone ? "The marks point to %s."
                                           : "The marks fit %s alike: "
                                             "they point to nobody alone.",
                                     closest);
    if (a->author == a->holder_count)
        return arena_format(arena,
                            "%s None of the suspects made the marked copies, "
                            "so none could plant another's.",
                            point);
    const char *author = parties[a->holders[a->author].party].name;
    if (a->holders[a->author].closest && alone)
        return arena_format(
            arena,
            "The copy is most like the one that its author, %s, "
            "has kept: the marks point to nobody else.",
            author);
    if (a->holders[a->author].closest)
        return arena_format(arena,
                            "The marks fit %s, and the copy that the author, "
                            "%s, has kept, alike: they point to nobody alone.",
                            closest, author);
    return arena_format(arena,
                        "%s Whoever makes a marked copy can also plant it: the "
                        "marks can convince its author, %s; for others they do "
                        "not decide between %s.",
                        point, author,
                        alone ? "the two"
                              : arena_format(arena, "%s and them", author));
}

void suspects_draw(const struct view *v, const struct attribution *a,
                   instant surfaced, FILE *out)
{
    struct arena arena;

    assert(v->scenario && v->select.document != SCENARIO_NONE);
    arena_init(&arena);
    draw_suspects_heading(v, surfaced, out);
    for (size_t i = 0; i < a->holder_count; i++)
        draw_holder(v, &a->holders[i], out);
    fputc('\n', out);
    style_paragraph(
        &v->style, STYLE_QUIET,
        "prior: the probability by each holder's hazard, summed since it has "
        "the text. marks: the marks of the surfaced copy that match the "
        "holder's, of those readable. author: the probability for someone who "
        "knows that the author planted nothing; others: for someone who does "
        "not.",
        out);
    fputc('\n', out);
    text_put_wrapped(evidence_text(v, a, &arena), 0, 0, out);
    arena_fini(&arena);
}
