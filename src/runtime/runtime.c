#include "runtime/runtime.h"

#include <assert.h>
#include <string.h>

#include "crypto/kdf.h"
#include "crypto/sha256.h"
#include "runtime/meaning.h"
#include "runtime/runtime_start.h"
#include "runtime/sample.h"
#include "runtime/script.h"
#include "runtime/trust.h"

_Static_assert((int)SCENARIO_PREKEYS_MAX == (int)PREKEYS_MAX,
               "a party has as many prekeys as its scenario may ask for");

/* An entry of the script that waits for its condition. */
struct runtime_waiting {
    struct runtime_waiting *next;
    uint32_t entry;
};

void runtime_journal_key(uint8_t out[JOURNAL_SEED_SIZE], uint64_t seed,
                         uint64_t run)
{
    struct rng_root root;
    struct rng rng;

    rng_root_init(&root, seed, run);
    rng_init(&rng, &root, "journal", "seal");
    rng_bytes(&rng, out, JOURNAL_SEED_SIZE);
    rng_fini(&rng);
    rng_root_fini(&root);
}

void runtime_header(struct record_header *h, const struct scenario *s,
                    uint64_t seed, uint64_t run, const char *tool_version)
{
    struct rng_root root;
    struct rng rng;
    char hex[2 * RECORD_HASH_SIZE + 1];

    *h = (struct record_header){
        .tool_version = tool_version,
        .scenario_name = s->name,
        .scenario = s->source,
        .seed = seed,
        .run = run,
        .unkeyed = true,
    };
    sha256(h->scenario_hash, s->source);
    bytes_to_hex(hex, bytes_of(h->scenario_hash, sizeof h->scenario_hash));
    rng_root_init(&root, seed, run);
    rng_init(&rng, &root, "journal", hex);
    rng_bytes(&rng, h->journal_id, sizeof h->journal_id);
    rng_fini(&rng);
    rng_root_fini(&root);
}

/* Each party draws its own keys; the public halves stand in the world's
 * table, for those to read who know them from the start. */
static void build_parties(struct runtime *rt)
{
    const struct scenario *s = rt->scenario;
    struct party_peer *peers =
        arena_array(&rt->arena, s->party_count, sizeof *peers);

    rt->parties = arena_array(&rt->arena, s->party_count, sizeof *rt->parties);
    rt->waiting = arena_array(&rt->arena, s->actor_count, sizeof *rt->waiting);
    rt->world = (struct party_world){
        .peers = peers,
        .peer_count = s->party_count,
        .channels = runtime_start_channels(rt),
        .channel_count = s->channel_count + 1,
        .directory = s->directory,
        .draw = runtime_start_draw,
    };
    for (size_t i = 0; i < s->party_count; i++) {
        peers[i].name = s->parties[i].name;
        party_init(&rt->parties[i], &rt->world, (uint32_t)i, &rt->root,
                   &rt->arena, s->parties[i].handling);
        peers[i].pub = rt->parties[i].identity.pub;
        prekeys_init(&rt->parties[i].prekeys, s->parties[i].prekeys);
    }
    rt->to_directory = trust_build(s, &rt->arena, &rt->world, rt->parties);
}

/* The random stream of an entry of the script. */
static void entry_rng(const struct runtime *rt,
                      const struct scenario_entry *entry, const char *purpose,
                      struct rng *rng)
{
    char name[256];
    struct writer w;

    writer_init(&w, name, sizeof name - 1);
    writer_put_text(&w, purpose);
    writer_put_text(&w, "/");
    writer_put_text(&w, entry->key);
    assert(!w.overflow);
    name[w.size] = '\0';
    rng_init(rng, &rt->root, "script", name);
}

