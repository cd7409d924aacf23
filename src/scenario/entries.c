#include "scenario/entries.h"

#include <stdio.h>

#include "scenario/distribution.h"
#include "scenario/groups.h"
#include "scenario/hazard.h"
#include "scenario/possibility.h"
#include "scenario/reference.h"
#include "scenario/route.h"
#include "scenario/value.h"

/* The script is read entry by entry. All keys of an entry are read first, by
 * one table; then its time is checked, its one verb found, and the verb's row
 * of rules says which other keys it takes and needs and which defaults hold.
 * route_resolve then fills in sender, recipients and channels, and what depends
 * on these is checked: groups, sessions, hazards. Groups and the names of
 * random streams are completed once all entries are there. */

static const char *const precedences[] = {
    [PRECEDENCE_FLASH] = "flash",
    [PRECEDENCE_IMMEDIATE] = "immediate",
    [PRECEDENCE_PRIORITY] = "priority",
    [PRECEDENCE_ROUTINE] = "routine",
};

const struct name_words entries_precedences = FIELD_WORDS(precedences);

static const char *const takes[] = {"identity", "state"};

static const struct name_words takes_words = FIELD_WORDS(takes);

#define KEY(key) (UINT64_C(1) << (key))
#define WAY      (KEY(FROM) | KEY(TO) | KEY(OVER))
#define HOW      (WAY | KEY(PROTECT) | KEY(PRECEDENCE))

/* The verbs of the script in the order of their keys: the object that the key
 * names; the other keys that the verb takes, and those of them that it needs;
 * the default where `from` or `to` is left out; and the rules of its route. */
#define VERBS(X)                                                               \
    X(DRAFT, DOCUMENT, KEY(FROM), 0, AUTHOR, NOBODY, ROUTE_BY_AUTHOR)          \
    X(REVIEW, DOCUMENT, HOW | KEY(DEADLINE), KEY(TO) | KEY(DEADLINE), AUTHOR,  \
      NOBODY, 0)                                                               \
    X(COMMENT, DOCUMENT, WAY | KEY(TEXT), KEY(FROM) | KEY(TEXT), NOBODY,       \
      AUTHOR, 0)                                                               \
    X(APPROVE, DOCUMENT, WAY | KEY(TEXT), KEY(FROM), NOBODY, AUTHOR, 0)        \
    X(OBJECT, DOCUMENT, WAY | KEY(TEXT), KEY(FROM) | KEY(TEXT), NOBODY,        \
      AUTHOR, 0)                                                               \
    X(SIGN, DOCUMENT, WAY, 0, AUTHOR, AUTHOR_IF_OTHER, 0)                      \
    X(SEND, DOCUMENT, HOW | KEY(PORTIONS), KEY(TO), AUTHOR, NOBODY, 0)         \
    X(FORWARD, DOCUMENT, HOW | KEY(PORTIONS), KEY(FROM) | KEY(TO), NOBODY,     \
      NOBODY, 0)                                                               \
    X(BRIEF, DOCUMENT, WAY | KEY(PORTIONS), KEY(TO), AUTHOR, NOBODY, 0)        \
    X(ANNOUNCE, DOCUMENT, WAY | KEY(TEXT), 0, AUTHOR, PUBLIC, 0)               \
    X(ACKNOWLEDGE, DOCUMENT, WAY, KEY(FROM), NOBODY, AUTHOR, 0)                \
    X(WITHHOLD, DOCUMENT, KEY(FROM) | KEY(TO) | KEY(UNTIL), 0, AUTHOR, PUBLIC, \
      ROUTE_NOWHERE | ROUTE_TO_NO_GROUP)                                       \
    X(REPLY, DOCUMENT, HOW | KEY(ANSWERS), KEY(TO) | KEY(ANSWERS), AUTHOR,     \
      NOBODY, 0)                                                               \
    X(PUBLISH, DOCUMENT, WAY | KEY(PORTIONS), 0, AUTHOR, PUBLIC,               \
      ROUTE_TO_NO_GROUP)                                                       \
    X(OUTAGE, CHANNEL, 0, 0, NOBODY, NOBODY, 0)                                \
    X(RESTORE, CHANNEL, 0, 0, NOBODY, NOBODY, 0)                               \
    X(LEAK, DOCUMENT, WAY | KEY(PORTIONS) | KEY(HAZARD) | KEY(WITH_PROOF),     \
      KEY(FROM) | KEY(TO), NOBODY, NOBODY, ROUTE_TO_NO_GROUP)                  \
    X(ROTATE, PARTY, KEY(TO) | KEY(OVER), 0, NOBODY, NEIGHBOURS, 0)            \
    X(REVOKE, PARTY, KEY(TO) | KEY(OVER) | KEY(SERIAL) | KEY(SINCE), 0,        \
      NOBODY, NEIGHBOURS, 0)                                                   \
    X(COMPARE, PARTY, KEY(TO) | KEY(OVER), KEY(TO), NOBODY, NOBODY,            \
      ROUTE_IN_PERSON)                                                         \
    X(COMPROMISE, PARTY, KEY(BY) | KEY(TAKES), KEY(BY), NOBODY, NOBODY, 0)     \
    X(ADD, MEMBER, KEY(GROUP), KEY(GROUP), NOBODY, NOBODY, 0)                  \
    X(REMOVE, MEMBER, KEY(GROUP), KEY(GROUP), NOBODY, NOBODY, 0)

