#include "runtime/runtime.h"

#include <assert.h>

#include "runtime/runtime_agenda.h"
#include "runtime/runtime_record.h"
#include "runtime/runtime_start.h"
#include "runtime/runtime_step.h"
#include "runtime/script.h"
#include "scenario/scenario_query.h"

/* runtime_init builds the parties and gives the openings and the script to the
 * world. From then on the world calls: an entry is due, a frame arrives, a
 * timer goes off. Each call records what the world did and takes one step
 * around a party (runtime_step), whose effects go back to the world's driver.
 * Outages and thefts concern no party and go to the driver at once. */

enum err runtime_init(struct runtime *rt, const struct scenario *scenario,
                      uint64_t seed, uint64_t run, struct journal *journal,
                      const struct driver *driver, struct errmsg *error)
{
    assert(scenario->network.parties == 0 ||
           scenario->network.letter_count > 0);
    *rt = (struct runtime){
        .scenario = scenario,
        .journal = journal,
        .driver = *driver,
        .error = error,
    };
    arena_init(&rt->arena);
    arena_init(&rt->step);
    rng_root_init(&rt->root, seed, run);
    runtime_start_build(rt);
    enum err rc = runtime_start_schedule(rt);
    if (!rc) rc = runtime_agenda_give(rt);
    if (rc) runtime_fini(rt);
    return rc;
}

void runtime_fini(struct runtime *rt)
{
    for (size_t i = 0; i < rt->scenario->party_count; i++)
        machine_fini(&rt->parties[i]);
    rng_root_fini(&rt->root);
    arena_fini(&rt->step);
    arena_fini(&rt->arena);
}

static enum err switch_channel(struct runtime *rt, instant now,
                               const struct scenario_entry *entry,
                               uint64_t cause)
{
    const bool up = entry->verb == RECORD_VERB_RESTORE;
    const struct record r = {
        .kind = up ? RECORD_RESTORED : RECORD_OUTAGE,
        .channel = rt->world.channels[entry->channel].name,
        .causes = {cause},
        .cause_count = cause > 0,
    };
    uint64_t seq;

    rt->driver.set_up(rt->driver.world, entry->channel, up);
    return runtime_record(rt, now, &r, &seq);
}

/* An entry that does not happen by chance leaves a record as well. */
static enum err leave_out(struct runtime *rt, instant now,
                          const struct scenario_entry *entry, uint64_t cause)
{
    const struct record r = {
        .kind = RECORD_BY_CHANCE_NOT,
        .entry = (uint32_t)(entry - rt->scenario->entries) + 1,
        .causes = {cause},
        .cause_count = cause > 0,
    };
    uint64_t seq;

    return runtime_record(rt, now, &r, &seq);
}

enum err runtime_entry(struct runtime *rt, instant now, uint32_t index,
                       uint64_t cause)
{
    const struct scenario *s = rt->scenario;
    const uint32_t entries = scenario_entries(s);
    struct scenario_entry letter;

    if (index >= entries) return runtime_start_open(rt, now, index - entries);
    const struct scenario_entry *entry = scenario_entry_at(s, index, &letter);
    enum err rc = entry == &letter ? runtime_agenda_letter(rt, index) : ERR_OK;

    if (rc) return rc;
    if (!runtime_agenda_happens(rt, entry))
        return leave_out(rt, now, entry, cause);
    if (entry->verb == RECORD_VERB_OUTAGE || entry->verb == RECORD_VERB_RESTORE)
        return switch_channel(rt, now, entry, cause);
    if (entry->verb == RECORD_VERB_COMPROMISE)
        return rt->driver.compromise(rt->driver.world, entry, cause);
    const struct event_command command = script_command(
        s, entry, runtime_step_exchange(rt), &rt->step, &rt->arena);
    return runtime_step_command(rt, now, entry->from, cause, &command);
}

enum err runtime_arrive(struct runtime *rt, instant now,
                        const struct driver_parcel *parcel)
{
    assert(parcel->from < rt->world.peer_count);
    assert(parcel->to < rt->world.peer_count);
    assert(parcel->channel < rt->world.channel_count);
    struct record r = {
        .kind = RECORD_FRAME_ARRIVED,
        .party = rt->world.peers[parcel->to].name,
        .peer = rt->world.peers[parcel->from].name,
        .channel = rt->world.channels[parcel->channel].name,
        .exchange = parcel->exchange,
        .causes = {parcel->cause},
        .cause_count = 1,
    };
    uint64_t seq = 0;

    enum err rc = runtime_record(rt, now, &r, &seq);
    if (rc) return rc;
    const struct event event = {
        .kind = EVENT_FRAME,
        .now = now,
        .cause = seq,
        .peer = parcel->from,
        .channel = parcel->channel,
        .frame = parcel->frame,
    };
    return runtime_step(rt, parcel->to, &event);
}

enum err runtime_timer(struct runtime *rt, instant now, uint32_t party,
                       struct event_timer *timer)
{
    const struct event event = {
        .kind = EVENT_TIMER,
        .now = now,
        .timer = timer,
    };

    return runtime_step(rt, party, &event);
}