static enum err schedule(struct runtime *rt, uint32_t index, uint64_t cause,
                         instant at)
{
    const struct scenario_entry *entry = &rt->scenario->entries[index];

    if (entry->delayed) {
        struct rng rng;
        entry_rng(rt, entry, "after", &rng);
        at = instant_add(at, sample_draw(&entry->after, &rng));
        rng_fini(&rng);
    }
    enum err rc = rt->driver.schedule(rt->driver.world, index, cause, at);
    if (rc) return err_set(rt->error, rc, "too much is to happen at once");
    return ERR_OK;
}

/* Where there is a directory, everybody who reaches it states his key to it
 * before anything else. The entries after the script's own stand for that, a
 * party each. */
static enum err give_declarations(struct runtime *rt)
{
    const struct scenario *s = rt->scenario;

    for (uint32_t i = 0; i < s->party_count; i++) {
        if (rt->to_directory[i] == SCENARIO_NONE) continue;
        enum err rc = rt->driver.schedule(
            rt->driver.world, (uint32_t)s->entry_count + i, 0, s->start);
        if (rc) return err_set(rt->error, rc, "too much is to happen at once");
    }
    return ERR_OK;
}

/* Conditional entries wait on the actor their condition speaks of, in the
 * order of the file. */
static enum err give_script(struct runtime *rt)
{
    const struct scenario *s = rt->scenario;
    struct runtime_waiting ***last =
        arena_array(&rt->arena, s->actor_count, sizeof *last);

    for (size_t i = 0; i < s->actor_count; i++)
        last[i] = &rt->waiting[i];
    for (size_t i = 0; i < s->entry_count; i++) {
        const struct scenario_entry *entry = &s->entries[i];
        if (!entry->conditional) {
            enum err rc = schedule(rt, (uint32_t)i, 0, entry->at);
            if (rc) return rc;
            continue;
        }
        struct runtime_waiting *w = arena_alloc(&rt->arena, sizeof *w);
        w->entry = (uint32_t)i;
        const uint32_t subject = sentence_subject(&entry->when);
        *last[subject] = w;
        last[subject] = &w->next;
    }
    return ERR_OK;
}

enum err runtime_init(struct runtime *rt, const struct scenario *scenario,
                      uint64_t seed, uint64_t run, struct journal *journal,
                      const struct driver *driver, struct errmsg *error)
{
    *rt = (struct runtime){
        .scenario = scenario,
        .journal = journal,
        .driver = *driver,
        .error = error,
    };
    arena_init(&rt->arena);
    arena_init(&rt->step);
    rng_root_init(&rt->root, seed, run);
    build_parties(rt);
    enum err rc = give_declarations(rt);
    if (!rc) rc = runtime_start_schedule(rt);
    if (!rc) rc = give_script(rt);
    if (rc) runtime_fini(rt);
    return rc;
}

void runtime_fini(struct runtime *rt)
{
    for (size_t i = 0; i < rt->scenario->party_count; i++)
        party_fini(&rt->parties[i]);
    rng_root_fini(&rt->root);
    arena_fini(&rt->step);
    arena_fini(&rt->arena);
}

enum err runtime_record(struct runtime *rt, instant now,
                        const struct record *record, uint64_t *seq)
{
    struct bytes body;

    enum err rc = record_encode(&rt->step, record, &body);
    if (rc) return err_set(rt->error, rc, "a record is too large to be kept");
    rc = journal_append(rt->journal, now, body, seq, rt->error);
    if (!rc && rt->watch) rt->watch(rt->watcher, now, *seq, record);
    return rc;
}

/* What waits on this party for such a record is now due. */
static enum err release(struct runtime *rt, uint32_t party, instant now,
                        const struct record *record, uint64_t seq)
{
    struct runtime_waiting **at = &rt->waiting[party];

    while (*at) {
        uint32_t entry = (*at)->entry;
        if (!meaning_matches(&rt->scenario->entries[entry].when, rt->scenario,
                             record)) {
            at = &(*at)->next;
            continue;
        }
        *at = (*at)->next;
        enum err rc = schedule(rt, entry, seq, now);
        if (rc) return rc;
    }
    return ERR_OK;
}

