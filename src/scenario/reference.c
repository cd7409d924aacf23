#include "scenario/reference.h"

#include <string.h>

#include "scenario/value.h"

/* The index of the name at node; SCENARIO_NONE after noting that it is
 * unknown. */
static uint32_t find(struct load *l, const struct yaml_node *node,
                     const char *what, const struct names *names)
{
    const char *text =
        value_scalar(l, node, arena_format(l->arena, "a %s", what));

    if (!text) return SCENARIO_NONE;
    uint32_t index = names_find(names, text);
    if (index == NAMES_NONE)
        fields_unknown_name(l, node->position, what, text, names);
    return index;
}

static void put(void *out, const struct field *field, uint32_t index)
{
    memcpy((char *)out + field->offset, &index, sizeof index);
}

void reference_party(struct load *l, const struct yaml_node *node,
                     const struct field *field, void *out)
{
    put(out, field, find(l, node, "party", &l->s->party_names));
}

void reference_document(struct load *l, const struct yaml_node *node,
                        const struct field *field, void *out)
{
    put(out, field, find(l, node, "document", &l->s->document_names));
}

void reference_channel(struct load *l, const struct yaml_node *node,
                       const struct field *field, void *out)
{
    put(out, field, find(l, node, "channel", &l->channels));
}

void reference_adversary(struct load *l, const struct yaml_node *node,
                         const struct field *field, void *out)
{
    put(out, field, find(l, node, "adversary", &l->s->adversary_names));
}

void reference_protection(struct load *l, const struct yaml_node *node,
                          const struct field *field, void *out)
{
    put(out, field, find(l, node, "protection", &l->protections));
}

void reference_parties(struct load *l, const struct yaml_node *node,
                       const struct field *field, void *out)
{
    const struct yaml_node *n =
        node->kind == YAML_SEQUENCE ? node->first : node;
    uint32_t most = node->kind == YAML_SEQUENCE ? node->count : 1;
    uint32_t *items = arena_array(l->arena, most, sizeof *items);
    size_t count = 0;

    l->seen_now++;
    for (uint32_t i = 0; i < most; i++, n = n->next) {
        uint32_t party = find(l, n, "party", &l->s->party_names);
        if (party == SCENARIO_NONE) continue;
        if (l->seen[party] == l->seen_now) {
            fields_wrong(l, n->position, "%s twice, expected once",
                         l->s->parties[party].name);
            continue;
        }
        l->seen[party] = l->seen_now;
        items[count++] = party;
    }
    const uint32_t *list = items;
    memcpy((char *)out + field->offset, &list, sizeof list);
    memcpy((char *)out + field->count, &count, sizeof count);
}
