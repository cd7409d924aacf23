#include "replication/columns.h"

#include <string.h>

#include "scenario/question.h"
#include "scenario/scenario_query.h"

/* A sentence becomes a column: of the time at which it first holds, or where it
 * has a bound or denies something, of whether it holds. Measures of several
 * sentences or parties have a column for each, named after what sets it apart;
 * what is said of the columns together is worked out from the finished table.
 */

struct columns_making {
    struct columns *out;
    struct arena *arena;
    const struct scenario *scenario;
    struct scenario_errors *errors;
    size_t room;
};

/* The name of a column: letters that need no quotes in a database. */
static const char *column_name(struct arena *a, const char *measure,
                               const char *what)
{
    char *name =
        arena_format(a, what ? "%s_%s" : "%s", measure, what ? what : "");

    for (char *p = name; *p; p++)
        if (*p == '-') *p = '_';
    return name;
}

static struct columns_one *add_column(struct columns_making *m,
                                      const char *name,
                                      struct scenario_position place)
{
    struct columns *out = m->out;

    if (out->count == COLUMNS_MAX) {
        scenario_errors_add(m->errors, ERR_LIMIT, place,
                            "more than %d columns, expected fewer measures or "
                            "parties",
                            COLUMNS_MAX);
        return NULL;
    }
    if (strcmp(name, "point") == 0 || strcmp(name, "run") == 0)
        scenario_errors_add(m->errors, ERR_FORMAT, place,
                            "\"%s\" is a column of every study's, expected a "
                            "measure of another name",
                            name);
    for (size_t i = 0; i < out->count; i++)
        if (strcmp(out->items[i].name, name) == 0)
            scenario_errors_add(m->errors, ERR_FORMAT, place,
                                "two columns \"%.128s\", expected measures of "
                                "other names",
                                name);
    out->items = arena_grow(m->arena, out->items, out->count, &m->room,
                            sizeof *out->items);
    struct columns_one *c = &out->items[out->count++];
    *c = (struct columns_one){.name = name, .document = SCENARIO_NONE};
    return c;
}

/* Adds a column of a sentence; what is wrong with it is noted in its place. */
static void add_sentence(struct columns_making *m, const char *name,
                         const char *text, struct scenario_position place)
{
    struct columns_one *c = add_column(m, name, place);
    struct scenario_errors wrong;

    if (!c) return;
    scenario_errors_init(&wrong);
    if (question_parse(&c->sentence, m->arena, m->scenario, text, &wrong))
        for (size_t i = 0; i < wrong.count; i++)
            scenario_errors_add(m->errors, wrong.code, place, "%s",
                                wrong.items[i].text);
    scenario_errors_fini(&wrong);
    c->kind = c->sentence.never || c->sentence.bound != BOUND_NONE
                  ? COLUMNS_HOLDS
                  : COLUMNS_TIME;
}

/* A sentence whose time is asked for. */
static void add_time(struct columns_making *m, const char *name,
                     const char *text, struct scenario_position place)
{
    const size_t before = m->out->count;

    add_sentence(m, name, text, place);
    if (m->out->count == before || m->out->items[before].kind == COLUMNS_TIME)
        return;
    scenario_errors_add(m->errors, ERR_FORMAT, place,
                        "a sentence with never or a bound has no first time, "
                        "expected a plain one");
}

/* A column for each party, of the sentence that begins with its name. */
static void add_parties(struct columns_making *m,
                        const struct design_measure *of)
{
    const struct scenario *sc = m->scenario;
    const struct design_sentence *s = &of->sentences[0];
    const size_t count = of->over_count ? of->over_count : sc->party_count;

    for (size_t i = 0; i < count; i++) {
        const char *party =
            of->over_count ? of->over[i].text : sc->parties[i].name;
        if (!party) continue;
        if (of->over_count && scenario_find_actor(sc, party) == SCENARIO_NONE) {
            scenario_errors_add(m->errors, ERR_FORMAT, of->over[i].position,
                                "unknown party \"%.64s\"", party);
            continue;
        }
        add_time(m, column_name(m->arena, of->name, party),
                 arena_format(m->arena, "%s %s", party, s->text), s->position);
    }
}

