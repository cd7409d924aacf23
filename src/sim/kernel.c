#include "sim/kernel.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "runtime/runtime_record.h"
#include "sim/link.h"

/* One run in virtual time is a loop of kernel_step: the earliest event leaves
 * the queue, the clock moves to its time, and the event's row is carried out.
 * The runtime answers through the driver's functions, which push later events.
 *
 *     event         carried out by    may push
 *     KERNEL_FRAME  runtime_arrive    entries, frames, timers
 *     KERNEL_TIMER  runtime_timer     entries, frames, timers
 *     KERNEL_LETTER runtime_entry     entries, frames, timers
 *     KERNEL_ENTRY  runtime_entry     entries, frames, timers
 *     KERNEL_THEFT  adversary_steal   entries
 *     KERNEL_OPEN   adversary_open    frames
 *
 * A frame sent takes this way:
 *
 *     world_send -> link_carry        draws its fate: copies and delays
 *                -> adversary_meet    who may drop, change, hold or add frames
 *                -> launch_frame      one flight per copy, pushed as an event
 *                -> frame_due         the flight lands: runtime_arrive
 *
 * A frame that an adversary reorders is a flight like any other, kept with its
 * link as well until the next frame there overtakes it. */

/* The kinds of events in the future-event list, with the meaning of their
 * members, in their order at one instant: what is on its way arrives before the
 * wait for it is over, and both come before the next act. Letters of a network
 * come up one by one, so that their kind, not their turn, puts them before the
 * script. */
enum kernel_event {
    KERNEL_FRAME,  /* p: a struct kernel_flight */
    KERNEL_TIMER,  /* a: the party, p: its timer */
    KERNEL_LETTER, /* a: the entry */
    KERNEL_ENTRY,  /* a: the entry, b: its cause */
    KERNEL_THEFT,  /* a: the adversary */
    KERNEL_OPEN    /* the same */
};

/* A frame in flight, with its bytes. */
struct kernel_flight {
    struct kernel_flight *next;  /* of those held back */
    struct kernel_flight **held; /* what leads to it; NULL: not held back */
    uint64_t handle;             /* of its event */
    struct driver_parcel parcel;
    uint8_t bytes[];
};

/* One direction between two members of a channel, of the frames that the
 * sender puts there or of those that adversaries add in its name. */
struct kernel_way {
    uint32_t channel, from, to;
    uint32_t added;
};

/* A way that was used. */
struct kernel_link {
    struct kernel_link *next;
    struct kernel_way way; /* its key in the table */
    struct link link;
    struct kernel_flight *held; /* frames that an adversary holds back */
};

struct kernel_channel {
    const struct scenario_channel *scenario;
    bool down;
};

/* The open press: at once, and never lost. */
static const struct scenario_channel open_press = {
    .name = SCENARIO_PUBLIC,
    .medium = MEDIUM_PRESS,
};

static struct kernel_link *
find_link(struct kernel *k, const struct driver_parcel *parcel, bool added)
{
    const struct kernel_way way = {parcel->channel, parcel->from, parcel->to,
                                   added};
    struct kernel_link *l = table_find(&k->ways, bytes_of(&way, sizeof way));

    if (l) return l;
    l = arena_alloc(&k->arena, sizeof *l);
    l->way = way;
    link_init(&l->link, k->channels[way.channel].scenario, &k->root,
              k->scenario->parties[way.from].name,
              k->scenario->parties[way.to].name, added);
    l->next = k->links;
    k->links = l;
    table_add(&k->ways, &k->arena, bytes_of(&l->way, sizeof l->way), l);
    return l;
}

static enum err kernel_push(struct kernel *k, instant at,
                            const struct queue_event *event, uint64_t *handle)
{
    enum err rc = queue_push(&k->queue, at, event, handle);
    if (rc)
        return err_set(k->error, rc, "more than %d events are pending",
                       QUEUE_PENDING_MAX);
    return ERR_OK;
}

