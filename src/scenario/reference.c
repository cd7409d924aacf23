#include "scenario/reference.h"

#include <string.h>

#include "scenario/value.h"

/* The index of the name at node; SCENARIO_NONE after noting that it is
 * unknown. */
static uint32_t reference_find(struct load *l, const struct yaml_node *node,
                               const char *what, const struct names *names)
{
    const char *text =
        value_scalar(l, node, arena_format(l->arena, "a %s", what));

    if (!text) return SCENARIO_NONE;
    uint32_t index = names_find(names, text);
    if (index == NAMES_NONE)
        load_unknown_name(l, node->position, what, text, names);
    return index;
}

static void reference_put(void *out, const struct field *field, uint32_t index)
{
    memcpy((char *)out + field->offset, &index, sizeof index);
}

void reference_party(struct load *l, const struct yaml_node *node,
                     const struct field *field, void *out)
{
    reference_put(out, field,
                  reference_find(l, node, "party", &l->s->party_names));
}

void reference_document(struct load *l, const struct yaml_node *node,
                        const struct field *field, void *out)
{
    reference_put(out, field,
                  reference_find(l, node, "document", &l->s->document_names));
}

void reference_channel(struct load *l, const struct yaml_node *node,
                       const struct field *field, void *out)
{
    reference_put(out, field,
                  reference_find(l, node, "channel", &l->s->channel_names));
}

void reference_adversary(struct load *l, const struct yaml_node *node,
                         const struct field *field, void *out)
{
    reference_put(out, field,
                  reference_find(l, node, "adversary", &l->s->adversary_names));
}

void reference_protection(struct load *l, const struct yaml_node *node,
                          const struct field *field, void *out)
{
    reference_put(out, field,
                  reference_find(l, node, "protection", &l->protections));
}

void reference_group(struct load *l, const struct yaml_node *node,
                     const struct field *field, void *out)
{
    reference_put(out, field, reference_find(l, node, "group", &l->groups));
}

uint32_t *reference_seen(struct load *l, size_t count)
{
    if (l->seen_count < count) {
        l->seen = arena_array(l->arena, count, sizeof *l->seen);
        l->seen_count = count;
    }
    l->seen_now++;
    return l->seen;
}

const uint32_t *reference_list(struct load *l, const struct yaml_node *node,
                               const char *what, const struct names *names,
                               size_t *count)
{
    const bool list = node->kind == YAML_SEQUENCE;
    const struct yaml_node *n = list ? node->first : node;
    uint32_t *items =
        arena_array(l->arena, list ? node->count : 1, sizeof *items);
    uint32_t *seen = reference_seen(l, names->count);

    *count = 0;
    for (; n; n = list ? n->next : NULL) {
        const uint32_t index = reference_find(l, n, what, names);
        if (index == SCENARIO_NONE) continue;
        if (seen[index] == l->seen_now) {
            load_wrong(l, n->position, "%s twice, expected once", n->text);
            continue;
        }
        seen[index] = l->seen_now;
        items[(*count)++] = index;
    }
    return items;
}

static void reference_put_list(struct load *l, const struct yaml_node *node,
                               const char *what, const struct names *names,
                               const struct field *field, void *out)
{
    size_t count;
    const uint32_t *list = reference_list(l, node, what, names, &count);

    memcpy((char *)out + field->offset, &list, sizeof list);
    memcpy((char *)out + field->count, &count, sizeof count);
}

void reference_parties(struct load *l, const struct yaml_node *node,
                       const struct field *field, void *out)
{
    reference_put_list(l, node, "party", &l->s->party_names, field, out);
}

void reference_channels(struct load *l, const struct yaml_node *node,
                        const struct field *field, void *out)
{
    reference_put_list(l, node, "channel", &l->s->channel_names, field, out);
}