static void add_quantity(struct columns_making *m,
                         const struct design_measure *of,
                         enum columns_kind kind)
{
    const struct design_sentence *d = &of->document;
    struct columns_one *c =
        add_column(m, column_name(m->arena, of->name, NULL), of->position);

    if (!c) return;
    c->kind = kind;
    c->quantity = of->quantity;
    if (!d->text) return;
    c->document = scenario_find_document(m->scenario, d->text);
    if (c->document == SCENARIO_NONE)
        scenario_errors_add(m->errors, ERR_FORMAT, d->position,
                            "unknown document \"%.64s\"", d->text);
}

static void add_measure(struct columns_making *m,
                        const struct design_measure *of)
{
    static const char *const ends[] = {"from", "to"};
    const struct design_sentence *s = of->sentences;

    switch (of->kind) {
    case DESIGN_SENTENCE:
        if (of->document.text) {
            add_quantity(m, of, COLUMNS_HOLDS);
            break;
        }
        add_sentence(m, column_name(m->arena, of->name, NULL), s->text,
                     s->position);
        break;
    case DESIGN_DELAY:
        for (size_t i = 0; i < 2; i++)
            add_time(m, column_name(m->arena, of->name, ends[i]), s[i].text,
                     s[i].position);
        break;
    case DESIGN_FIRST:
        for (size_t i = 0; i < of->sentence_count; i++)
            add_time(m,
                     column_name(m->arena, of->name,
                                 arena_format(m->arena, "%zu", i + 1)),
                     s[i].text, s[i].position);
        break;
    case DESIGN_SPREAD:
    case DESIGN_COUNT:
        add_parties(m, of);
        break;
    case DESIGN_QUANTITY:
        add_quantity(m, of, COLUMNS_NUMBER);
        break;
    case DESIGN_KIND_COUNT:
        break;
    }
}

static size_t add_given(struct columns_making *m,
                        const struct design_measure *of)
{
    const size_t column = m->out->count;

    if (!of->given.text) return COLUMNS_NONE;
    add_sentence(m, column_name(m->arena, of->name, "given"), of->given.text,
                 of->given.position);
    return column;
}

enum err columns_of(struct columns *out, struct arena *a,
                    const struct design *d, const struct scenario *sc,
                    struct scenario_errors *errors)
{
    struct columns_making m = {out, a, sc, errors, 0};

    *out = (struct columns){
        .measures = arena_array(a, d->measure_count, sizeof *out->measures),
        .expectations =
            arena_array(a, d->expectation_count, sizeof *out->expectations),
    };
    for (size_t i = 0; i < d->measure_count; i++) {
        struct columns_measure *of = &out->measures[i];
        of->first = out->count;
        add_measure(&m, &d->measures[i]);
        of->count = out->count - of->first;
        of->given = add_given(&m, &d->measures[i]);
    }
    for (size_t i = 0; i < d->expectation_count; i++) {
        const struct design_sentence *s = &d->expectations[i].sentence;
        out->expectations[i] = out->count;
        add_sentence(&m, arena_format(a, "expect_%zu", i + 1), s->text,
                     s->position);
    }
    scenario_errors_sort(errors);
    return errors->code;
}

bool columns_is_sentence(const struct columns_one *c)
{
    return c->kind != COLUMNS_NUMBER && c->document == SCENARIO_NONE;
}

bool columns_counts(const struct columns_one *c, int64_t value)
{
    return c->kind == COLUMNS_TIME || value != COLUMNS_NOTHING;
}

bool columns_holds(const struct columns_one *c, int64_t value)
{
    return c->kind == COLUMNS_TIME ? value != COLUMNS_NOTHING : value == 1;
}

bool columns_same(const struct columns *a, const struct columns *b)
{
    if (a->count != b->count) return false;
    for (size_t i = 0; i < a->count; i++)
        if (a->items[i].kind != b->items[i].kind ||
            strcmp(a->items[i].name, b->items[i].name) != 0)
            return false;
    return true;
}
