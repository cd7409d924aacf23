#include "scenario/generate.h"

#include <string.h>

#include "scenario/parties.h"
#include "scenario/reference.h"
#include "scenario/value.h"

/* A network is given by its size. generate_read reads the numbers, fills in
 * those that are left out, checks them, and appends the parties, so that the
 * sections after it can name them. The protection is resolved once protections
 * are known. Correspondents, documents and messages are drawn later, from the
 * seed of a run (sim/network). */

enum {
    CONTACTS = 2,              /* unless it says how many */
    PROCESSING_DELAY_MIN = 10, /* of each of its parties */
};

#define PARTY_LETTER    'p'
#define CHANNEL_LETTER  'c'
#define DOCUMENT_LETTER 'd'

enum generate_key { PARTIES, DAYS, MESSAGES, CONTACTS_EACH, COPIES, PROTECT };

#define NUMBER(word, member)                                 \
    {                                                        \
        .key = (word), .read = value_count,                  \
        .offset = offsetof(struct scenario_network, member), \
    }

static const struct field network_fields[] = {
    [PARTIES] = {.key = "parties",
                 .required = true,
                 .read = value_count,
                 .offset = offsetof(struct scenario_network, parties)},
    [DAYS] = NUMBER("days", days),
    [MESSAGES] = {.key = "messages",
                  .required = true,
                  .read = value_count,
                  .offset = offsetof(struct scenario_network, messages)},
    [CONTACTS_EACH] = NUMBER("contacts", contacts),
    [COPIES] = NUMBER("copies", copies),
    [PROTECT] = {.key = "protect", .read = value_later},
};

static const struct field_section network_section = {
    "a network", network_fields, FIELD_COUNT(network_fields)};

/* Notes a number that lies outside its bounds; where the key was left out, at
 * the section. */
static void check_number(struct load *l, const struct yaml_node *given,
                         const struct yaml_node *network, const char *what,
                         uint64_t number, uint64_t least, uint64_t most)
{
    if (number >= least && number <= most) return;
    scenario_errors_add(l->errors, number > most ? ERR_LIMIT : ERR_FORMAT,
                        given ? given->position : network->key_position,
                        "%llu %s, expected %llu to %llu",
                        (unsigned long long)number, what,
                        (unsigned long long)least, (unsigned long long)most);
}

/* Fills in the numbers that follow from others. */
static void fill_in(const struct load *l, struct scenario_network *n,
                    const struct yaml_node *const given[])
{
    const uint32_t documents = SCENARIO_NETWORK_DOCUMENTS_MAX;

    if (!given[DAYS] && l->has_clock)
        n->days = (uint32_t)((l->s->end - l->s->start) / DAY);
    if (!given[CONTACTS_EACH])
        n->contacts = n->parties > CONTACTS ? CONTACTS : 1;
    if (!given[COPIES]) n->copies = (n->messages - 1) / documents + 1;
}

static void check_network(struct load *l, const struct scenario_network *n,
                          const struct yaml_node *node,
                          const struct yaml_node *const given[])
{
    const uint64_t own = l->s->party_count;
    const uint64_t documents = (n->messages - 1) / n->copies + 1;

    check_number(l, given[PARTIES], node, "parties", n->parties + own, 2 + own,
                 SCENARIO_PARTIES_MAX);
    if (n->parties < 2) return;
    check_number(l, given[MESSAGES], node, "messages", n->messages, 1,
                 SCENARIO_NETWORK_MESSAGES_MAX);
    check_number(l, given[CONTACTS_EACH], node, "contacts of each party",
                 n->contacts, 1,
                 n->parties > SCENARIO_NETWORK_CONTACTS_MAX
                     ? SCENARIO_NETWORK_CONTACTS_MAX
                     : n->parties - 1);
    if (given[COPIES])
        check_number(l, given[COPIES], node, "documents", documents, 1,
                     SCENARIO_NETWORK_DOCUMENTS_MAX);
    if (l->has_clock)
        check_number(l, given[DAYS], node, "days within the clock", n->days,
                     SCENARIO_NETWORK_DAYS_MIN,
                     (uint64_t)(l->s->end - l->s->start) / (uint64_t)DAY);
}

