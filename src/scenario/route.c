#include "scenario/route.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "scenario/channels.h"
#include "scenario/reference.h"

/* An entry's sender comes first, then its recipients, each with its default by
 * the verb; then a channel for each recipient, named by `over` or the only one
 * that joins the two; last the portions. Verbs that reach all neighbours
 * collect recipients and channels at once. route_name runs after all entries
 * are read, for its numbers count entries with the same name. */

void route_public_init(struct route_public *public, struct load *l)
{
    const struct scenario *s = l->s;
    uint32_t *parties = arena_array(l->arena, s->party_count, sizeof *parties);
    size_t count = 0;

    for (size_t i = 0; i < s->party_count; i++)
        if (s->parties[i].kind == PARTY_PUBLIC) parties[count++] = (uint32_t)i;
    *public = (struct route_public){.parties = parties, .count = count};
}

static void resolve_from(struct load *l, struct route *r)
{
    struct scenario_entry *e = &r->entry;

    if (e->document == SCENARIO_NONE) return; /* the verb names the party */
    const uint32_t author = l->s->documents[e->document].author;
    if (!r->from && r->default_from == ROUTE_AUTHOR) e->from = author;
    if (r->from && r->rules & ROUTE_BY_AUTHOR && e->from != author &&
        e->from != SCENARIO_NONE && author != SCENARIO_NONE)
        load_wrong(l, r->from->position, "%s is not the author, expected %s",
                   l->s->parties[e->from].name, l->s->parties[author].name);
}

/* All who share a channel with the sender, each over the first such, or over
 * the one that is given. */
static void resolve_neighbours(struct load *l, struct route *r)
{
    struct scenario_entry *e = &r->entry;
    const struct load_membership *in = &l->memberships[e->from];
    uint32_t *to = arena_array(l->arena, l->s->party_count, sizeof *to);
    uint32_t *over = arena_array(l->arena, l->s->party_count, sizeof *over);
    uint32_t *seen = reference_seen(l, l->s->party_count);

    seen[e->from] = l->seen_now;
    for (size_t i = 0; i < in->count; i++) {
        const uint32_t channel = in->channels[i];
        const struct scenario_channel *c = &l->s->channels[channel];
        if (r->over != SCENARIO_NONE && r->over != channel) continue;
        for (size_t j = 0; j < c->member_count; j++) {
            if (seen[c->members[j]] == l->seen_now) continue;
            seen[c->members[j]] = l->seen_now;
            over[e->to_count] = channel;
            to[e->to_count++] = c->members[j];
        }
    }
    e->to = to;
    e->over = over;
    if (r->channel && r->over != SCENARIO_NONE && e->to_count == 0)
        load_wrong(l, r->channel->position,
                   "%s is not in channel %s, expected one that it is in",
                   l->s->parties[e->from].name, l->s->channels[r->over].name);
}

static void resolve_to(struct load *l, struct route *r,
                       const struct route_public *public)
{
    struct scenario_entry *e = &r->entry;
    enum route_default to = r->default_to;

    if (r->to) {
        if (r->to->kind == YAML_SEQUENCE && r->to->count == 0)
            load_wrong(l, r->to->position, "empty list, expected a party");
        return;
    }
    if (to == ROUTE_NEIGHBOURS) {
        resolve_neighbours(l, r);
        return;
    }
    if (e->document == SCENARIO_NONE) return;
    const uint32_t *author = &l->s->documents[e->document].author;
    if (to == ROUTE_AUTHOR_IF_OTHER)
        to = e->from == *author ? ROUTE_NOBODY : ROUTE_AUTHOR;
    if (to == ROUTE_AUTHOR && *author != SCENARIO_NONE) {
        e->to = author;
        e->to_count = 1;
    } else if (to == ROUTE_PUBLIC) {
        e->to = public->parties;
        e->to_count = public->count;
        if (public->count == 0 && !l->parties_unsure)
            load_wrong(l, r->node->position,
                       "no party is of kind public, expected \"to\"");
    }
}

/* Where to say that a way cannot be: at what named it, if anything did. */
static struct scenario_position route_place(const struct route *r)
{
    const struct yaml_node *node = r->to ? r->to : r->from ? r->from : r->node;

    return node->position;
}

/* The channel from one party to another; NONE for the open press, or after
 * noting that there is no way. */
