#include "scenario/adversaries.h"

#include <string.h>

#include "scenario/reference.h"
#include "scenario/value.h"

/* adversaries_read indexes the names, then reads each adversary: its fields
 * first, then the pairs of keys that need each other. The acts under `can` are
 * words, or mappings of a word to its probability; those under `then` words. In
 * the end the adversaries' names are put after the parties', so that an index
 * means either. */

static const char *const acts[] = {
    [ADVERSARY_OBSERVE] = "observe", [ADVERSARY_DROP] = "drop",
    [ADVERSARY_DELAY] = "delay",     [ADVERSARY_REORDER] = "reorder",
    [ADVERSARY_REPLAY] = "replay",   [ADVERSARY_MODIFY] = "modify",
    [ADVERSARY_INJECT] = "inject",
};

static const struct name_words act_words = FIELD_WORDS(acts);

static void read_on(struct load *l, const struct yaml_node *node,
                    const struct field *field, void *out)
{
    reference_channels(l, node, field, out);
    if (node->kind == YAML_SEQUENCE && node->count == 0)
        load_wrong(l, node->position,
                   "empty list, expected at least one channel");
}

/* Notes a word of a list, which stands there once. */
static void note_once(struct load *l, struct scenario_position position,
                      const char *word, bool *had)
{
    if (*had) load_wrong(l, position, "%s twice, expected once", word);
    *had = true;
}

/* "drop", which is done to every frame, or "{drop: 20%}". */
static void read_act(struct load *l, const struct yaml_node *node,
                     const struct field *field, struct scenario_adversary *a,
                     bool had[ADVERSARY_ACT_COUNT])
{
    const bool chance = node->kind == YAML_MAPPING && node->count == 1;
    const struct field likely = {.offset = 0};
    const char *word = chance ? node->first->key : NULL;
    double probability = 1;

    if (!chance)
        word = value_scalar(l, node, name_words_list(field->words, l->arena));
    if (!word) return;
    const uint32_t act = name_words_find(field->words, word);
    if (act == NAMES_NONE) {
        load_unknown_word(l,
                          chance ? node->first->key_position : node->position,
                          field->key, word, field->words);
        return;
    }
    note_once(l, chance ? node->first->key_position : node->position, word,
              &had[act]);
    if (chance) value_probability(l, node->first, &likely, &probability);
    if (chance && act == ADVERSARY_OBSERVE)
        load_wrong(l, node->first->key_position,
                   "\"observe\" takes no chance, for an adversary on a channel "
                   "sees every frame");
    a->acts[act] = probability;
}

static void read_acts(struct load *l, const struct yaml_node *node,
                      const struct field *field, void *out)
{
    bool had[ADVERSARY_ACT_COUNT] = {false};

    if (node->kind != YAML_SEQUENCE) {
        read_act(l, node, field, out, had);
        return;
    }
    if (node->count == 0)
        load_wrong(l, node->position, "empty list, expected %s",
                   name_words_list(field->words, l->arena));
    for (const struct yaml_node *n = node->first; n; n = n->next)
        read_act(l, n, field, out, had);
}

/* "us identity key" or "us state". */
static void read_theft(struct load *l, const struct yaml_node *node,
                       const struct field *field, void *out)
{
    static const struct {
        const char *words;
        enum scenario_theft theft;
    } thefts[] = {{" identity key", THEFT_IDENTITY}, {" state", THEFT_STATE}};
    const char *text = value_scalar(l, node, "a key, such as us identity key");
    struct scenario_adversary *a = out;

    (void)field;
    if (!text) return;
    char *party = arena_text(l->arena, text);
    char *rest = party + strcspn(party, " ");
    for (size_t i = 0; i < FIELD_COUNT(thefts); i++)
        if (strcmp(rest, thefts[i].words) == 0) a->theft = thefts[i].theft;
    if (a->theft == THEFT_NONE) {
        load_wrong(l, node->position,
                   "\"%.64s\", expected a party and \"identity key\" or "
                   "\"state\"",
                   text);
        return;
    }
    *rest = '\0';
    a->victim = names_find(&l->s->party_names, party);
    if (a->victim == NAMES_NONE)
        load_unknown_name(l, node->position, "party", party,
                          &l->s->party_names);
}

enum { THEN_READ, THEN_POSE };

static const char *const afterwards[] = {
    [THEN_READ] = "read",
    [THEN_POSE] = "pose",
};

static const struct name_words then_words = FIELD_WORDS(afterwards);

