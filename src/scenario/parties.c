#include "scenario/parties.h"

#include <string.h>

#include "scenario/policies.h"
#include "scenario/value.h"

/* parties_read takes one party after the other by the table `fields`; prekeys
 * are a number or a mapping of their own (`read_prekeys`). Then it sees that
 * there is one public and one directory at most, and that who trusts a
 * directory has one. */

static const char *const kinds[] = {
    [PARTY_STATE] = "state",
    [PARTY_ALLIANCE] = "alliance",
    [PARTY_LEGISLATURE] = "legislature",
    [PARTY_AGENCY] = "agency",
    [PARTY_PERSON] = "person",
    [PARTY_PUBLIC] = "public",
    [PARTY_DIRECTORY] = "directory",
};

const struct name_words parties_kinds = FIELD_WORDS(kinds);

static const char *const trusts[] = {
    [TRUST_PINNED] = "pinned",
    [TRUST_FIRST_USE] = "first-use",
    [TRUST_DIRECTORY] = "directory",
};

static const struct name_words trust_words = FIELD_WORDS(trusts);

/* None is a number of them, too: every session then goes without. */
static void read_one_time(struct load *l, const struct yaml_node *node,
                          const struct field *field, void *out)
{
    struct scenario_prekeys *prekeys = out;

    value_count_or_none(l, node, field, out);
    if (prekeys->one_time > SCENARIO_PREKEYS_MAX)
        scenario_errors_add(l->errors, ERR_LIMIT, node->position,
                            "%.64s one-time prekeys, expected at most %d",
                            node->text, SCENARIO_PREKEYS_MAX);
}

static const struct field prekeys_fields[] = {
    {.key = "one-time",
     .read = read_one_time,
     .offset = offsetof(struct scenario_prekeys, one_time)},
    {.key = "renew",
     .read = value_span,
     .offset = offsetof(struct scenario_prekeys, renew)},
    {.key = "keep",
     .read = value_span,
     .offset = offsetof(struct scenario_prekeys, keep)},
};

static const struct field_section prekeys_section = {
    "prekeys", prekeys_fields, FIELD_COUNT(prekeys_fields)};

/* A number alone is that of the one-time prekeys. */
static void read_prekeys(struct load *l, const struct yaml_node *node,
                         const struct field *field, void *out)
{
    struct scenario_prekeys *prekeys = &((struct scenario_party *)out)->prekeys;

    (void)field;
    if (node->kind != YAML_MAPPING) {
        read_one_time(l, node, &prekeys_fields[0], prekeys);
        return;
    }
    (void)field_read(l, node, &prekeys_section, prekeys, NULL);
    if (prekeys->renew < HOUR)
        load_wrong(l, node->position,
                   "prekeys renewed more often than each hour, expected 1 h or "
                   "more");
    else if (prekeys->keep / prekeys->renew >= SCENARIO_PREKEYS_RETIRED_MAX)
        scenario_errors_add(l->errors, ERR_LIMIT, node->position,
                            "prekeys kept for %d renewals or more, expected "
                            "fewer",
                            SCENARIO_PREKEYS_RETIRED_MAX);
}

const struct scenario_prekeys parties_prekeys = {
    .one_time = SCENARIO_PREKEYS, .renew = 7 * DAY, .keep = 21 * DAY};

static const struct field fields[] = {
    {.key = "name",
     .read = value_text,
     .offset = offsetof(struct scenario_party, title)},
    {.key = "kind",
     .read = value_word,
     .offset = offsetof(struct scenario_party, kind),
     .words = &parties_kinds},
    {.key = "readers",
     .read = value_count,
     .offset = offsetof(struct scenario_party, readers)},
    {.key = "processing_delay",
     .alias = "handling",
     .read = value_span,
     .offset = offsetof(struct scenario_party, processing_delay)},
    {.key = "trust",
     .read = value_word,
     .offset = offsetof(struct scenario_party, trust),
     .words = &trust_words},
    {.key = "prekeys",
     .alias = "one_time_prekeys",
     .read = read_prekeys,
     .section = &prekeys_section},
    {.key = "accepts", .read = policies_read, .section = &policies_section},
};

const struct field_section parties_section = {"a party", fields,
                                              FIELD_COUNT(fields)};

/* Two directories could contradict each other, and two publics differ in what
 * everybody knows: no rule says which one to believe. */
static void note_only(struct load *l, const struct scenario_party *parties,
                      uint32_t party, const char *what, uint32_t *only)
{
    if (*only == SCENARIO_NONE)
        *only = party;
    else
        load_wrong(l, parties[party].position,
                   "a second %s after \"%s\", expected at most one", what,
                   parties[*only].name);
}

/* A party that trusts a directory needs one, and the directory cannot trust
 * itself. */
static void check_trust(struct load *l, const struct scenario_party *parties,
                        size_t count)
{
    for (uint32_t i = 0; i < count; i++) {
        const struct scenario_party *party = &parties[i];
        if (party->trust != TRUST_DIRECTORY) continue;
        if (l->s->directory == SCENARIO_NONE)
            load_wrong(l, party->position,
                       "%s trusts a directory, expected a party of kind "
                       "directory",
                       party->name);
        else if (l->s->directory == i)
            load_wrong(l, party->position,
                       "%s is the directory, expected trust: pinned or "
                       "first-use",
                       party->name);
    }
}

void parties_read(struct load *l, const struct yaml_node *node,
                  const struct field *field, void *out)
{
    struct scenario *s = out;
    size_t count =
        field_names(l, node, "party", SCENARIO_PARTIES_MAX, &s->party_names);
    struct scenario_party *parties =
        arena_array(l->arena, count, sizeof *parties);
    const struct yaml_node *n = node->first;
    const size_t before = l->errors->count;
    uint32_t everybody = SCENARIO_NONE;

    (void)field;
    if (yaml_is_empty(node))
        load_wrong(l, node->position, "no party, expected at least one");
    for (size_t i = 0; i < count; i++, n = n->next) {
        parties[i] = (struct scenario_party){.name = n->key,
                                             .title = n->key,
                                             .kind = PARTY_STATE,
                                             .readers = 1,
                                             .prekeys = parties_prekeys,
                                             .position = n->key_position};
        (void)field_read(l, n, &parties_section, &parties[i], NULL);
        if (parties[i].kind == PARTY_DIRECTORY)
            note_only(l, parties, (uint32_t)i, "directory", &s->directory);
        if (parties[i].kind == PARTY_PUBLIC)
            note_only(l, parties, (uint32_t)i, "public", &everybody);
    }
    check_trust(l, parties, count);
    l->parties_unsure = s->party_names.unread || l->errors->count > before;
    s->parties = parties;
    s->party_count = count;
    s->actor_count = count;
    l->memberships = arena_array(l->arena, count, sizeof *l->memberships);
}
