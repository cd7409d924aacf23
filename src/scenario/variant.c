#include "scenario/variant.h"

#include <assert.h>
#include <string.h>

#include "scenario/entries.h"
#include "scenario/scenario_query.h"

/* A variant begins as a flat copy of its original (variant_of). Each function
 * after that copies the array that it changes into the arena, changes the copy
 * and puts it in place, so that the original stays as it was and one change can
 * follow another. */

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

void variant_protect(struct scenario *s, struct arena *a, uint32_t protection)
{
    struct scenario_entry *entries = copy_array(
        a, s->entries, s->entry_count, s->entry_count, sizeof *entries);

    assert(protection == SCENARIO_NONE || protection < s->protection_count);
    for (size_t i = 0; i < s->entry_count; i++)
        if (entries_takes_protection(entries[i].verb))
            entries[i].protection = protection;
    s->entries = entries;
    s->network.protection = protection;
}

void variant_no_delays(struct scenario *s, struct arena *a)
{
    struct scenario_party *parties = copy_array(
        a, s->parties, s->actor_count, s->actor_count, sizeof *parties);

    for (size_t i = 0; i < s->party_count; i++)
        parties[i].processing_delay = 0;
    s->parties = parties;
}

void variant_passive(struct scenario *s, struct arena *a)
{
    struct scenario_adversary *all = copy_array(
        a, s->adversaries, s->adversary_count, s->adversary_count, sizeof *all);

    for (size_t i = 0; i < s->adversary_count; i++) {
        memset(all[i].acts, 0, sizeof all[i].acts);
        all[i].poses = false;
    }
    s->adversaries = all;
}

/* The names with one more, in its place among them. */
static void add_name(struct names *names, struct arena *a, const char *text)
{
    struct name *items = copy_array(a, names->items, names->count,
                                    names->count + 1, sizeof *items);

    items[names->count] = (struct name){text, (uint32_t)names->count};
    *names = names_index(items, names->count + 1);
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

void variant_pad(struct scenario *s, struct arena *a,
                 enum scenario_padding padding)
{
    struct scenario_entry *entries = copy_array(
        a, s->entries, s->entry_count, s->entry_count, sizeof *entries);
    struct scenario_protection *all =
        copy_array(a, s->protections, s->protection_count,
                   s->protection_count + 1, sizeof *all);
    const uint32_t none = (uint32_t)s->protection_count;

    all[none] =
        (struct scenario_protection){.name = "", .session = SESSION_OF_CHANNEL};
    for (size_t i = 0; i <= none; i++)
        all[i].padding = padding;
    for (size_t i = 0; i < s->entry_count; i++)
        if (entries_takes_protection(entries[i].verb) &&
            entries[i].protection == SCENARIO_NONE)
            entries[i].protection = none;
    if (s->network.protection == SCENARIO_NONE) s->network.protection = none;
    s->entries = entries;
    s->protections = all;
    s->protection_count++;
}

static void hide_channel(struct scenario_channel *channel,
                         const struct variant_hiding *h)
{
    if (!h->hold) channel->held = false;
    if (h->hold && h->span >= 0) {
        channel->held = true;
        channel->hold = (struct scenario_distribution){
            .kind = DISTRIBUTION_UNIFORM, .b = (double)h->span};
    }
    if (!h->cover) {
        channel->cover = 0;
        channel->unit = 0;
    } else if (h->every >= 0 && channel->medium == MEDIUM_NETWORK) {
        channel->cover = h->every;
        if (channel->unit == 0) channel->unit = SCENARIO_UNIT_DEFAULT;
    }
}

void variant_hide(struct scenario *s, struct arena *a,
                  const struct variant_hiding *hiding)
{
    struct scenario_channel *channels = copy_array(
        a, s->channels, s->channel_count, s->channel_count, sizeof *channels);

    assert(hiding->on == SCENARIO_NONE || hiding->on < s->channel_count);
    for (uint32_t i = 0; i < s->channel_count; i++)
        if (hiding->on == SCENARIO_NONE || hiding->on == i)
            hide_channel(&channels[i], hiding);
    s->channels = channels;
}