static enum err launch_frame(struct kernel *k,
                             const struct driver_parcel *parcel, duration delay,
                             struct kernel_flight **out)
{
    struct kernel_flight *f = malloc(sizeof *f + parcel->frame.size);

    *out = NULL;
    if (!f) arena_out_of_memory(sizeof *f + parcel->frame.size);
    memcpy(f->bytes, parcel->frame.data, parcel->frame.size);
    f->next = NULL;
    f->held = NULL;
    f->parcel = *parcel;
    f->parcel.frame = bytes_of(f->bytes, parcel->frame.size);
    const struct queue_event event = {.kind = KERNEL_FRAME, .p = f};
    enum err rc =
        kernel_push(k, instant_add(k->now, delay), &event, &f->handle);
    if (rc) free(f);
    *out = rc ? NULL : f;
    return rc;
}

static void hold_back(struct kernel_link *l, struct kernel_flight *f)
{
    f->next = l->held;
    if (f->next) f->next->held = &f->next;
    f->held = &l->held;
    l->held = f;
}

static void let_go(struct kernel_flight *f)
{
    *f->held = f->next;
    if (f->next) f->next->held = f->held;
    f->held = NULL;
}

/* Frames held back on a link follow the frame that has overtaken them. */
static enum err release_held(struct kernel *k, struct kernel_link *l,
                             duration delay)
{
    const instant next = instant_add(instant_add(k->now, delay), 1);
    enum err rc = ERR_OK;

    while (l->held && !rc) {
        struct kernel_flight *f = l->held;
        const struct queue_event event = {.kind = KERNEL_FRAME, .p = f};
        let_go(f);
        queue_cancel(&k->queue, f->handle);
        rc = kernel_push(k, next, &event, &f->handle);
        if (rc) free(f);
    }
    return rc;
}

/* Records the fate of a frame; no party sees this record. */
static enum err record_fate(struct kernel *k,
                            const struct driver_parcel *parcel,
                            enum record_kind kind)
{
    const struct record r = {
        .kind = kind,
        .peer = k->scenario->parties[parcel->to].name,
        .channel = k->channels[parcel->channel].scenario->name,
        .exchange = parcel->exchange,
        .causes = {parcel->cause},
        .cause_count = 1,
    };
    uint64_t seq;

    return runtime_record(&k->runtime, k->now, &r, &seq);
}

/* Launches the frames that an adversary has added. They take the time that
 * their channel takes, and go nowhere while it is out. */
static enum err add_extra(struct kernel *k, const struct driver_parcel *parcel,
                          const struct intervention_frame *extra)
{
    struct kernel_flight *f;
    enum err rc = ERR_OK;

    for (; extra && !rc; extra = extra->next) {
        struct driver_parcel added = *parcel;
        added.from = extra->from;
        added.to = extra->to;
        added.channel = extra->channel;
        added.cause = extra->cause;
        added.frame = extra->bytes;
        const duration takes =
            instant_add(link_delay(&find_link(k, &added, true)->link, k->now),
                        extra->after);
        rc = k->channels[added.channel].down
                 ? record_fate(k, &added, RECORD_FRAME_LOST)
                 : launch_frame(k, &added, takes, &f);
    }
    return rc;
}

static enum err carry_copy(struct kernel *k, struct kernel_link *l,
                           const struct driver_parcel *parcel,
                           const struct intervention *done, duration delay)
{
    struct kernel_flight *f;

    if (done->held) {
        enum err rc = launch_frame(
            k, parcel, instant_add(delay, INTERVENTION_DELAYED), &f);
        if (rc) return rc;
        assert(f);
        hold_back(l, f);
        return ERR_OK;
    }
    delay = instant_add(delay, done->delay);
    enum err rc = launch_frame(k, parcel, delay, &f);
    return rc ? rc : release_held(k, l, delay);
}