enum err runtime_outsider(struct runtime *rt, instant now, uint32_t actor,
                          struct record *r, uint64_t *seq)
{
    r->party = rt->scenario->parties[actor].name;
    enum err rc = runtime_record(rt, now, r, seq);
    return rc ? rc : release(rt, actor, now, r, *seq);
}

static void add_cause(struct record *r, uint64_t cause)
{
    if (cause == 0 || r->cause_count == RECORD_CAUSES_MAX) return;
    for (size_t i = 0; i < r->cause_count; i++)
        if (r->causes[i] == cause) return;
    r->causes[r->cause_count++] = cause;
}

/* The first record of each exchange, which its later ones go back to. */
static void note_root(struct runtime *rt, uint64_t exchange, uint64_t seq)
{
    if (exchange > 0 && exchange <= rt->exchange_count &&
        rt->roots[exchange - 1] == 0)
        rt->roots[exchange - 1] = seq;
}

/* A step being carried out. */
struct carrying {
    uint32_t party;
    instant now;
    uint64_t cause; /* the record before in this step, or what led to it */
};

static enum err write_down(struct runtime *rt, struct carrying *c,
                           struct record *r)
{
    uint64_t seq = 0;

    r->party = rt->world.peers[c->party].name;
    add_cause(r, c->cause);
    if (r->exchange > 0 && r->exchange <= rt->exchange_count)
        add_cause(r, rt->roots[r->exchange - 1]);
    enum err rc = runtime_record(rt, c->now, r, &seq);
    if (rc) return rc;
    note_root(rt, r->exchange, seq);
    c->cause = seq;
    return release(rt, c->party, c->now, r, seq);
}

static enum err send_frame(struct runtime *rt, struct carrying *c,
                           const struct effect *effect)
{
    struct record r = {
        .kind = RECORD_FRAME_SENT,
        .peer = rt->world.peers[effect->peer].name,
        .channel = rt->world.channels[effect->channel].name,
        .exchange = effect->exchange,
        .data = effect->frame,
    };

    enum err rc = write_down(rt, c, &r);
    if (rc) return rc;
    const struct parcel parcel = {
        .from = c->party,
        .to = effect->peer,
        .channel = effect->channel,
        .exchange = effect->exchange,
        .cause = c->cause,
        .frame = effect->frame,
    };
    rc = rt->driver.send(rt->driver.world, &parcel);
    return rc;
}

static enum err carry_out(struct runtime *rt, struct carrying *c,
                          struct effect *effect)
{
    const struct driver *d = &rt->driver;

    switch (effect->kind) {
    case EFFECT_RECORD:
        return write_down(rt, c, &effect->record);
    case EFFECT_SEND:
        return send_frame(rt, c, effect);
    case EFFECT_SET_TIMER:
        return d->set_timer(d->world, c->party, effect->timer, effect->at);
    case EFFECT_CANCEL_TIMER:
        d->cancel_timer(d->world, effect->timer);
        return ERR_OK;
    }
    return ERR_OK;
}

/* The one step around a party. */
static enum err step(struct runtime *rt, uint32_t party,
                     const struct event *event)
{
    struct carrying c = {party, event->now, event->cause};
    struct effects effects;
    enum err rc = ERR_OK;

    effect_init(&effects, &rt->step);
    party_step(&rt->parties[party], event, &effects);
    for (struct effect *e = effects.first; e && !rc; e = e->next)
        rc = carry_out(rt, &c, e);
    arena_reset(&rt->step);
    return rc;
}

static enum err switch_channel(struct runtime *rt, instant now,
                               const struct scenario_entry *entry,
                               uint64_t cause)
{
    bool up = entry->verb == VERB_RESTORE;
    struct record r = {
        .kind = up ? RECORD_RESTORED : RECORD_OUTAGE,
        .channel = rt->world.channels[entry->channel].name,
    };
    uint64_t seq;

    add_cause(&r, cause);
    rt->driver.set_up(rt->driver.world, entry->channel, up);
    return runtime_record(rt, now, &r, &seq);
}

