#include "runtime/script.h"

#include <assert.h>

#include "crypto/noise_pattern.h"

/* A command is filled in from its entry: verb, document, channels (the open
 * press if none is named), then what belongs to the verb (a draft, an answer),
 * and last the protection. Names and texts are borrowed from the scenario; a
 * draft lives as long as the run, all else as long as the step. */

_Static_assert((int)PRECEDENCE_ROUTINE == (int)MESSAGE_ROUTINE,
               "a message has the precedence of its entry");

static const enum event_carriage_kind carriages[] = {
    [SESSION_NONE] = CARRIAGE_PLAIN,
    [SESSION_NOISE] = CARRIAGE_NOISE,
    [SESSION_RATCHET] = CARRIAGE_RATCHET,
    [SESSION_OF_CHANNEL] = CARRIAGE_OF_CHANNEL,
};

static const enum message_seal seals[] = {
    [SEAL_NONE] = MESSAGE_SEAL_NONE,
    [SEAL_AGE] = MESSAGE_SEAL_AGE,
    [SEAL_HPKE_BASE] = MESSAGE_SEAL_HPKE_BASE,
    [SEAL_HPKE_AUTH] = MESSAGE_SEAL_HPKE_AUTH,
};

static const enum padding paddings[] = {
    [PADDING_KIND_NONE] = PADDING_NONE,
    [PADDING_KIND_PADME] = PADDING_PADME,
    [PADDING_KIND_BLOCKS] = PADDING_BLOCKS,
};

/* The author's party keeps the draft for the whole run. */
static const struct event_draft *make_draft(const struct scenario *s,
                                            const struct scenario_document *d,
                                            struct arena *run)
{
    struct event_draft *draft = arena_alloc(run, sizeof *draft);
    const char **releasable =
        arena_array(run, d->releasable_count + 1, sizeof *releasable);
    const char **names = arena_array(run, d->portion_count, sizeof *names);
    const char **texts = arena_array(run, d->portion_count, sizeof *texts);

    for (size_t i = 0; i < d->releasable_count; i++)
        releasable[i] = s->parties[d->releasable_to[i]].name;
    /* A document releasable to nobody is marked for its author alone. */
    const bool to_nobody = d->limited && d->releasable_count == 0;
    if (to_nobody) releasable[0] = s->parties[d->author].name;
    for (size_t i = 0; i < d->portion_count; i++) {
        names[i] = d->portions[i].name;
        texts[i] = d->portions[i].text;
    }
    *draft = (struct event_draft){
        .document = d->name,
        .title = d->title,
        .form = d->form,
        .classification = d->classification,
        .releasable_to = releasable,
        .releasable_count = to_nobody ? 1 : d->releasable_count,
        .names = names,
        .texts = texts,
        .portion_count = d->portion_count,
    };
    return draft;
}

/* A recipient without a channel is reached in public: the channel after the
 * scenario's own. */
static const uint32_t *channels_of(const struct scenario *s,
                                   const struct scenario_entry *entry,
                                   struct arena *a)
{
    uint32_t *over = arena_array(a, entry->to_count, sizeof *over);

    for (size_t i = 0; i < entry->to_count; i++)
        over[i] = entry->over[i] == SCENARIO_NONE ? (uint32_t)s->channel_count
                                                  : entry->over[i];
    return over;
}

/* Carries a protection out on a command's messages and copies. */
static void protect_command(struct event_command *command,
                            const struct scenario_protection *protection)
{
    command->sign = protection->sign != SIGN_NONE;
    command->seal = seals[protection->seal];
    command->sealed_first = protection->order == ORDER_SEAL_THEN_SIGN;
    command->receipt = protection->receipt;
    command->mark = protection->mark != MARK_NONE;
    command->shared = protection->mark == MARK_SHARED;
    command->colluders = protection->colluders;
    command->padding = paddings[protection->padding];
    command->carriage.kind = carriages[protection->session];
    command->carriage.bare = protection->bind == BIND_KEYS;
    if (protection->pattern)
        command->carriage.pattern = noise_pattern_find(protection->pattern);
    command->carriage.early = protection->payload == PAYLOAD_EARLY;
}

struct event_command script_command(const struct scenario *s,
                                    const struct scenario_entry *entry,
                                    uint64_t exchange, struct arena *a,
                                    struct arena *run)
{
    const struct scenario_document *d = entry->document == SCENARIO_NONE
                                            ? NULL
                                            : &s->documents[entry->document];
    const char **portions =
        arena_array(a, entry->portion_count, sizeof *portions);

    assert(record_verb_object(entry->verb) != RECORD_OBJECT_NONE);
    for (size_t i = 0; d && i < entry->portion_count; i++)
        portions[i] = d->portions[entry->portions[i]].name;
    struct event_command command = {
        .kind = entry->verb,
        .exchange = exchange,
        .document = d ? d->name : NULL,
        .to = entry->to,
        .over = channels_of(s, entry, a),
        .to_count = entry->to_count,
        .precedence = (uint32_t)entry->precedence,
        .portions = portions,
        .portion_count = entry->portion_count,
        .text = *entry->text ? entry->text : NULL,
        .deadline = entry->deadline,
        .until = entry->until,
        .with_proof = entry->with_proof,
        .serial = entry->serial,
        .since = entry->since,
    };
    if (entry->group != SCENARIO_NONE)
        command.group = s->groups[entry->group].name;
    if (d && entry->verb == RECORD_VERB_DRAFT)
        command.draft = make_draft(s, d, run);
    if (d && entry->answers != SCENARIO_NONE)
        command.answers = s->documents[entry->answers].name;
    if (entry->protection != SCENARIO_NONE)
        protect_command(&command, &s->protections[entry->protection]);
    return command;
}

struct event_command script_found(const struct scenario *s, uint32_t group,
                                  uint64_t exchange, struct arena *a)
{
    const struct scenario_group *g = &s->groups[group];
    uint32_t *to = arena_array(a, g->member_count, sizeof *to);
    uint32_t *over = arena_array(a, g->member_count, sizeof *over);
    size_t count = 0;

    for (size_t i = 0; i < g->member_count; i++) {
        if (g->members[i] == g->founder) continue;
        over[count] = g->channel;
        to[count++] = g->members[i];
    }
    return (struct event_command){
        .kind = RECORD_VERB_FOUND,
        .exchange = exchange,
        .to = to,
        .over = over,
        .to_count = count,
        .precedence = PRECEDENCE_ROUTINE,
        .group = g->name,
    };
}
