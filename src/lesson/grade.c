#include "lesson/grade.h"

#include <string.h>

#include "lesson/claim_words.h"
#include "scenario/change_each.h"
#include "sim/network.h"

/* First whether the scenario is one for this lesson, and has a name for each of
 * its roles (grade_roles); without them nothing else can be asked. Then each
 * claim, with the names put in, is judged by the journal. Then the journal's
 * own scenario is changed and played again: without the protection, where the
 * claims have to break, so that it was the protection that did it; and under
 * other conditions, where they have to hold. */

enum { ROLE_MAX = 64 };

void grade_init(struct grade *g)
{
    g->count = 0;
    arena_init(&g->arena);
}

void grade_fini(struct grade *g)
{
    arena_fini(&g->arena);
}

void grade_add(struct grade *g, enum grade_criterion criterion,
               enum grade_verdict verdict, const char *text, const char *words)
{
    if (g->count == GRADE_ROWS_MAX) return;
    g->rows[g->count++] = (struct grade_row){
        criterion,
        verdict,
        arena_text(&g->arena, text),
        arena_text(&g->arena, words ? words : ""),
    };
}

enum grade_verdict grade_worst(const struct grade *g)
{
    enum grade_verdict worst = GRADE_MET;

    for (size_t i = 0; i < g->count; i++) {
        if (g->rows[i].verdict == GRADE_FAILED) return GRADE_FAILED;
        if (g->rows[i].verdict == GRADE_OPEN) worst = GRADE_OPEN;
    }
    return worst;
}

const char *grade_criterion_word(enum grade_criterion criterion)
{
    static const char *const words[GRADE_COUNT] = {
#define GRADE_WORD(name, word) word,
        GRADE_MAP(GRADE_WORD)
#undef GRADE_WORD
    };

    return words[criterion];
}

/* ---- Roles ---- */

static const char *name_of_role(const struct lesson *learners, const char *role,
                                size_t size)
{
    for (size_t i = 0; i < learners->role_count; i++)
        if (strlen(learners->roles[i].role) == size &&
            memcmp(learners->roles[i].role, role, size) == 0)
            return learners->roles[i].name;
    return NULL;
}

/* A name or a time, and no more: nobody writes a claim of their own by it. */
static bool is_name(const char *name)
{
    static const char allowed[] = "abcdefghijklmnopqrstuvwxyz"
                                  "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
                                  "0123456789-_.:+";
    const size_t size = strlen(name);

    return size > 0 && size <= ROLE_MAX && strspn(name, allowed) == size;
}

/* A text with the names in the place of its roles; others stay. */
static const char *put_names(struct arena *a, const char *open,
                             const struct lesson *learners)
{
    const char *out = "";

    for (const char *at; (at = strchr(open, '{'));) {
        const size_t size = strcspn(at + 1, "}");
        const char *name =
            at[1 + size] ? name_of_role(learners, at + 1, size) : NULL;

        out = arena_format(a, "%s%.*s%s", out, (int)(at - open), open,
                           name ? name : "{");
        open = name ? at + size + 2 : at + 1;
    }
    return arena_format(a, "%s%s", out, open);
}

/* False, having said why: the claims cannot be asked. */
static bool grade_roles(struct grade *g, const struct lesson *lesson,
                        const struct lesson *learners)
{
    const size_t before = g->count;
    const char *text;

    if (!learners || learners->number != lesson->number) {
        text = arena_format(&g->arena, "the scenario is for lesson %u",
                            lesson->number);
        grade_add(g, GRADE_NUMBER, GRADE_FAILED, text,
                  learners ? arena_format(&g->arena, "it names lesson %u",
                                          learners->number)
                           : "it has no section lesson");
        return false;
    }
    for (size_t i = 0; i < lesson->exercise.roles.count; i++) {
        const char *role = lesson->exercise.roles.items[i].text;
        const char *name = name_of_role(learners, role, strlen(role));

        if (name && is_name(name)) continue;
        text = arena_format(&g->arena, "the role %s has a name", role);
        grade_add(g, GRADE_ROLE, GRADE_FAILED, text,
                  name ? "it is no name of letters, digits and hyphens"
                       : "it is not among the roles");
    }
    return g->count == before;
}

/* ---- Claims ---- */

static enum grade_verdict verdict_of(const struct lesson_verdict *v, bool holds)
{
    if (v->undetermined) return GRADE_OPEN;
    return v->holds == holds ? GRADE_MET : GRADE_FAILED;
}

