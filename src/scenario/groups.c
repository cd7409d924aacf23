#include "scenario/groups.h"

#include "scenario/channels.h"
#include "scenario/reference.h"
#include "scenario/value.h"

/* Groups are read before the documents: members, founder and the channel that
 * joins them. The script then uses them in three steps. `to` is read as a group
 * where it names one (groups_read_to); an entry that adds, removes or speaks is
 * checked as it is read; and once all entries are known, groups_complete
 * collects everybody who may ever be a member and makes them the recipients. */

enum groups_key { MEMBERS, FOUNDER, OVER };

static const struct field fields[] = {
    [MEMBERS] = {.key = "members",
                 .required = true,
                 .read = reference_parties,
                 .offset = offsetof(struct scenario_group, members),
                 .count = offsetof(struct scenario_group, member_count)},
    [FOUNDER] = {.key = "founder",
                 .read = reference_party,
                 .offset = offsetof(struct scenario_group, founder)},
    [OVER] = {.key = "over",
              .required = true,
              .read = reference_channel,
              .offset = offsetof(struct scenario_group, channel)},
};

const struct field_section groups_section = {"a group", fields,
                                             FIELD_COUNT(fields)};

static bool groups_has_party(const uint32_t *parties, size_t count,
                             uint32_t party)
{
    for (size_t i = 0; i < count; i++)
        if (parties[i] == party) return true;
    return false;
}

/* All members of a group reach one another over its channel. */
static void check_reach(struct load *l, const struct scenario_group *g,
                        uint32_t party, struct scenario_position position)
{
    if (g->channel == SCENARIO_NONE || party == SCENARIO_NONE) return;
    if (!l->ways_unsure && !channels_joins(l, g->channel, party))
        load_wrong(l, position,
                   "%s is not in channel %s, expected one that "
                   "joins all of group %s",
                   l->s->parties[party].name, l->s->channels[g->channel].name,
                   g->name);
}

static void groups_read_one(struct load *l, const struct yaml_node *node,
                            struct scenario_group *g)
{
    const struct yaml_node *given[FIELD_COUNT(fields)] = {NULL};
    const size_t before = l->errors->count;

    *g = (struct scenario_group){.name = node->key,
                                 .founder = SCENARIO_NONE,
                                 .channel = SCENARIO_NONE,
                                 .position = node->key_position};
    (void)field_read(l, node, &groups_section, g, given);
    if (names_find(&l->s->party_names, g->name) != NAMES_NONE)
        load_wrong(l, node->key_position,
                   "%s is the name of a party, expected another name", g->name);
    if (l->errors->count > before) return;
    if (g->member_count < 2)
        load_wrong(l, given[MEMBERS]->position,
                   "one party, expected at least two");
    if (g->member_count > SCENARIO_GROUP_MEMBERS_MAX)
        scenario_errors_add(l->errors, ERR_LIMIT, given[MEMBERS]->position,
                            "%zu members, expected at most %d", g->member_count,
                            SCENARIO_GROUP_MEMBERS_MAX);
    if (g->founder == SCENARIO_NONE && g->member_count > 0)
        g->founder = g->members[0];
    else if (!groups_has_party(g->members, g->member_count, g->founder))
        load_wrong(l, given[FOUNDER]->position,
                   "%s is not among the members, expected one of them",
                   l->s->parties[g->founder].name);
    for (size_t i = 0; i < g->member_count; i++)
        check_reach(l, g, g->members[i], given[OVER]->position);
}

/* The names that `to` may give: of the parties, then of the groups. */
static void index_recipients(struct load *l)
{
    const struct names *parties = &l->s->party_names, *groups = &l->groups;
    const size_t count = parties->count + groups->count;
    struct name *items = arena_array(l->arena, count, sizeof *items);

    for (size_t i = 0; i < parties->count; i++)
        items[i] = parties->items[i];
    for (size_t i = 0; i < groups->count; i++) {
        items[parties->count + i] = groups->items[i];
        items[parties->count + i].index += (uint32_t)parties->count;
    }
    l->recipients = names_index(items, count);
    l->recipients.unread = l->s->party_names.unread || l->groups.unread;
}

void groups_read(struct load *l, const struct yaml_node *node,
                 const struct field *field, void *out)
{
    struct scenario *s = out;
    const size_t count =
        field_names(l, node, "group", SCENARIO_GROUPS_MAX, &l->groups);
    struct scenario_group *groups =
        arena_array(l->arena, count, sizeof *groups);
    const struct yaml_node *n = node->first;

    (void)field;
    for (size_t i = 0; i < count; i++, n = n->next)
        groups_read_one(l, n, &groups[i]);
    index_recipients(l);
    s->groups = groups;
    s->group_count = count;
}

/* The group of that name; NONE for a party's, or nobody's. */
static uint32_t group_of(const struct load *l, const struct yaml_node *node)
{
    const uint32_t parties = (uint32_t)l->s->party_names.count;

    if (node->kind != YAML_SCALAR || l->groups.count == 0) return SCENARIO_NONE;
    const uint32_t found = names_find(&l->recipients, node->text);
    return found == NAMES_NONE || found < parties ? SCENARIO_NONE
                                                  : found - parties;
}

void groups_read_to(struct load *l, const struct yaml_node *node,
                    const struct field *field, void *out)
{
    struct route *route = out;

    route->entry.group = group_of(l, node);
    if (route->entry.group != SCENARIO_NONE) return;
    if (node->kind == YAML_SCALAR && l->groups.count > 0 && *node->text &&
        names_find(&l->recipients, node->text) == NAMES_NONE) {
        load_unknown_name(l, node->position, "party or group", node->text,
                          &l->recipients);
        return;
    }
    if (node->kind == YAML_SEQUENCE)
        for (const struct yaml_node *n = node->first; n; n = n->next)
            if (group_of(l, n) != SCENARIO_NONE) {
                load_wrong(l, n->position,
                           "group %s in a list, expected it alone", n->text);
                return;
            }
    reference_parties(l, node, field, out);
}