static enum err world_send(void *world, const struct driver_parcel *sent)
{
    struct kernel *k = world;
    struct kernel_link *l = find_link(k, sent, false);
    const struct link_fate fate =
        link_carry(&l->link, k->now, !k->channels[sent->channel].down);
    struct driver_parcel parcel = *sent;
    struct intervention done;

    enum err rc =
        adversary_meet(&k->adversaries, k->now, sent, &done, &parcel.cause);
    if (!rc) rc = add_extra(k, sent, done.extra);
    if (rc || done.dropped) return rc;
    parcel.frame = done.frame;
    if (fate.copies == 0) rc = record_fate(k, &parcel, RECORD_FRAME_LOST);
    if (fate.copies > 1) rc = record_fate(k, &parcel, RECORD_FRAME_DOUBLED);
    for (unsigned i = 0; i < fate.copies && !rc; i++)
        rc = carry_copy(k, l, &parcel, &done, fate.delay[i]);
    return rc;
}

static void world_cancel_timer(void *world, struct event_timer *timer)
{
    struct kernel *k = world;

    if (timer->world != 0) queue_cancel(&k->queue, timer->world);
    timer->world = 0;
}

static enum err world_set_timer(void *world, uint32_t party,
                                struct event_timer *timer, instant at)
{
    struct kernel *k = world;
    const struct queue_event event = {
        .kind = KERNEL_TIMER, .a = party, .p = timer};

    world_cancel_timer(world, timer);
    return kernel_push(k, at, &event, &timer->world);
}

static enum err world_schedule(void *world, uint32_t entry, uint64_t cause,
                               instant at)
{
    const struct kernel *k = world;
    const size_t script = k->scenario->entry_count;
    const bool is_letter =
        entry >= script && entry - script < k->scenario->network.letter_count;
    const struct queue_event event = {.kind = is_letter ? KERNEL_LETTER
                                                        : KERNEL_ENTRY,
                                      .a = entry,
                                      .b = cause};

    return kernel_push(world, at, &event, NULL);
}

static void world_set_up(void *world, uint32_t channel, bool up)
{
    struct kernel *k = world;

    k->channels[channel].down = !up;
}

static enum err world_compromise(void *world,
                                 const struct scenario_entry *entry,
                                 uint64_t cause)
{
    struct kernel *k = world;
    const struct adversary_theft theft = {entry->takes, entry->from, cause};

    return adversary_steal(&k->adversaries, k->now, entry->by, &theft);
}

static enum err schedule_thefts(struct kernel *k)
{
    const struct scenario *s = k->scenario;
    enum err rc = ERR_OK;

    for (uint32_t i = 0; i < s->adversary_count && !rc; i++) {
        const struct queue_event event = {.kind = KERNEL_THEFT, .a = i};
        if (s->adversaries[i].theft != THEFT_NONE)
            rc = kernel_push(k, s->adversaries[i].at, &event, NULL);
    }
    return rc;
}

enum err kernel_init(struct kernel *k, const struct scenario *scenario,
                     uint64_t seed, uint64_t run, struct journal *journal,
                     struct errmsg *error)
{
    *k = (struct kernel){
        .scenario = scenario,
        .now = scenario->start,
        .error = error,
    };
    const struct driver driver = {
        .world = k,
        .send = world_send,
        .set_timer = world_set_timer,
        .cancel_timer = world_cancel_timer,
        .schedule = world_schedule,
        .set_up = world_set_up,
        .compromise = world_compromise,
    };
    arena_init(&k->arena);
    queue_init(&k->queue);
    rng_root_init(&k->root, seed, run);
    k->channels = arena_array(&k->arena, scenario->channel_count + 1,
                              sizeof *k->channels);
    for (size_t i = 0; i < scenario->channel_count; i++)
        k->channels[i].scenario = &scenario->channels[i];
    k->channels[scenario->channel_count].scenario = &open_press;
    enum err rc =
        runtime_init(&k->runtime, scenario, seed, run, journal, &driver, error);
    if (rc) {
        queue_fini(&k->queue);
        rng_root_fini(&k->root);
        arena_fini(&k->arena);
        return rc;
    }
    adversary_init(&k->adversaries, &k->runtime);
    rc = schedule_thefts(k);
    if (rc) kernel_fini(k);
    return rc;
}

