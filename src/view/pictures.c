#include "view/pictures.h"

#include "plot/heatmap.h"
#include "view/outcomes.h"
#include "view/pictures_curves.h"
#include "view/pictures_values.h"

/* A measure of time has curves of the share of runs in which it has come about,
 * a line a point; one of causes has a picture a point, with a line a cause; a
 * number has its distribution; parties are counted in time. Where two things
 * vary there is a heat map besides, and where anything does, the differences
 * from the first point. */

/* The pictures of each kind of measure but the two of all that vary. */
static void (*const own[DESIGN_KIND_COUNT])(const struct pictures_one *,
                                            struct arena *, FILE *) = {
    [DESIGN_SENTENCE] = pictures_curves_times,
    [DESIGN_DELAY] = pictures_curves_times,
    [DESIGN_SPREAD] = pictures_curves_times,
    [DESIGN_COUNT] = pictures_curves_counts,
    [DESIGN_FIRST] = pictures_curves_causes,
    [DESIGN_QUANTITY] = pictures_values_numbers,
};

/* A listing in progress. */
struct pictures_listing {
    const struct pictures *all;
    struct arena *arena;
    struct pictures_one *items;
    size_t count, room;
};

static void add_picture(struct pictures_listing *l, size_t measure,
                        size_t point, const char *what,
                        void (*draw)(const struct pictures_one *,
                                     struct arena *, FILE *))
{
    const char *name = l->all->design->measures[measure].name;

    l->items =
        arena_grow(l->arena, l->items, l->count, &l->room, sizeof *l->items);
    l->items[l->count++] = (struct pictures_one){
        l->all, measure, point,
        what ? arena_format(l->arena, "%s-%s", name, what) : name, draw};
}

static bool has_own(const struct pictures *p, size_t measure, size_t point)
{
    const struct outcome *o = &p->outcomes[measure * p->points->count + point];

    if (o->counted == 0) return false;
    return o->measure->kind != DESIGN_SENTENCE || o->timed;
}

static void list_measure(struct pictures_listing *l, size_t measure)
{
    const struct pictures *p = l->all;
    const struct design *d = p->design;
    const enum design_kind kind = d->measures[measure].kind;
    const size_t points = p->points->count;
    bool all = true;

    for (size_t i = 0; i < points && i < LOOK_LINES; i++)
        all = all && has_own(p, measure, i);
    if (kind == DESIGN_FIRST) {
        for (size_t i = 0; i < points; i++)
            if (has_own(p, measure, i))
                add_picture(l, measure, i,
                            points > 1 ? arena_format(l->arena, "%zu", i)
                                       : NULL,
                            pictures_curves_causes);
        return;
    }
    if (all) add_picture(l, measure, 0, NULL, own[kind]);
    if (d->factor_count == 2 && d->factors[0].level_count <= HEATMAP_SIDE_MAX &&
        d->factors[1].level_count <= HEATMAP_SIDE_MAX)
        add_picture(l, measure, 0, "heat", pictures_values_heat);
    if (points > 1 && points <= 40)
        add_picture(l, measure, 0, "differences", pictures_values_differences);
}

size_t pictures_list(const struct pictures *p, struct arena *a,
                     struct pictures_one **out)
{
    struct pictures_listing l = {.all = p, .arena = a};

    for (size_t i = 0; i < p->design->measure_count; i++)
        list_measure(&l, i);
    *out = l.items;
    return l.count;
}
