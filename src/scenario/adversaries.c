#include "scenario/adversaries.h"

#include <string.h>

#include "scenario/reference.h"
#include "scenario/value.h"

static const char *const acts[] = {
    "observe", "drop", "delay", "replay", "modify", "inject",
};

const struct words adversaries_acts = {
    .texts = acts,
    .count = FIELDS_COUNT(acts),
    .supported = FIELDS_COUNT(acts),
};

/* What is read only to be checked. */
struct adversary {
    uint32_t channel;
    instant at;
};

static void read_acts(struct load *l, const struct yaml_node *node,
                      const struct field *field, void *out)
{
    const struct field item = {.key = field->key, .words = field->words};
    enum medium unused;

    (void)out;
    if (node->kind != YAML_SEQUENCE || node->count == 0) {
        fields_wrong(l, node->position, "expected a list of %s",
                     words_list(field->words, l->arena));
        return;
    }
    for (const struct yaml_node *n = node->first; n; n = n->next)
        value_word(l, n, &item, &unused);
}

/* "us identity key". */
static void read_theft(struct load *l, const struct yaml_node *node,
                       const struct field *field, void *out)
{
    const char *text = value_scalar(l, node, "a key, such as us identity key");

    (void)field, (void)out;
    if (!text) return;
    char *party = arena_text(l->arena, text);
    char *rest = party + strcspn(party, " ");
    if (strcmp(rest, " identity key") != 0) {
        fields_wrong(l, node->position,
                     "\"%.64s\", expected a party and \"identity key\"", text);
        return;
    }
    *rest = '\0';
    if (names_find(&l->s->party_names, party) == NAMES_NONE)
        fields_unknown_name(l, node->position, "party", party,
                            &l->s->party_names);
}

enum key { ON, CAN, STEALS, AT };

static const struct field fields[] = {
    [ON] = {.key = "on",
            .read = reference_channel,
            .offset = offsetof(struct adversary, channel)},
    [CAN] = {.key = "can", .read = read_acts, .words = &adversaries_acts},
    [STEALS] = {.key = "steals", .read = read_theft},
    [AT] = {.key = "at",
            .read = value_instant,
            .offset = offsetof(struct adversary, at)},
};

const struct section adversaries_section = {"an adversary", fields,
                                            FIELDS_COUNT(fields)};

static void check(struct load *l, const struct yaml_node *node)
{
    const struct yaml_node *given[FIELDS_COUNT(fields)] = {NULL};
    struct adversary unused;

    if (names_find(&l->s->party_names, node->key) != NAMES_NONE)
        fields_wrong(l, node->key_position,
                     "%s is a party too, expected a name of its own",
                     node->key);
    if (!fields_read(l, node, &adversaries_section, &unused, given)) return;
    if (!given[ON] && !given[STEALS])
        fields_wrong(l, node->key_position,
                     "missing what it does, expected \"on\" a channel or "
                     "\"steals\" a key");
    if (!given[ON] != !given[CAN])
        fields_wrong(l, node->key_position,
                     "expected \"on\" and \"can\" together");
    if (!given[STEALS] != !given[AT])
        fields_wrong(l, node->key_position,
                     "expected \"steals\" and \"at\" together");
}

void adversaries_read(struct load *l, const struct yaml_node *node,
                      const struct field *field, void *out)
{
    size_t count = fields_names(l, node, "adversary", SCENARIO_PARTIES_MAX,
                                &l->adversaries);

    (void)field, (void)out;
    if (count == 0) return;
    for (const struct yaml_node *n = node->first; n; n = n->next)
        check(l, n);
    fields_unsupported(l, node->key_position, "adversary");
}