const char *generate_name(struct arena *a, char letter, size_t index)
{
    return arena_format(a, "%c%zu", letter, index + 1);
}

/* True for the letter and digits, as the network's names are. */
static bool is_reserved(const char *name, char letter)
{
    const size_t digits = strspn(name + 1, "0123456789");

    return name[0] == letter && digits > 0 && name[digits + 1] == '\0';
}

static void check_name(struct load *l, const char *name, char letter,
                       struct scenario_position position)
{
    if (is_reserved(name, letter))
        load_wrong(l, position,
                   "\"%s\" is a name such as the network has, expected "
                   "another one than %c and digits",
                   name, letter);
}

/* The parties behind the scenario's own. */
static void add_parties(struct load *l, const struct scenario_network *n)
{
    struct scenario *s = l->s;
    const size_t own = s->party_count, count = own + n->parties;
    struct scenario_party *parties =
        arena_array(l->arena, count, sizeof *parties);
    struct name *names = arena_array(l->arena, count, sizeof *names);

    for (size_t i = 0; i < own; i++) {
        parties[i] = s->parties[i];
        check_name(l, parties[i].name, PARTY_LETTER, parties[i].position);
    }
    for (size_t i = own; i < count; i++) {
        const char *name = generate_name(l->arena, PARTY_LETTER, i - own);
        parties[i] = (struct scenario_party){.name = name,
                                             .title = name,
                                             .kind = PARTY_AGENCY,
                                             .readers = 1,
                                             .processing_delay =
                                                 PROCESSING_DELAY_MIN * MINUTE,
                                             .prekeys = parties_prekeys,
                                             .position = n->position};
    }
    for (size_t i = 0; i < count; i++)
        names[i] = (struct name){parties[i].name, (uint32_t)i};
    s->parties = parties;
    s->party_count = s->actor_count = count;
    s->party_names = names_index(names, count);
    l->memberships = arena_array(l->arena, count, sizeof *l->memberships);
}

static void read_network(struct load *l, const struct yaml_node *node,
                         const struct field *field, void *out)
{
    const struct yaml_node *given[FIELD_COUNT(network_fields)] = {NULL};
    const size_t before = l->errors->count;
    struct scenario_network n = {.protection = SCENARIO_NONE,
                                 .position = node->key_position};
    struct scenario *s = out;

    (void)field;
    if (!field_read(l, node, &network_section, &n, given) ||
        l->errors->count > before)
        return;
    fill_in(l, &n, given);
    check_network(l, &n, node, given);
    if (l->errors->count > before) return;
    n.first_party = (uint32_t)s->party_count;
    add_parties(l, &n);
    s->network = n;
    l->network_protect = given[PROTECT];
}

static const struct field fields[] = {
    {.key = "network",
     .required = true,
     .read = read_network,
     .section = &network_section},
};

const struct field_section generate_section = {"what is generated", fields,
                                               FIELD_COUNT(fields)};

void generate_read(struct load *l, const struct yaml_node *node,
                   const struct field *field, void *out)
{
    (void)field;
    (void)field_read(l, node, &generate_section, out, NULL);
}

void generate_complete(struct load *l)
{
    static const struct field protection = {
        .offset = offsetof(struct scenario_network, protection)};
    struct scenario *s = l->s;

    if (s->network.parties == 0) return;
    if (l->network_protect)
        reference_protection(l, l->network_protect, &protection, &s->network);
    for (size_t i = 0; i < s->channel_count; i++)
        check_name(l, s->channels[i].name, CHANNEL_LETTER,
                   s->channels[i].position);
    for (size_t i = 0; i < s->document_count; i++)
        check_name(l, s->documents[i].name, DOCUMENT_LETTER,
                   s->documents[i].position);
}