/* The keys of an entry: the verbs, then what goes with them. */
enum {
#define VERB_KEY(verb, ...) KEY_OF_##verb,
    VERBS(VERB_KEY)
#undef VERB_KEY
        VERB_KEYS
};

enum {
    AT = VERB_KEYS,
    WHEN,
    AFTER,
    CHANCE,
    FROM,
    TO,
    OVER,
    PROTECT,
    PRECEDENCE,
    PORTIONS,
    TEXT,
    DEADLINE,
    UNTIL,
    ANSWERS,
    HAZARD,
    WITH_PROOF,
    SERIAL,
    SINCE,
    BY,
    TAKES,
    GROUP,
    KEY_COUNT
};

static void read_when(struct load *l, const struct yaml_node *node,
                      const struct field *field, void *out)
{
    struct route *route = out;

    (void)field;
    sentence_read(l, node, true, &route->entry.when);
    possibility_check(l, &route->entry.when);
}

static void read_takes(struct load *l, const struct yaml_node *node,
                       const struct field *field, void *out)
{
    static const enum scenario_theft thefts[] = {THEFT_IDENTITY, THEFT_STATE};
    struct route *route = out;
    uint32_t place = 1;

    value_word(l, node, field, &place);
    route->entry.takes = thefts[place];
}

#define IN_ENTRY(member) offsetof(struct route, entry.member)
#define REFERENCE(word, reader, member)                             \
    {                                                               \
        .key = (word), .read = (reader), .offset = IN_ENTRY(member) \
    }
#define DOCUMENT(word) REFERENCE(word, reference_document, document)
#define CHANNEL(word)  REFERENCE(word, reference_channel, channel)
#define PARTY(word)    REFERENCE(word, reference_party, from)
#define MEMBER(word)   REFERENCE(word, reference_party, subject)

/* The words of all verbs: each is the key of its own field. */
static const struct {
#define WORD(verb, word, object) char verb[sizeof(word)];
    RECORD_VERB_MAP(WORD)
#undef WORD
} words = {
#define WORD(verb, word, object) word,
    RECORD_VERB_MAP(WORD)
#undef WORD
};

static const struct field fields[KEY_COUNT] = {
    [AT] = {.key = "at", .read = value_instant, .offset = IN_ENTRY(at)},
    [WHEN] = {.key = "when", .read = read_when},
    [AFTER] = {.key = "after",
               .read = distribution_read,
               .offset = IN_ENTRY(after)},
    [CHANCE] = {.key = "chance",
                .read = value_probability,
                .offset = IN_ENTRY(chance)},
    [FROM] = PARTY("from"),
    [TO] = {.key = "to",
            .read = groups_read_to,
            .offset = IN_ENTRY(to),
            .count = IN_ENTRY(to_count)},
    [OVER] = {.key = "over",
              .read = reference_channel,
              .offset = offsetof(struct route, over)},
    [PROTECT] = {.key = "protect",
                 .read = reference_protection,
                 .offset = IN_ENTRY(protection)},
    [PRECEDENCE] = {.key = "precedence",
                    .read = value_word,
                    .offset = IN_ENTRY(precedence),
                    .words = &entries_precedences},
    [PORTIONS] = {.key = "portions", .read = value_later},
    [TEXT] = {.key = "text", .read = value_text, .offset = IN_ENTRY(text)},
    [DEADLINE] = {.key = "deadline",
                  .read = value_span,
                  .offset = IN_ENTRY(deadline)},
    [UNTIL] = {.key = "until",
               .read = value_instant,
               .offset = IN_ENTRY(until)},
    [ANSWERS] = {.key = "answers",
                 .read = reference_document,
                 .offset = IN_ENTRY(answers)},
    [HAZARD] = {.key = "hazard",
                .read = hazard_read,
                .offset = IN_ENTRY(hazard),
                .section = &hazard_section},
    [WITH_PROOF] = {.key = "with-proof",
                    .read = value_yes_no,
                    .offset = IN_ENTRY(with_proof),
                    .words = &value_yes_no_words},
    [SERIAL] = {.key = "serial",
                .read = value_count,
                .offset = IN_ENTRY(serial)},
    [SINCE] = {.key = "since",
               .read = value_instant,
               .offset = IN_ENTRY(since)},
    [BY] = {.key = "by", .read = reference_adversary, .offset = IN_ENTRY(by)},
    [TAKES] = {.key = "takes", .read = read_takes, .words = &takes_words},
    [GROUP] = REFERENCE("group", reference_group, group),
#define VERB_FIELD(verb, object, ...) [KEY_OF_##verb] = object(words.verb),
    VERBS(VERB_FIELD)
#undef VERB_FIELD
};

