#include "scenario/variant.h"

#include <string.h>

struct scenario variant_of(const struct scenario *s)
{
    struct scenario v = *s;

    v.arena = (struct arena){0};
    return v;
}

static void *copy_array(struct arena *a, const void *items, size_t count,
                        size_t room, size_t size)
{
    void *copy = arena_array(a, room, size);

    if (count > 0) memcpy(copy, items, count * size);
    return copy;
}

/* The verbs that carry text under a protection. */
static bool is_protected(enum verb verb)
{
    static const bool rows[VERB_COUNT] = {
        [VERB_REVIEW] = true,
        [VERB_SEND] = true,
        [VERB_FORWARD] = true,
        [VERB_REPLY] = true,
    };

    return rows[verb];
}

void variant_protect(struct scenario *s, struct arena *a, uint32_t protection)
{
    struct scenario_entry *entries = copy_array(
        a, s->entries, s->entry_count, s->entry_count, sizeof *entries);

    for (size_t i = 0; i < s->entry_count; i++)
        if (is_protected(entries[i].verb)) entries[i].protection = protection;
    s->entries = entries;
}

void variant_hasten(struct scenario *s, struct arena *a)
{
    struct scenario_party *parties = copy_array(
        a, s->parties, s->actor_count, s->actor_count, sizeof *parties);

    for (size_t i = 0; i < s->party_count; i++)
        parties[i].handling = 0;
    s->parties = parties;
}

void variant_disarm(struct scenario *s, struct arena *a)
{
    struct scenario_adversary *all = copy_array(
        a, s->adversaries, s->adversary_count, s->adversary_count, sizeof *all);

    for (size_t i = 0; i < s->adversary_count; i++)
        memset(all[i].acts, 0, sizeof all[i].acts);
    s->adversaries = all;
}

/* The names with one more, in its place among them. */
static void add_name(struct names *names, struct arena *a, const char *text)
{
    struct name *items = copy_array(a, names->items, names->count,
                                    names->count + 1, sizeof *items);
    size_t at = names->count;

    for (; at > 0 && strcmp(items[at - 1].text, text) > 0; at--)
        items[at] = items[at - 1];
    items[at] = (struct name){text, (uint32_t)names->count};
    names->items = items;
    names->count++;
}

void variant_add(struct scenario *s, struct arena *a,
                 const struct scenario_adversary *adversary)
{
    struct scenario_adversary *all =
        copy_array(a, s->adversaries, s->adversary_count,
                   s->adversary_count + 1, sizeof *all);
    struct scenario_party *actors = copy_array(
        a, s->parties, s->actor_count, s->actor_count + 1, sizeof *actors);
    const char *name = adversary->name;

    while (scenario_find_actor(s, name) != SCENARIO_NONE)
        name = arena_format(a, "%s-too", name);
    all[s->adversary_count] = *adversary;
    all[s->adversary_count].name = name;
    actors[s->actor_count] = (struct scenario_party){
        .name = name, .title = name, .kind = PARTY_PERSON, .readers = 1};
    add_name(&s->adversary_names, a, name);
    s->adversaries = all;
    s->adversary_count++;
    s->parties = actors;
    s->actor_count++;
}
