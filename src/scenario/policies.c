#include "scenario/policies.h"

#include "scenario/reference.h"
#include "scenario/value.h"

static const char *const sessions[] = {
    [RULE_SESSION_ANY] = "any",
    [RULE_SESSION_AUTHENTICATED] = "authenticated",
};

static const struct name_words session_words = FIELD_WORDS(sessions);

/* Left out, it is anybody; so a list of nobody is no other way to say that. */
static void read_from(struct load *l, const struct yaml_node *node,
                      const struct field *field, void *out)
{
    reference_parties(l, node, field, out);
    if (node->kind == YAML_SEQUENCE && node->count == 0)
        load_wrong(l, node->position,
                   "empty list, expected at least one party");
}

static const struct field fields[] = {
    {.key = "from",
     .read = read_from,
     .offset = offsetof(struct scenario_rule, from),
     .count = offsetof(struct scenario_rule, from_count)},
    {.key = "signed",
     .read = value_yes_no,
     .offset = offsetof(struct scenario_rule, sign),
     .words = &value_yes_no_words},
    {.key = "session",
     .read = value_word,
     .offset = offsetof(struct scenario_rule, session),
     .words = &session_words},
};

const struct field_section policies_section = {"a rule", fields,
                                               FIELD_COUNT(fields)};

void policies_read(struct load *l, const struct yaml_node *node,
                   const struct field *field, void *out)
{
    struct scenario_party *party = out;

    (void)field;
    if (yaml_is_empty(node)) return;
    if (node->kind != YAML_SEQUENCE) {
        load_wrong(l, node->position, "expected a list of rules");
        return;
    }
    if (node->count > SCENARIO_RULES_MAX) {
        scenario_errors_add(l->errors, ERR_LIMIT, node->position,
                            "%u rules, expected at most %d", node->count,
                            SCENARIO_RULES_MAX);
        return;
    }
    struct load_rules *rules = arena_alloc(l->arena, sizeof *rules);
    rules->next = l->rules;
    rules->node = node;
    rules->items = arena_array(l->arena, node->count, sizeof *rules->items);
    l->rules = rules;
    party->rules = rules->items;
    party->rule_count = node->count;
}

void policies_complete(struct load *l)
{
    for (const struct load_rules *r = l->rules; r; r = r->next) {
        struct scenario_rule *rule = r->items;
        for (const struct yaml_node *n = r->node->first; n;
             n = n->next, rule++) {
            *rule = (struct scenario_rule){.position = n->position};
            if (yaml_is_empty(n))
                load_wrong(l, n->position,
                           "an empty rule, expected one with "
                           "\"from\", \"signed\" or \"session\"");
            else
                (void)field_read(l, n, &policies_section, rule, NULL);
        }
    }
}

static bool policies_fits(const struct scenario_rule *rule, uint32_t from)
{
    for (size_t i = 0; i < rule->from_count; i++)
        if (rule->from[i] == from) return true;
    return rule->from_count == 0;
}

const struct scenario_rule *policies_rule(const struct scenario *s, uint32_t to,
                                          uint32_t from)
{
    const struct scenario_party *party = &s->parties[to];

    for (size_t i = 0; i < party->rule_count; i++)
        if (policies_fits(&party->rules[i], from)) return &party->rules[i];
    return NULL;
}