const struct field_section entries_section = {"an entry", fields, KEY_COUNT};
const uint32_t entries_verb_count = VERB_KEYS;

static const struct entries_rule {
    uint64_t takes, needs;
    enum record_verb verb;
    enum route_default from, to;
    unsigned route; /* of enum route_rule */
} rules[VERB_KEYS] = {
#define VERB_RULE(verb, object, takes, needs, from, to, route) \
    {takes, needs, RECORD_VERB_##verb, ROUTE_##from, ROUTE_##to, route},
    VERBS(VERB_RULE)
#undef VERB_RULE
};

bool entries_takes_protection(enum record_verb verb)
{
    for (size_t i = 0; i < VERB_KEYS; i++)
        if (rules[i].verb == verb) return rules[i].takes & KEY(PROTECT);
    return false;
}

/* The state that one entry leaves to the next. */
struct entries_script {
    struct load *l;
    struct route_public public;
    instant previous; /* `at` of the entry before */
};

/* The one verb of an entry, or KEY_COUNT after noting what is wrong. */
static unsigned find_verb(struct load *l, const struct yaml_node *node,
                          const struct yaml_node *const given[])
{
    unsigned verb = KEY_COUNT;
    uint32_t known = 0;

    for (unsigned i = 0; i < KEY_COUNT; i++) {
        if (!given[i]) continue;
        known++;
        if (i >= VERB_KEYS) continue;
        if (verb != KEY_COUNT) {
            load_wrong(l, given[i]->key_position,
                       "two verbs, %s and %s, expected one per entry",
                       fields[verb].key, fields[i].key);
            return KEY_COUNT;
        }
        verb = i;
    }
    /* An unknown key may be the verb misspelt, and has been noted. */
    if (verb == KEY_COUNT && known == node->count)
        load_wrong(l, node->position,
                   "no verb, expected one such as send or announce");
    return verb;
}

static void check_keys(struct load *l, const struct yaml_node *node,
                       const struct yaml_node *const given[], unsigned verb)
{
    const struct entries_rule *rule = &rules[verb];

    for (unsigned i = FROM; i < KEY_COUNT; i++) {
        if (given[i] && !(rule->takes & KEY(i)))
            load_wrong(l, given[i]->key_position,
                       "\"%s\" has no meaning with %s", fields[i].key,
                       fields[verb].key);
        else if (!given[i] && rule->needs & KEY(i))
            load_wrong(l, node->position, "missing \"%s\", expected with %s",
                       fields[i].key, fields[verb].key);
    }
}

static void check_at(struct entries_script *script, const struct yaml_node *at,
                     instant time)
{
    struct load *l = script->l;
    char earlier[INSTANT_TEXT_SIZE];

    if (time == INSTANT_MIN) return; /* unreadable, and noted */
    if (l->has_clock && (time < l->s->start || time > l->s->end)) {
        load_wrong(l, at->position,
                   "%.64s is outside the clock, expected a time within",
                   at->text);
        return;
    }
    if (time < script->previous) {
        instant_format(earlier, script->previous);
        load_wrong(l, at->position,
                   "%.64s is out of order, expected %s or later", at->text,
                   earlier);
    }
    script->previous = time;
}

static void check_time(struct entries_script *script,
                       const struct yaml_node *node,
                       const struct yaml_node *const given[],
                       struct scenario_entry *entry)
{
    struct load *l = script->l;

    entry->conditional = given[WHEN] != NULL;
    entry->delayed = given[AFTER] != NULL;
    /* A missing "when" is one error, said where something asks for it. */
    const bool waits = given[WHEN] || given[HAZARD];
    const unsigned asks = given[AFTER] ? AFTER : CHANCE;
    if (!waits && given[asks])
        load_wrong(l, given[asks]->key_position, "\"%s\" needs \"when\"%s",
                   fields[asks].key, asks == CHANCE ? " or \"hazard\"" : "");
    else if (!given[AT] == !given[WHEN] && (given[AT] || !given[HAZARD]))
        load_wrong(l, node->position, "expected \"at\" or \"when\"%s",
                   given[AT] ? ", not both" : "");
    if (given[AT]) check_at(script, given[AT], entry->at);
    if (given[AFTER] && given[HAZARD])
        load_wrong(
            l, given[AFTER]->key_position,
            "\"after\" and \"hazard\" both set the time, expected one of them");
    if (given[UNTIL] && given[AT] && entry->until < entry->at)
        load_wrong(l, given[UNTIL]->position,
                   "%.64s is before the entry itself, expected a later time",
                   given[UNTIL]->text);
    if (given[SINCE] && given[AT] && entry->since > entry->at)
        load_wrong(l, given[SINCE]->position,
                   "%.64s is after the entry itself, expected an earlier "
                   "time",
                   given[SINCE]->text);
}

/* A handshake needs a wire under it. */
static void check_session(struct load *l, const struct scenario_entry *e,
                          const struct yaml_node *protect)
{
    const struct scenario *s = l->s;

    if (e->protection == SCENARIO_NONE ||
        s->protections[e->protection].session != SESSION_NOISE || !e->over)
        return;
    for (size_t i = 0; i < e->to_count; i++) {
        const uint32_t over = e->over[i];
        if (over == SCENARIO_NONE || s->channels[over].medium == MEDIUM_NETWORK)
            continue;
        load_wrong(l, protect->position,
                   "%s has session: noise, but channel %s is not a network; "
                   "expected a network, or session: ratchet",
                   s->protections[e->protection].name, s->channels[over].name);
        return;
    }
}

static void entries_read_one(struct entries_script *script,
                             const struct yaml_node *node,
                             struct scenario_entry *entry)
{
    struct load *l = script->l;
    const struct yaml_node *given[KEY_COUNT] = {NULL};
    struct route route = {.over = SCENARIO_NONE};
    struct scenario_entry *e = &route.entry;

    *e = (struct scenario_entry){.position = node->position,
                                 .at = INSTANT_MIN,
                                 .chance = 1,
                                 .document = SCENARIO_NONE,
                                 .from = SCENARIO_NONE,
                                 .channel = SCENARIO_NONE,
                                 .group = SCENARIO_NONE,
                                 .subject = SCENARIO_NONE,
                                 .protection = SCENARIO_NONE,
                                 .precedence = PRECEDENCE_ROUTINE,
                                 .text = "",
                                 .until = INSTANT_MAX,
                                 .answers = SCENARIO_NONE,
                                 .hazard.motive = 1,
                                 .since = INSTANT_MIN,
                                 .by = SCENARIO_NONE,
                                 .takes = THEFT_STATE,
                                 .key = ""};
    *entry = *e; /* the defaults, kept if reading fails */
    if (!field_read(l, node, &entries_section, &route, given)) return;
    check_time(script, node, given, e);
    unsigned verb = find_verb(l, node, given);
    if (verb == KEY_COUNT) return;
    check_keys(l, node, given, verb);
    e->verb = rules[verb].verb;
    if (!(rules[verb].takes & KEY(TO))) e->to_count = 0;
    if (rules[verb].needs & KEY(GROUP)) {
        groups_resolve_change(l, e, given[verb]);
    } else if (e->document != SCENARIO_NONE || e->from != SCENARIO_NONE) {
        route.node = node;
        route.from = given[FROM];
        route.to = given[TO];
        route.channel = given[OVER];
        route.portions = given[PORTIONS];
        route.default_from = rules[verb].from;
        route.default_to = rules[verb].to;
        route.rules = rules[verb].route;
        route_resolve(l, &route, &script->public);
        check_session(l, e, given[PROTECT]);
        if (e->group != SCENARIO_NONE && given[TO] && !given[GROUP])
            groups_check_said(l, &route, given[PROTECT]);
        hazard_draw(l, e, given[AT] || given[WHEN]);
    }
    *entry = *e;
}

void entries_read(struct load *l, const struct yaml_node *node,
                  const struct field *field, void *out)
{
    struct scenario *s = out;
    struct entries_script script = {.l = l, .previous = INSTANT_MIN};

    (void)field;
    if (yaml_is_empty(node)) return;
    if (node->kind != YAML_SEQUENCE) {
        load_wrong(l, node->position, "expected a list of entries");
        return;
    }
    if (node->count > SCENARIO_ENTRIES_MAX) {
        scenario_errors_add(l->errors, ERR_LIMIT, node->key_position,
                            "%u entries, expected at most %d", node->count,
                            SCENARIO_ENTRIES_MAX);
        return;
    }
    route_public_init(&script.public, l);
    struct scenario_entry *entries =
        arena_array(l->arena, node->count, sizeof *entries);
    size_t count = 0;
    for (const struct yaml_node *n = node->first; n; n = n->next)
        entries_read_one(&script, n, &entries[count++]);
    groups_complete(l, entries, count);
    if (l->errors->count == 0) route_name(l, entries, count);
    s->entries = entries;
    s->entry_count = count;
}
