#include "scenario/channels.h"

#include <string.h>

#include "base/search.h"
#include "scenario/distribution.h"
#include "scenario/reference.h"
#include "scenario/value.h"

/* channels_read indexes the names, then reads each channel: its fields first,
 * then what its medium does not allow. In the end the members of channels are
 * turned around into the channels of each party, ascending, by which the later
 * sections find the channel that joins two parties. */

static const char *const media[] = {
    [MEDIUM_HAND] = "hand",
    [MEDIUM_COURIER] = "courier",
    [MEDIUM_NETWORK] = "network",
    [MEDIUM_PRESS] = "press",
};

const struct name_words channels_media = FIELD_WORDS(media);

/* The interactive patterns of Noise, revision 34, 7.5: both sides speak, so
 * that a channel carries both ways. With each, whether both static keys take
 * part in it. */
#define HANDSHAKE_MAP(X) \
    X(NN, false)         \
    X(NK, false)         \
    X(NX, false)         \
    X(KN, false)         \
    X(KK, true)          \
    X(KX, true)          \
    X(XN, false)         \
    X(XK, true)          \
    X(XX, true)          \
    X(IN, false)         \
    X(IK, true)          \
    X(IX, true)

#define HANDSHAKE(name, both) #name,
static const char *const handshakes[] = {HANDSHAKE_MAP(HANDSHAKE)};
#undef HANDSHAKE
const struct name_words channels_handshakes = FIELD_WORDS(handshakes);

bool channels_authenticates(const char *handshake)
{
#define HANDSHAKE(name, both) both,
    static const bool authenticates[] = {HANDSHAKE_MAP(HANDSHAKE)};
#undef HANDSHAKE

    for (size_t i = 0; i < sizeof handshakes / sizeof handshakes[0]; i++)
        if (strcmp(handshakes[i], handshake) == 0) return authenticates[i];
    return false;
}

enum channels_key {
    BETWEEN,
    MEDIUM,
    HANDSHAKE,
    DELAY,
    LOSS,
    DUPLICATE,
    REORDER,
    HOLD,
    COVER
};

static const struct field cover_fields[] = {
    {.key = "every",
     .required = true,
     .read = value_span,
     .offset = offsetof(struct scenario_channel, cover)},
    {.key = "size",
     .read = value_count,
     .offset = offsetof(struct scenario_channel, unit)},
};

static const struct field_section cover_section = {"cover", cover_fields,
                                                   FIELD_COUNT(cover_fields)};

static void read_cover(struct load *l, const struct yaml_node *node,
                       const struct field *field, void *out)
{
    const struct yaml_node *given[FIELD_COUNT(cover_fields)] = {NULL};
    const size_t before = l->errors->count;
    struct scenario_channel *channel = out;

    (void)field;
    channel->unit = SCENARIO_UNIT_DEFAULT;
    if (!field_read(l, node, &cover_section, channel, given) ||
        l->errors->count > before)
        return;
    if (channel->cover < SCENARIO_COVER_MIN)
        load_wrong(l, given[0]->position, "expected a span of 1 s or more");
    if (channel->unit < SCENARIO_UNIT_MIN || channel->unit > SCENARIO_UNIT_MAX)
        load_wrong(l, given[1]->position, "expected a number from %d to %d",
                   SCENARIO_UNIT_MIN, SCENARIO_UNIT_MAX);
}

static void read_between(struct load *l, const struct yaml_node *node,
                         const struct field *field, void *out)
{
    const size_t before = l->errors->count;

    reference_parties(l, node, field, out);
    l->ways_unsure = l->ways_unsure || l->errors->count > before;
}

static const struct field fields[] = {
    [BETWEEN] = {.key = "between",
                 .required = true,
                 .read = read_between,
                 .offset = offsetof(struct scenario_channel, members),
                 .count = offsetof(struct scenario_channel, member_count)},
    [MEDIUM] = {.key = "medium",
                .read = value_word,
                .offset = offsetof(struct scenario_channel, medium),
                .words = &channels_media},
    [HANDSHAKE] = {.key = "handshake",
                   .read = value_word_text,
                   .offset = offsetof(struct scenario_channel, handshake),
                   .words = &channels_handshakes},
    [DELAY] = {.key = "delay",
               .read = distribution_read,
               .offset = offsetof(struct scenario_channel, delay)},
    [LOSS] = {.key = "loss",
              .read = value_probability,
              .offset = offsetof(struct scenario_channel, loss)},
    [DUPLICATE] = {.key = "duplicate",
                   .read = value_probability,
                   .offset = offsetof(struct scenario_channel, duplicate)},
    [REORDER] = {.key = "reorder",
                 .read = value_probability,
                 .offset = offsetof(struct scenario_channel, reorder)},
    [HOLD] = {.key = "hold",
              .read = distribution_read,
              .offset = offsetof(struct scenario_channel, hold)},
    [COVER] = {.key = "cover", .read = read_cover, .section = &cover_section},
};

const struct field_section channels_section = {"a channel", fields,
                                               FIELD_COUNT(fields)};

/* The keys that only some media take: a handshake needs a wire, and a frame
 * handed over in person is neither lost nor copied on the way. */