/* A word, or a list of them: what is done with the stolen keys. */
static void read_then(struct load *l, const struct yaml_node *node,
                      const struct field *field, void *out)
{
    const bool list = node->kind == YAML_SEQUENCE;
    struct scenario_adversary *a = out;
    bool then[FIELD_COUNT(afterwards)] = {false};

    if (list && node->count == 0)
        load_wrong(l, node->position, "empty list, expected %s",
                   name_words_list(field->words, l->arena));
    for (const struct yaml_node *n = list ? node->first : node; n;
         n = list ? n->next : NULL) {
        const char *word =
            value_scalar(l, n, name_words_list(field->words, l->arena));
        if (!word) continue;
        const uint32_t which = name_words_find(field->words, word);
        if (which == NAMES_NONE)
            load_unknown_word(l, n->position, field->key, word, field->words);
        else
            note_once(l, n->position, word, &then[which]);
    }
    a->poses = then[THEN_POSE];
    a->unread = !then[THEN_READ];
}

enum adversaries_key { ON, CAN, STEALS, AT, THEN };

static const struct field fields[] = {
    [ON] = {.key = "channels",
            .alias = "on",
            .read = read_on,
            .offset = offsetof(struct scenario_adversary, on),
            .count = offsetof(struct scenario_adversary, on_count)},
    [CAN] = {.key = "can", .read = read_acts, .words = &act_words},
    [STEALS] = {.key = "steals", .read = read_theft},
    [AT] = {.key = "at",
            .read = value_instant,
            .offset = offsetof(struct scenario_adversary, at)},
    [THEN] = {.key = "then", .read = read_then, .words = &then_words},
};

const struct field_section adversaries_section = {"an adversary", fields,
                                                  FIELD_COUNT(fields)};

static void adversaries_read_one(struct load *l, const struct yaml_node *node,
                                 struct scenario_adversary *a)
{
    const struct yaml_node *given[FIELD_COUNT(fields)] = {NULL};

    *a = (struct scenario_adversary){.name = node->key,
                                     .victim = SCENARIO_NONE,
                                     .at = INSTANT_MIN,
                                     .position = node->key_position};
    if (names_find(&l->s->party_names, node->key) != NAMES_NONE)
        load_wrong(l, node->key_position,
                   "%s is the name of a party, expected another name",
                   node->key);
    if (!field_read(l, node, &adversaries_section, a, given)) return;
    if (!given[ON] && !given[STEALS])
        load_wrong(
            l, node->key_position,
            "the adversary does nothing, expected \"channels\" or \"steals\"");
    if (!given[ON] != !given[CAN])
        load_wrong(l, node->key_position,
                   "expected \"channels\" and \"can\" together");
    if (!given[STEALS] != !given[AT])
        load_wrong(l, node->key_position,
                   "expected \"steals\" and \"at\" together");
    if (given[THEN] && !given[STEALS])
        load_wrong(l, given[THEN]->position,
                   "expected \"steals\" with \"then\"");
    if (given[THEN] && a->poses && !given[ON])
        load_wrong(l, given[THEN]->position,
                   "\"pose\" needs \"channels\" to write on");
    if (given[AT] && a->at != INSTANT_MIN && l->has_clock &&
        (a->at < l->s->start || a->at > l->s->end))
        load_wrong(l, given[AT]->position,
                   "%.64s is outside the clock, expected a time within",
                   given[AT]->text);
}

/* Adversaries are among those who may know something: their names follow the
 * parties'. */
static void add_actors(struct load *l, struct scenario *s)
{
    struct scenario_party *actors = arena_array(
        l->arena, s->party_count + s->adversary_count, sizeof *actors);

    if (s->party_count > 0)
        memcpy(actors, s->parties, s->party_count * sizeof *actors);
    for (size_t i = 0; i < s->adversary_count; i++)
        actors[s->party_count + i] =
            (struct scenario_party){.name = s->adversaries[i].name,
                                    .title = s->adversaries[i].name,
                                    .kind = PARTY_PERSON,
                                    .readers = 1,
                                    .position = s->adversaries[i].position};
    s->parties = actors;
    s->actor_count = s->party_count + s->adversary_count;
}

void adversaries_read(struct load *l, const struct yaml_node *node,
                      const struct field *field, void *out)
{
    struct scenario *s = out;
    size_t count = field_names(l, node, "adversary", SCENARIO_PARTIES_MAX,
                               &s->adversary_names);
    struct scenario_adversary *adversaries =
        arena_array(l->arena, count, sizeof *adversaries);
    const struct yaml_node *n = node->first;

    (void)field;
    if (count == 0) return;
    for (size_t i = 0; i < count; i++, n = n->next)
        adversaries_read_one(l, n, &adversaries[i]);
    s->adversaries = adversaries;
    s->adversary_count = count;
    add_actors(l, s);
}