void kernel_fini(struct kernel *k)
{
    struct queue_event event;
    instant at;

    while (queue_pop(&k->queue, &at, &event))
        if (event.kind == KERNEL_FRAME) free(event.p);
    queue_fini(&k->queue);
    for (struct kernel_link *l = k->links; l; l = l->next)
        link_fini(&l->link);
    adversary_fini(&k->adversaries);
    runtime_fini(&k->runtime);
    rng_root_fini(&k->root);
    arena_fini(&k->arena);
}

enum err kernel_play(struct kernel *k, uint32_t adversary,
                     const struct tactic *tactic,
                     const struct tactic_target *target)
{
    const struct queue_event event = {.kind = KERNEL_OPEN, .a = adversary};
    const duration way = k->runtime.world.channels[target->channel].nominal;
    const duration lead = instant_add(1 * HOUR, instant_add(way, way));
    const instant start = k->scenario->start;

    adversary_play(&k->adversaries, adversary, tactic, target);
    return kernel_push(
        k, target->time - start > lead ? target->time - lead : start, &event,
        NULL);
}

bool kernel_next(const struct kernel *k, instant *at)
{
    return queue_peek(&k->queue, at) && *at <= k->scenario->end;
}

static enum err entry_due(struct kernel *k, const struct queue_event *event)
{
    return runtime_entry(&k->runtime, k->now, event->a, event->b);
}

static enum err frame_due(struct kernel *k, const struct queue_event *event)
{
    struct kernel_flight *f = event->p;

    if (f->held) let_go(f);
    enum err rc = runtime_arrive(&k->runtime, k->now, &f->parcel);

    free(f);
    return rc;
}

static enum err timer_due(struct kernel *k, const struct queue_event *event)
{
    struct event_timer *timer = event->p;

    timer->world = 0;
    return runtime_timer(&k->runtime, k->now, event->a, timer);
}

static enum err theft_due(struct kernel *k, const struct queue_event *event)
{
    const struct scenario_adversary *a = &k->scenario->adversaries[event->a];
    const struct adversary_theft theft = {a->theft, a->victim, 0};

    return adversary_steal(&k->adversaries, k->now, event->a, &theft);
}

static enum err opening_due(struct kernel *k, const struct queue_event *event)
{
    const struct driver_parcel nothing = {0};
    struct intervention done;

    enum err rc = adversary_open(&k->adversaries, k->now, event->a, &done);
    return rc ? rc : add_extra(k, &nothing, done.extra);
}

enum err kernel_step(struct kernel *k)
{
    static enum err (*const due[])(struct kernel *,
                                   const struct queue_event *) = {
        [KERNEL_FRAME] = frame_due,  [KERNEL_TIMER] = timer_due,
        [KERNEL_LETTER] = entry_due, [KERNEL_ENTRY] = entry_due,
        [KERNEL_THEFT] = theft_due,  [KERNEL_OPEN] = opening_due,
    };
    struct queue_event event;

    instant at;
    const bool any =
        kernel_next(k, &at) && queue_pop(&k->queue, &k->now, &event);
    assert(any);
    return due[event.kind](k, &event);
}

enum err kernel_stop(struct kernel *k, instant at)
{
    const struct record r = {.kind = RECORD_STOPPED};
    instant next;
    uint64_t seq;

    if (!kernel_next(k, &next)) next = k->scenario->end;
    if (at > next) at = next;
    if (at > k->now) k->now = at;
    return runtime_record(&k->runtime, k->now, &r, &seq);
}