static uint32_t find_channel(struct load *l, const struct route *r, uint32_t to)
{
    const struct scenario_party *from = &l->s->parties[r->entry.from];
    const struct scenario_party *party = &l->s->parties[to];
    uint32_t channel = SCENARIO_NONE;

    if (r->channel && r->over != SCENARIO_NONE) {
        if (!l->ways_unsure && (!channels_joins(l, r->over, r->entry.from) ||
                                !channels_joins(l, r->over, to)))
            load_wrong(l, r->channel->position,
                       "channel %s does not join %s and %s, expected one "
                       "that does",
                       l->s->channels[r->over].name, from->name, party->name);
        return r->over;
    }
    uint32_t count = channels_between(l, r->entry.from, to, &channel);
    if (count > 1)
        load_wrong(l, route_place(r),
                   "several channels join %s and %s, expected \"over\"",
                   from->name, party->name);
    else if (count == 0 && party->kind != PARTY_PUBLIC && !l->ways_unsure)
        load_wrong(l, route_place(r),
                   "no channel joins %s and %s, expected one", from->name,
                   party->name);
    return channel;
}

static void resolve_over(struct load *l, struct route *r)
{
    struct scenario_entry *e = &r->entry;
    uint32_t *over = arena_array(l->arena, e->to_count, sizeof *over);
    const bool unknown = r->channel && r->over == SCENARIO_NONE;

    e->over = over;
    for (size_t i = 0; i < e->to_count; i++) {
        over[i] = SCENARIO_NONE;
        if (e->to[i] == e->from)
            load_wrong(l, route_place(r),
                       "from %s to itself, expected another party",
                       l->s->parties[e->from].name);
        else if (!(r->rules & ROUTE_NOWHERE) && !unknown)
            over[i] = find_channel(l, r, e->to[i]);
    }
}

static void resolve_portions(struct load *l, struct route *r)
{
    struct scenario_entry *e = &r->entry;

    if (r->portions->kind != YAML_SCALAR && r->portions->count == 0)
        load_wrong(l, r->portions->position,
                   "empty list, expected a portion or a list");
    else
        e->portions =
            reference_list(l, r->portions, "portion", &l->portions[e->document],
                           &e->portion_count);
}

/* Numbers are read out where people meet: who is at the other end of a wire is
 * what they are to find out. */
static void check_meeting(struct load *l, const struct route *r)
{
    const struct scenario_entry *e = &r->entry;

    if (r->channel && r->over == SCENARIO_NONE) return; /* and noted */
    for (size_t i = 0; i < e->to_count; i++)
        if (e->over[i] == SCENARIO_NONE ||
            l->s->channels[e->over[i]].medium != MEDIUM_HAND)
            load_wrong(l, route_place(r),
                       "%s and %s do not meet on that channel, expected one of "
                       "medium hand",
                       l->s->parties[e->from].name,
                       l->s->parties[e->to[i]].name);
}

void route_resolve(struct load *l, struct route *route,
                   const struct route_public *public)
{
    assert(route->entry.document != SCENARIO_NONE ||
           route->entry.from != SCENARIO_NONE);
    resolve_from(l, route);
    resolve_to(l, route, public);
    /* The neighbours were found by their channels. */
    if (route->entry.from != SCENARIO_NONE &&
        (route->to || route->default_to != ROUTE_NEIGHBOURS))
        resolve_over(l, route);
    if (route->rules & ROUTE_IN_PERSON) check_meeting(l, route);
    if (route->portions && route->entry.document != SCENARIO_NONE)
        resolve_portions(l, route);
}

static int by_entry_key(const void *a, const void *b)
{
    const struct scenario_entry *const *left = a, *const *right = b;
    int order = strcmp((*left)->key, (*right)->key);

    if (order) return order;
    return *left < *right ? -1 : *left > *right;
}

void route_name(struct load *l, struct scenario_entry *entries, size_t count)
{
    const struct scenario *s = l->s;
    struct scenario_entry **sorted =
        arena_array(l->arena, count, sizeof(struct scenario_entry *));

    for (size_t i = 0; i < count; i++) {
        struct scenario_entry *e = &entries[i];
        const char *verb = record_verb_word(e->verb);
        if (e->document != SCENARIO_NONE)
            e->key = arena_format(l->arena, "%s/%s/%s", verb,
                                  s->documents[e->document].name,
                                  s->parties[e->from].name);
        else
            e->key = arena_format(l->arena, "%s/%s", verb,
                                  e->from != SCENARIO_NONE
                                      ? s->parties[e->from].name
                                      : s->channels[e->channel].name);
        sorted[i] = e;
    }
    if (count > 0) qsort(sorted, count, sizeof *sorted, by_entry_key);
    const char *same = "";
    for (size_t i = 0, nth = 0; i < count; i++) {
        nth = strcmp(sorted[i]->key, same) == 0 ? nth + 1 : 1;
        same = nth == 1 ? sorted[i]->key : same;
        if (nth > 1)
            sorted[i]->key = arena_format(l->arena, "%s#%zu", same, nth);
    }
}
