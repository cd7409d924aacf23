#include "replication/points.h"

#include <string.h>

#include "scenario/change_each.h"
#include "scenario/variant.h"
#include "sim/network.h"

/* Each point's changes are applied to the text of the scenario, one after the
 * other, so that what a journal's header holds is what was played, and a value
 * that a scenario does not take is refused as in its file. */

/* "readers 10, delay 1 h". */
static const char *label_of(struct arena *a, const struct design *d,
                            size_t point)
{
    const char *label = "";

    for (size_t i = 0; i < d->factor_count; i++) {
        const char *name = d->factors[i].name, *comma = i > 0 ? ", " : "";
        const char *value = design_level_at(d, point, i)->label;
        label = strcmp(name, DESIGN_SETTINGS) == 0
                    ? arena_format(a, "%s%s%s", label, comma, value)
                    : arena_format(a, "%s%s%s %s", label, comma,
                                   design_factor_name(d, i), value);
    }
    return label;
}

static enum err change_source(struct points *p, size_t point,
                              struct bytes *source, struct errmsg *e)
{
    const struct design *d = p->design;

    for (size_t i = 0; i < d->factor_count; i++) {
        const struct design_level *level = design_level_at(d, point, i);
        for (size_t k = 0; k < level->change_count; k++) {
            enum err rc = change_each_apply(&p->arena, *source,
                                            level->changes[k], source, e);
            if (!rc) continue;
            if (level->position.line == 0) return rc;
            return err_wrap(e, rc, "line %u", level->position.line);
        }
    }
    return ERR_OK;
}

/* The ledger of a run is prepared by what its scenario expects. */
static void ask(struct points *p, struct points_one *at)
{
    struct sentence *sentences =
        arena_array(&p->arena, at->columns.count, sizeof *sentences);

    at->asked = variant_of(&at->scenario);
    at->asked.expect_count = 0;
    for (size_t i = 0; i < at->columns.count; i++)
        if (columns_is_sentence(&at->columns.items[i]))
            sentences[at->asked.expect_count++] = at->columns.items[i].sentence;
    at->asked.expects = sentences;
}

static enum err make_point(struct points *p, const char *name,
                           struct bytes source, struct scenario_errors *errors,
                           struct bytes *changed, struct errmsg *e)
{
    struct points_one *at = &p->items[p->count];
    enum err rc = change_source(p, p->count, &source, e);

    if (rc) return rc;
    *changed = source;
    rc = scenario_parse(&at->scenario, name, source, errors);
    if (rc) return rc;
    network_draw(&at->scenario, p->seed);
    p->count++; /* from here on it is released with the others */
    *changed = (struct bytes){0};
    at->label = label_of(&p->arena, p->design, p->count - 1);
    rc = columns_of(&at->columns, &p->arena, p->design, &at->scenario, errors);
    if (rc) return rc;
    ask(p, at);
    if (columns_same(&at->columns, &p->items[0].columns)) return ERR_OK;
    return err_set(e, ERR_FORMAT,
                   "what is measured depends on what varies: at %s there are "
                   "other parties; name them with \"over\"",
                   at->label);
}

enum err points_make(struct points *p, const struct design *d,
                     const struct points_source *source, struct arena *a,
                     struct bytes *changed, struct scenario_errors *errors,
                     struct errmsg *e)
{
    const size_t count = design_points(d);
    enum err rc = ERR_OK;

    *p = (struct points){.design = d, .seed = source->seed};
    *changed = (struct bytes){0};
    arena_init(&p->arena);
    p->items = arena_array(&p->arena, count, sizeof *p->items);
    while (p->count < count && !rc)
        rc = make_point(p, source->name, source->text, errors, changed, e);
    if (!rc) return ERR_OK;
    *changed = arena_copy(a, *changed);
    points_fini(p);
    return rc;
}

void points_fini(struct points *p)
{
    for (size_t i = 0; i < p->count; i++)
        scenario_fini(&p->items[i].scenario);
    arena_fini(&p->arena);
}
