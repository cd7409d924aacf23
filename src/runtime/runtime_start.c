#include "runtime/runtime_start.h"

#include <assert.h>

#include "group/group.h"
#include "runtime/runtime_step.h"
#include "runtime/sample.h"
#include "runtime/script.h"
#include "runtime/trust.h"
#include "scenario/scenario_query.h"

/* runtime_start_build makes the channels, with the open press after the
 * scenario's own, then the parties, and last their trust. The openings are acts
 * before the script: declarations to the directory, then starts, then groups
 * founded. They are scheduled at the scenario's start as entries numbered past
 * the script's, so that a world needs one kind of entry only. */

_Static_assert((int)SCENARIO_PREKEYS_MAX == (int)PREKEYS_MAX,
               "a party has as many prekeys as its scenario may ask for");

_Static_assert((int)SCENARIO_GROUPS_MAX <= (int)GROUP_MAX &&
                   (int)SCENARIO_GROUP_MEMBERS_MAX <= (int)GROUP_MEMBERS_MAX,
               "parties have room for whatever groups a scenario may have");

/* An act before the script, with its party or group. */
struct runtime_opening {
    enum err (*open)(struct runtime *rt, instant now, uint32_t of);
    uint32_t of;
};

/* ---- The world ---- */

static duration draw_span(const void *span, struct rng *rng)
{
    return sample_draw(span, rng);
}

/* Exponential spans between dummies: the next one is equally likely at any
 * moment, so that its time tells nothing. */
static const struct scenario_distribution *between_dummies(struct runtime *rt,
                                                           duration every)
{
    struct scenario_distribution *d = arena_alloc(&rt->arena, sizeof *d);

    *d = (struct scenario_distribution){.kind = DISTRIBUTION_EXPONENTIAL,
                                        .a = (double)every};
    return d;
}

/* Sets the measures of a channel against observers. */
static void hide_channel(struct runtime *rt,
                         const struct scenario_channel *from,
                         struct party_channel *channel)
{
    if (from->held) channel->hold = &from->hold;
    if (from->cover == 0) return;
    channel->cover = between_dummies(rt, from->cover);
    channel->unit = from->unit;
    channel->members = from->members;
    channel->member_count = from->member_count;
}

static const struct party_channel *build_channels(struct runtime *rt)
{
    const struct scenario *s = rt->scenario;
    struct party_channel *channels =
        arena_array(&rt->arena, s->channel_count + 1, sizeof *channels);

    for (size_t i = 0; i < s->channel_count; i++) {
        channels[i].name = s->channels[i].name;
        channels[i].in_person = s->channels[i].medium == MEDIUM_HAND;
        channels[i].nominal = sample_median(&s->channels[i].delay);
        hide_channel(rt, &s->channels[i], &channels[i]);
        if (s->channels[i].medium != MEDIUM_NETWORK) continue;
        channels[i].pattern = noise_pattern_find(s->channels[i].handshake);
        assert(channels[i].pattern);
    }
    channels[s->channel_count].name = SCENARIO_PUBLIC;
    channels[s->channel_count].in_person = true;
    return channels;
}

static struct policy build_policy(struct arena *a,
                                  const struct scenario_party *party)
{
    struct policy_rule *rules =
        arena_array(a, party->rule_count, sizeof *rules);

    for (size_t i = 0; i < party->rule_count; i++) {
        const struct scenario_rule *r = &party->rules[i];
        rules[i] = (struct policy_rule){
            .from = r->from,
            .from_count = r->from_count,
            .sign = r->sign,
            .session = r->session == RULE_SESSION_AUTHENTICATED,
        };
    }
    return (struct policy){rules, party->rule_count};
}

static void start_prekeys(struct prekeys *k,
                          const struct scenario_prekeys *asked)
{
    prekeys_init(k, asked->one_time);
    k->renew = asked->renew;
    k->keep = asked->keep;
}

/* Each party draws its own keys; the public halves stand in the world's table,
 * for the parties that know them from the start. */