void groups_resolve_change(struct load *l, struct scenario_entry *e,
                           const struct yaml_node *who)
{
    uint32_t *to = arena_array(l->arena, 1, sizeof *to);
    uint32_t *over = arena_array(l->arena, 1, sizeof *over);

    if (e->group == SCENARIO_NONE || e->subject == SCENARIO_NONE) return;
    const struct scenario_group *g = &l->s->groups[e->group];
    e->from = g->founder;
    to[0] = e->subject;
    over[0] = g->channel;
    e->to = to;
    e->over = over;
    e->to_count = 1;
    if (e->subject == g->founder)
        load_wrong(l, who->position,
                   "%s is the founder of group %s and always in it, expected "
                   "another party",
                   l->s->parties[e->subject].name, g->name);
    check_reach(l, g, e->subject, who->position);
}

void groups_check_said(struct load *l, const struct route *r,
                       const struct yaml_node *protect)
{
    const struct scenario_entry *e = &r->entry;
    const struct yaml_node *to = r->to, *over = r->channel;
    const struct scenario_protection *p =
        e->protection == SCENARIO_NONE ? NULL
                                       : &l->s->protections[e->protection];

    if (r->rules & ROUTE_TO_NO_GROUP || e->document == SCENARIO_NONE)
        load_wrong(l, to->position,
                   "group %s has no meaning with %s, "
                   "expected a party or a list",
                   to->text, record_verb_word(e->verb));
    if (over)
        load_wrong(l, over->key_position,
                   "\"over\" has no meaning with group %s, which has a channel "
                   "of its own",
                   to->text);
    if (!p) return;
    if (p->session != SESSION_OF_CHANNEL)
        load_wrong(
            l, protect->position,
            "%s has a session, expected none: a group is itself a session",
            p->name);
    if (p->seal == SEAL_HPKE_BASE || p->seal == SEAL_HPKE_AUTH ||
        p->mark != MARK_NONE)
        load_wrong(l, protect->position,
                   "%s makes a copy for each recipient, expected one for all "
                   "of group %s: seal none or age, and no mark",
                   p->name, to->text);
}

/* Collects the parties that are, or may come to be, in each group. */
static void collect_members(const struct load *l, uint32_t **ever,
                            size_t *counts,
                            const struct scenario_entry *entries, size_t count)
{
    for (size_t i = 0; i < l->s->group_count; i++) {
        const struct scenario_group *g = &l->s->groups[i];
        for (size_t j = 0; j < g->member_count; j++)
            if (counts[i] < SCENARIO_GROUP_MEMBERS_MAX)
                ever[i][counts[i]++] = g->members[j];
    }
    for (size_t i = 0; i < count; i++) {
        const struct scenario_entry *e = &entries[i];
        if (e->verb == RECORD_VERB_ADD && e->group != SCENARIO_NONE &&
            e->subject != SCENARIO_NONE &&
            !groups_has_party(ever[e->group], counts[e->group], e->subject)) {
            if (counts[e->group] < SCENARIO_GROUP_MEMBERS_MAX)
                ever[e->group][counts[e->group]++] = e->subject;
            else
                scenario_errors_add(l->errors, ERR_LIMIT, e->position,
                                    "more than %d parties join group %s, "
                                    "expected at most as many",
                                    SCENARIO_GROUP_MEMBERS_MAX,
                                    l->s->groups[e->group].name);
        }
    }
}

/* Sets an entry's recipients: all who may be in the group when it is due, over
 * the group's channel. */
static void groups_address(struct load *l, struct scenario_entry *e,
                           const uint32_t *ever, size_t count)
{
    const struct scenario_group *g = &l->s->groups[e->group];
    uint32_t *to = arena_array(l->arena, count, sizeof *to);
    uint32_t *over = arena_array(l->arena, count, sizeof *over);

    e->to_count = 0;
    for (size_t i = 0; i < count; i++) {
        if (ever[i] == e->from) continue;
        over[e->to_count] = g->channel;
        to[e->to_count++] = ever[i];
    }
    e->to = to;
    e->over = over;
}

void groups_complete(struct load *l, struct scenario_entry *entries,
                     size_t count)
{
    const size_t groups = l->s->group_count;
    uint32_t **ever = arena_array(l->arena, groups, sizeof(uint32_t *));
    size_t *counts = arena_array(l->arena, groups, sizeof *counts);

    for (size_t i = 0; i < groups; i++)
        ever[i] =
            arena_array(l->arena, SCENARIO_GROUP_MEMBERS_MAX, sizeof **ever);
    collect_members(l, ever, counts, entries, count);
    for (size_t i = 0; i < count && groups > 0; i++) {
        struct scenario_entry *e = &entries[i];
        if (e->group == SCENARIO_NONE) continue;
        const bool changed = record_verb_object(e->verb) == RECORD_OBJECT_GROUP;
        const uint32_t who = changed ? e->subject : e->from;
        if (who != SCENARIO_NONE &&
            !groups_has_party(ever[e->group], counts[e->group], who))
            load_wrong(l, e->position,
                       "%s is never in group %s, expected a member",
                       l->s->parties[who].name, l->s->groups[e->group].name);
        if (!changed) groups_address(l, e, ever[e->group], counts[e->group]);
    }
}
