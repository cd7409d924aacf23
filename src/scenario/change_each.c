#include "scenario/change_each.h"

#include <string.h>

#include "scenario/yaml.h"

/* The first star of a path is replaced by each key that stands there, or each
 * number, from the last one on, so that an item that is taken out moves none
 * that is still to come; what is left of the path may have stars of its own.
 * Without a star the change is change_set's. The text goes back and forth
 * between two arenas, for each change makes a new one. */

enum { SHOWN_MAX = 60 };

#define EXAMPLE ", such as script[3].at=2022-01-26"

/* A change under way. */
struct change_each {
    const char *change; /* as it was written */
    const char *value;
    size_t left; /* places that it may still have */
    bool (*suits)(void *context, struct bytes changed); /* NULL: any does */
    void *context;
};

static enum err change_each_wrong(const struct change_each *c, struct errmsg *e,
                                  enum err rc, const char *what,
                                  const char *place)
{
    return err_set(e, rc, "in the change %.*s: %s%.*s", SHOWN_MAX, c->change,
                   what, SHOWN_MAX, place);
}

/* The first star that is a step of its own; NULL. */
static const char *find_star(const char *path)
{
    for (const char *at = path; (at = strchr(at, '*')); at++) {
        const char before = at == path ? '.' : at[-1];
        const char after = at[1];

        if ((before == '.' && (!after || after == '.' || after == '[')) ||
            (before == '[' && after == ']'))
            return at;
    }
    return NULL;
}

/* The path with a child in the place of its star. */
static const char *path_of(struct arena *a, const char *path, const char *star,
                           const struct yaml_node *child, uint32_t number)
{
    const int size = (int)(star - path);

    return child->key
               ? arena_format(a, "%.*s%s%s", size, path, child->key, star + 1)
               : arena_format(a, "%.*s%u%s", size, path, number, star + 1);
}

/* The paths of all children of the star's place, the last one first. */
static enum err list_paths(struct change_each *c, struct arena *a,
                           struct bytes source, const char *path,
                           const char *star, const char ***out, size_t *count,
                           struct errmsg *e)
{
    const bool items = star > path && star[-1] == '[';
    const size_t size = (size_t)(star - path) - (star > path ? 1 : 0);
    const char *place = arena_format(a, "%.*s", (int)size, path);
    const struct yaml_node *node;

    enum err rc = change_find(a, source, c->change, place, &node, e);
    if (rc) return rc;
    if (!node || node->kind != (items ? YAML_SEQUENCE : YAML_MAPPING) ||
        node->count == 0)
        return change_each_wrong(c, e, ERR_MISSING,
                                 items ? "* finds no items at "
                                       : "* finds no names at ",
                                 *place ? place : "the top");
    if (node->count > c->left)
        return change_each_wrong(c, e, ERR_LIMIT,
                                 "more than a thousand places at ", path);
    *count = node->count;
    *out = arena_array(a, node->count, sizeof **out);
    uint32_t number = 0;
    for (const struct yaml_node *n = node->first; n; n = n->next, number++)
        (*out)[node->count - 1 - number] = path_of(a, path, star, n, number);
    return ERR_OK;
}

static enum err change_one(const struct change_each *c, struct arena *a,
                           struct bytes source, const char *path,
                           struct bytes *out, struct errmsg *e)
{
    struct bytes changed;

    const enum err rc = change_set(a, source, path, c->value, &changed, e);
    if (rc) return rc;
    if (c->suits && !c->suits(c->context, changed))
        return change_each_wrong(c, e, ERR_MISSING, "it does not suit at ",
                                 path);
    *out = changed;
    return ERR_OK;
}

static enum err change_each_path(struct change_each *c, struct arena *a,
                                 struct bytes source, const char *path,
                                 struct bytes *out, struct errmsg *e)
{
    const char *star = find_star(path);
    struct arena turns[2], names;
    size_t count = 0, made = 0;
    const char **paths;

    if (!star) {
        c->left -= c->left > 0;
        return change_one(c, a, source, path, out, e);
    }
    arena_init(&names);
    arena_init(&turns[0]);
    arena_init(&turns[1]);
    enum err rc = list_paths(c, &names, source, path, star, &paths, &count, e);
    for (size_t i = 0; i < count && (!rc || rc == ERR_MISSING); i++) {
        struct arena *turn = &turns[made % 2];

        arena_reset(turn);
        rc = change_each_path(c, turn, source, paths[i], &source, e);
        made += !rc;
    }
    if (made > 0 && rc == ERR_MISSING) rc = ERR_OK;
    if (count > 0 && rc == ERR_MISSING)
        rc = change_each_wrong(c, e, rc, "nothing is there at ", path);
    if (!rc) *out = arena_copy(a, source);
    arena_fini(&turns[1]);
    arena_fini(&turns[0]);
    arena_fini(&names);
    return rc;
}

enum err change_each_apply(struct arena *a, struct bytes source,
                           const char *change, struct bytes *out,
                           struct errmsg *e)
{
    return change_each_where(a, source, change, NULL, NULL, out, e);
}

enum err change_each_where(struct arena *a, struct bytes source,
                           const char *change,
                           bool (*suits)(void *context, struct bytes changed),
                           void *context, struct bytes *out, struct errmsg *e)
{
    const char *equals = strchr(change, '=');
    struct change_each c = {.change = change,
                            .left = CHANGE_EACH_MAX,
                            .suits = suits,
                            .context = context};

    if (!equals)
        return err_set(e, ERR_FORMAT,
                       "in the change %.*s: expected PATH=VALUE" EXAMPLE,
                       SHOWN_MAX, change);
    c.value = equals + 1;
    return change_each_path(
        &c, a, source, arena_format(a, "%.*s", (int)(equals - change), change),
        out, e);
}