/* A new exchange's number. */
static uint64_t new_exchange(struct runtime *rt)
{
    if (rt->exchange_count == rt->exchange_room) {
        uint64_t room = rt->exchange_room ? 2 * rt->exchange_room : 64;
        uint64_t *roots = arena_array(&rt->arena, room, sizeof *roots);
        if (rt->exchange_count > 0)
            memcpy(roots, rt->roots, rt->exchange_count * sizeof *roots);
        rt->roots = roots;
        rt->exchange_room = room;
    }
    return ++rt->exchange_count;
}

/* Whether chance lets it happen; drawn only where chance has a say. */
static bool happens(const struct runtime *rt,
                    const struct scenario_entry *entry)
{
    struct rng rng;

    if (entry->chance >= 1) return true;
    entry_rng(rt, entry, "chance", &rng);
    double drawn = rng_unit(&rng);
    rng_fini(&rng);
    return drawn < entry->chance;
}

static enum err command(struct runtime *rt, instant now, uint32_t party,
                        uint64_t cause, const struct command *command)
{
    const struct event event = {
        .kind = EVENT_COMMAND,
        .now = now,
        .cause = cause,
        .command = command,
    };

    return step(rt, party, &event);
}

static enum err declare(struct runtime *rt, instant now, uint32_t party)
{
    const struct command declaration = {
        .kind = COMMAND_DECLARE,
        .exchange = new_exchange(rt),
        .to = &rt->scenario->directory,
        .over = &rt->to_directory[party],
        .to_count = 1,
        .precedence = PRECEDENCE_ROUTINE,
    };

    return command(rt, now, party, 0, &declaration);
}

static enum err start(struct runtime *rt, instant now, uint32_t party)
{
    const struct event event = {.kind = EVENT_START, .now = now};

    return step(rt, party, &event);
}

static enum err found(struct runtime *rt, instant now, uint32_t group)
{
    const struct command c =
        script_found(rt->scenario, group, new_exchange(rt), &rt->step);

    return command(rt, now, rt->scenario->groups[group].founder, 0, &c);
}

enum err runtime_entry(struct runtime *rt, instant now, uint32_t index,
                       uint64_t cause)
{
    const uint32_t entries = (uint32_t)rt->scenario->entry_count;
    const uint32_t parties = (uint32_t)rt->scenario->party_count;

    if (index >= entries + 2 * parties)
        return found(rt, now, index - entries - 2 * parties);
    if (index >= entries + parties)
        return start(rt, now, index - entries - parties);
    if (index >= entries) return declare(rt, now, index - entries);
    const struct scenario_entry *entry = &rt->scenario->entries[index];

    if (!happens(rt, entry)) {
        struct record r = {.kind = RECORD_BY_CHANCE_NOT, .text = entry->key};
        uint64_t seq;
        add_cause(&r, cause);
        return runtime_record(rt, now, &r, &seq);
    }
    if (entry->verb == VERB_OUTAGE || entry->verb == VERB_RESTORE)
        return switch_channel(rt, now, entry, cause);
    if (entry->verb == VERB_COMPROMISE)
        return rt->driver.compromise(rt->driver.world, entry, cause);
    const struct command scripted = script_command(
        rt->scenario, entry, new_exchange(rt), &rt->step, &rt->arena);
    return command(rt, now, entry->from, cause, &scripted);
}

enum err runtime_arrive(struct runtime *rt, instant now,
                        const struct parcel *parcel)
{
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
    return step(rt, parcel->to, &event);
}

enum err runtime_timer(struct runtime *rt, instant now, uint32_t party,
                       struct timer *timer)
{
    const struct event event = {
        .kind = EVENT_TIMER,
        .now = now,
        .timer = timer,
    };

    return step(rt, party, &event);
}
