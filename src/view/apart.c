#include "view/apart.h"

#include <stdlib.h>
#include <string.h>

#include "view/text.h"

/* Only names that are cut can look alike; sorted, those that are most alike are
 * neighbours. The names of a scenario are ASCII. */

/* The names that are wider than there is room. */
struct apart_names {
    struct arena arena;
    const char **items;
    size_t count, room;
};

static void add_name(struct apart_names *n, const char *name, size_t most)
{
    if (text_width(name) <= most) return;
    n->items =
        arena_grow(&n->arena, n->items, n->count, &n->room, sizeof *n->items);
    n->items[n->count++] = name;
}

static int compare_names(const void *a, const void *b)
{
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

static size_t width_of(struct apart_names *n, size_t most)
{
    enum { DIFFERENCE = 1, ELLIPSIS = 1 };
    size_t width = most;

    if (n->count > 0)
        qsort(n->items, n->count, sizeof *n->items, compare_names);
    for (size_t i = 1; i < n->count; i++) {
        const char *a = n->items[i - 1], *b = n->items[i];
        size_t alike = 0;

        while (a[alike] && a[alike] == b[alike])
            alike++;
        width = text_wider(width, alike + DIFFERENCE + ELLIPSIS);
    }
    arena_fini(&n->arena);
    return width < APART_MAX ? width : APART_MAX;
}

size_t apart_parties(const struct scenario *sc, size_t most)
{
    struct apart_names n = {.count = 0};

    arena_init(&n.arena);
    for (size_t i = 0; i < sc->actor_count; i++)
        add_name(&n, sc->parties[i].name, most);
    return width_of(&n, most);
}

size_t apart_documents(const struct scenario *sc, size_t most)
{
    struct apart_names n = {.count = 0};

    arena_init(&n.arena);
    for (size_t i = 0; i < sc->document_count; i++)
        add_name(&n, sc->documents[i].name, most);
    return width_of(&n, most);
}

size_t apart_channels(const struct scenario *sc, size_t most)
{
    struct apart_names n = {.count = 0};

    arena_init(&n.arena);
    for (size_t i = 0; i < sc->channel_count; i++)
        add_name(&n, sc->channels[i].name, most);
    return width_of(&n, most);
}