/* Judges claims of one run, each with a row; `prefix` stands before each. */
static enum err grade_claims(struct grade *g, enum grade_criterion criterion,
                             const struct lesson_texts *claims,
                             const struct lesson *learners,
                             struct lesson_verdict_case *run,
                             const char *prefix, struct errmsg *e)
{
    const bool holds = criterion != GRADE_WITHOUT;
    enum err rc = ERR_OK;

    for (size_t i = 0; i < claims->count && !rc; i++) {
        struct arena *a = &g->arena;
        const char *text = put_names(a, claims->items[i].text, learners);
        struct scenario_errors errors;
        struct lesson_verdict v;
        struct lesson_claim c;

        scenario_errors_init(&errors);
        const bool is_claim =
            !lesson_claim_parse(&c, a, run->scenario, text, &errors);
        const char *said =
            arena_format(a, "%s%s", prefix,
                         is_claim ? claim_words(&c, run->scenario, a) : text);
        if (!is_claim) {
            grade_add(g, criterion, GRADE_FAILED, said, errors.items[0].text);
        } else {
            rc = lesson_verdict_of(run, &c, a, &v, e);
            if (rc == ERR_MISSING || rc == ERR_LIMIT || rc == ERR_FORMAT) {
                grade_add(g, criterion, GRADE_FAILED, said, e->text);
                rc = ERR_OK;
            } else if (!rc) {
                grade_add(g, criterion, verdict_of(&v, holds), said, v.words);
            }
        }
        scenario_errors_fini(&errors);
    }
    return rc;
}

/* ---- Changes ---- */

static bool is_scenario(void *context, struct bytes source)
{
    struct scenario_errors errors;
    struct scenario s;

    scenario_errors_init(&errors);
    const bool good =
        !scenario_parse(&s, (const char *)context, source, &errors);
    if (good) scenario_fini(&s);
    scenario_errors_fini(&errors);
    return good;
}

/* Makes a change wherever it can be made. One that makes no scenario of the
 * text is made at those places where it does. */
static void make_change(struct arena *a, const char *name, const char *change,
                        struct bytes *source)
{
    struct bytes changed;
    struct errmsg e;

    if (!change_each_apply(a, *source, change, &changed, &e) &&
        is_scenario((void *)name, changed)) {
        *source = changed;
        return;
    }
    if (!change_each_where(a, *source, change, is_scenario, (void *)name,
                           &changed, &e))
        *source = changed;
}

/* Judges the claims in the run's scenario with the changes made. */
static enum err grade_changed(struct grade *g, enum grade_criterion criterion,
                              const struct lesson_texts *claims,
                              const struct lesson_text *changes, size_t count,
                              const struct lesson_verdict_case *run,
                              struct errmsg *e)
{
    const char *name = run->scenario->name;
    struct bytes source = run->scenario->source;
    const char *prefix = criterion == GRADE_UNDER ? "under" : "without";
    struct scenario_errors errors;
    struct scenario s;
    enum err rc;

    for (size_t i = 0; i < count; i++) {
        make_change(&g->arena, name, changes[i].text, &source);
        prefix = arena_format(&g->arena, "%s%s %s", prefix, i > 0 ? "," : "",
                              changes[i].text);
    }
    prefix = arena_format(&g->arena, "%s%s: ", prefix,
                          criterion == GRADE_WITHOUT ? ", this breaks" : "");
    if (criterion == GRADE_WITHOUT &&
        bytes_equal(source, run->scenario->source)) {
        grade_add(g, criterion, GRADE_FAILED,
                  arena_format(&g->arena, "%severy claim", prefix),
                  "there is nothing of it to take away");
        return ERR_OK;
    }
    scenario_errors_init(&errors);
    rc = scenario_parse(&s, name, source, &errors);
    if (rc)
        rc = err_set(e, rc, "%s%s", prefix,
                     errors.count > 0 ? errors.items[0].text : err_text(rc));
    scenario_errors_fini(&errors);
    if (rc) return rc;
    network_draw(&s, run->seed);

    struct lesson_verdict_case again = *run;

    again.scenario = &s;
    again.reader = NULL;
    again.is_played = false;
    rc = grade_claims(g, criterion, claims, run->scenario->lesson, &again,
                      prefix, e);
    lesson_verdict_case_fini(&again);
    scenario_fini(&s);
    return rc;
}

enum err grade_exercise(struct grade *g, const struct lesson *lesson,
                        struct lesson_verdict_case *played, struct errmsg *e)
{
    const struct lesson_exercise *x = &lesson->exercise;
    const struct lesson *learners = played->scenario->lesson;
    enum err rc;

    if (!grade_roles(g, lesson, learners)) return ERR_OK;
    rc = grade_claims(g, GRADE_HOLDS, &x->holds, learners, played, "", e);
    if (!rc && x->without.count > 0)
        rc = grade_changed(g, GRADE_WITHOUT,
                           x->broken.count > 0 ? &x->broken : &x->holds,
                           x->without.items, x->without.count, played, e);
    for (size_t i = 0; i < x->under.count && !rc; i++)
        rc = grade_changed(g, GRADE_UNDER, &x->holds, &x->under.items[i], 1,
                           played, e);
    return rc;
}