void runtime_start_build(struct runtime *rt)
{
    const struct scenario *s = rt->scenario;
    struct party_peer *peers =
        arena_array(&rt->arena, s->party_count, sizeof *peers);

    rt->parties = arena_array(&rt->arena, s->party_count, sizeof *rt->parties);
    rt->numbers.arena = &rt->arena;
    rt->world = (struct party_world){
        .peers = peers,
        .peer_count = s->party_count,
        .channels = build_channels(rt),
        .channel_count = s->channel_count + 1,
        .directory = s->directory,
        .draw = draw_span,
        .numbers = &rt->numbers,
    };
    for (size_t i = 0; i < s->party_count; i++) {
        peers[i].name = s->parties[i].name;
        machine_init(&rt->parties[i], &rt->world, (uint32_t)i, &rt->root,
                     &rt->arena, s->parties[i].processing_delay);
        peers[i].pub = rt->parties[i].identity.pub;
        start_prekeys(&rt->parties[i].prekeys, &s->parties[i].prekeys);
        rt->parties[i].policy = build_policy(&rt->arena, &s->parties[i]);
    }
    party_name_peers(&rt->world.names, &rt->arena, peers, s->party_count);
    rt->to_directory = trust_build(s, &rt->arena, &rt->world, rt->parties);
}

/* ---- The openings, before the script ---- */

static enum err open_declare(struct runtime *rt, instant now, uint32_t party)
{
    const struct event_command declaration = {
        .kind = RECORD_VERB_DECLARE,
        .exchange = runtime_step_exchange(rt),
        .to = &rt->scenario->directory,
        .over = &rt->to_directory[party],
        .to_count = 1,
        .precedence = PRECEDENCE_ROUTINE,
    };

    return runtime_step_command(rt, now, party, 0, &declaration);
}

static enum err open_start(struct runtime *rt, instant now, uint32_t party)
{
    const struct event event = {.kind = EVENT_START, .now = now};

    return runtime_step(rt, party, &event);
}

static enum err open_found(struct runtime *rt, instant now, uint32_t group)
{
    const struct event_command c =
        script_found(rt->scenario, group, runtime_step_exchange(rt), &rt->step);

    return runtime_step_command(rt, now, rt->scenario->groups[group].founder, 0,
                                &c);
}

/* Marks the parties that leave prekeys with the directory or send dummies; the
 * others have nothing to do before the script. */
static void mark_starting(struct runtime *rt, bool *starts)
{
    const struct scenario *s = rt->scenario;
    const bool leaves = scenario_uses_ratchet(s);

    for (size_t i = 0; leaves && i < s->party_count; i++) {
        if (rt->to_directory[i] == SCENARIO_NONE) continue;
        rt->parties[i].directory_channel = rt->to_directory[i];
        starts[i] = true;
    }
    for (size_t i = 0; i < s->channel_count; i++)
        for (size_t j = 0; j < s->channels[i].member_count; j++)
            if (s->channels[i].cover > 0)
                starts[s->channels[i].members[j]] = true;
}

/* The entries past the script's own stand for the openings. */
static enum err schedule_opening(struct runtime *rt,
                                 enum err (*open)(struct runtime *, instant,
                                                  uint32_t),
                                 uint32_t of)
{
    const struct scenario *s = rt->scenario;
    const uint32_t opening = rt->opening_count++;

    rt->openings[opening] = (struct runtime_opening){open, of};
    return rt->driver.schedule(rt->driver.world, scenario_entries(s) + opening,
                               0, s->start);
}

enum err runtime_start_schedule(struct runtime *rt)
{
    const struct scenario *s = rt->scenario;
    const uint32_t parties = (uint32_t)s->party_count;
    bool *starts = arena_array(&rt->arena, parties, sizeof *starts);
    enum err rc = ERR_OK;

    rt->openings = arena_array(&rt->arena, 2 * s->party_count + s->group_count,
                               sizeof *rt->openings);
    mark_starting(rt, starts);
    for (uint32_t i = 0; i < parties && !rc; i++)
        if (rt->to_directory[i] != SCENARIO_NONE)
            rc = schedule_opening(rt, open_declare, i);
    for (uint32_t i = 0; i < parties && !rc; i++)
        if (starts[i]) rc = schedule_opening(rt, open_start, i);
    for (uint32_t i = 0; i < s->group_count && !rc; i++)
        rc = schedule_opening(rt, open_found, i);
    return rc;
}

enum err runtime_start_open(struct runtime *rt, instant now, uint32_t index)
{
    const struct runtime_opening *opening = &rt->openings[index];

    assert(index < rt->opening_count);
    return opening->open(rt, now, opening->of);
}