static const struct {
    enum channels_key key;
    unsigned media; /* bits */
    const char *text;
} limits[] = {
    {HANDSHAKE, 1u << MEDIUM_NETWORK, "network"},
    {LOSS, 1u << MEDIUM_NETWORK | 1u << MEDIUM_COURIER, "network or courier"},
    {DUPLICATE, 1u << MEDIUM_NETWORK | 1u << MEDIUM_COURIER,
     "network or courier"},
    {REORDER, 1u << MEDIUM_NETWORK | 1u << MEDIUM_COURIER,
     "network or courier"},
    {COVER, 1u << MEDIUM_NETWORK, "network"},
};

/* True for a delay that is never longer than 0. */
static bool is_instant(const struct scenario_distribution *d)
{
    switch (d->kind) {
    case DISTRIBUTION_CONSTANT:
        return d->a == 0;
    case DISTRIBUTION_UNIFORM:
        return d->b == 0;
    case DISTRIBUTION_TRIANGULAR:
        return d->c == 0;
    case DISTRIBUTION_EMPIRICAL:
        for (size_t i = 0; i < d->value_count; i++)
            if (d->values[i] > 0) return false;
        return true;
    case DISTRIBUTION_EXPONENTIAL:
    case DISTRIBUTION_LOGNORMAL:
    case DISTRIBUTION_WEIBULL:
    case DISTRIBUTION_GAMMA:
        return false;
    }
    return false;
}

static void channels_read_one(struct load *l, const struct yaml_node *node,
                              struct scenario_channel *channel)
{
    const struct yaml_node *given[FIELD_COUNT(fields)] = {NULL};
    size_t before = l->errors->count;

    *channel = (struct scenario_channel){.name = node->key,
                                         .medium = MEDIUM_NETWORK,
                                         .handshake = "XX",
                                         .position = node->key_position};
    (void)field_read(l, node, &channels_section, channel, given);
    channel->held = given[HOLD] != NULL;
    if (given[BETWEEN] && channel->member_count < 2 &&
        l->errors->count == before)
        load_wrong(l, given[BETWEEN]->position,
                   "one party, expected at least two");
    for (size_t i = 0; i < FIELD_COUNT(limits); i++) {
        const struct yaml_node *n = given[limits[i].key];
        if (!n || limits[i].media & 1u << channel->medium) continue;
        load_wrong(l, n->key_position,
                   "%s has no meaning with medium %s, expected %s", n->key,
                   media[channel->medium], limits[i].text);
    }
    if (channel->reorder > 0 && is_instant(&channel->delay) &&
        l->errors->count == before)
        load_wrong(l, given[REORDER]->key_position,
                   "reorder needs a delay: a frame is overtaken while it takes "
                   "a second one");
    if (channel->medium != MEDIUM_NETWORK) channel->handshake = NULL;
}

/* Turns the members of channels into the channels of members. */
static void index_members(struct load *l, const struct scenario_channel *all,
                          size_t count)
{
    for (size_t i = 0; i < count; i++)
        for (size_t j = 0; j < all[i].member_count; j++)
            l->memberships[all[i].members[j]].count++;
    for (size_t i = 0; i < l->s->party_count; i++) {
        struct load_membership *m = &l->memberships[i];
        m->channels = arena_array(l->arena, m->count, sizeof *m->channels);
        m->count = 0;
    }
    for (size_t i = 0; i < count; i++) {
        for (size_t j = 0; j < all[i].member_count; j++) {
            struct load_membership *m = &l->memberships[all[i].members[j]];
            m->channels[m->count++] = (uint32_t)i;
        }
    }
}

void channels_read(struct load *l, const struct yaml_node *node,
                   const struct field *field, void *out)
{
    struct scenario *s = out;
    size_t count = field_names(l, node, "channel", SCENARIO_CHANNELS_MAX,
                               &l->s->channel_names);
    struct scenario_channel *channels =
        arena_array(l->arena, count, sizeof *channels);
    const struct yaml_node *n = node->first;

    (void)field;
    l->ways_unsure = l->s->party_names.unread || s->channel_names.unread;
    for (size_t i = 0; i < count; i++, n = n->next)
        channels_read_one(l, n, &channels[i]);
    index_members(l, channels, count);
    s->channels = channels;
    s->channel_count = count;
}

static int compare_indices(const void *item, const void *key)
{
    const uint32_t *a = item, *b = key;

    return (*a > *b) - (*a < *b);
}

bool channels_joins(const struct load *l, uint32_t channel, uint32_t party)
{
    const struct load_membership *m = &l->memberships[party];
    const size_t i = search_lower_bound(&channel, m->channels, m->count,
                                        sizeof *m->channels, compare_indices);

    return i < m->count && m->channels[i] == channel;
}

uint32_t channels_between(const struct load *l, uint32_t a, uint32_t b,
                          uint32_t *channel)
{
    const bool swap = l->memberships[a].count > l->memberships[b].count;
    const struct load_membership *few = &l->memberships[swap ? b : a];
    const uint32_t other = swap ? a : b;
    uint32_t count = 0;

    for (uint32_t i = 0; i < few->count && count < 2; i++) {
        if (!channels_joins(l, few->channels[i], other)) continue;
        if (count == 0) *channel = few->channels[i];
        count++;
    }
    return count;
}
