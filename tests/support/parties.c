#include "support/parties.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static const char *const names[PARTIES_COUNT] = {"us", "russia", "nato"};

void parties_init(struct parties *w, const char *pattern)
{
    parties_init_seed(w, pattern, 7);
}

void parties_init_seed(struct parties *w, const char *pattern, uint64_t seed)
{
    *w = (struct parties){
        .now = 1643216400 * SECOND,
        .channels = {{.name = "embassy"},
                     {.name = "cable", .pattern = noise_pattern_find(pattern)}},
    };
    assert_non_null(w->channels[BY_WIRE].pattern);
    arena_init(&w->arena);
    rng_root_init(&w->root, seed, 0);
    w->numbers.arena = &w->arena;
    w->world = (struct party_world){
        .peers = w->peers,
        .peer_count = PARTIES_COUNT,
        .channels = w->channels,
        .channel_count = PARTIES_CHANNELS,
        .directory = PARTY_NONE,
        .numbers = &w->numbers,
    };
    for (uint32_t i = 0; i < PARTIES_COUNT; i++) {
        w->peers[i].name = names[i];
        machine_init(&w->party[i], &w->world, i, &w->root, &w->arena, 0);
        w->peers[i].pub = w->party[i].identity.pub;
    }
    party_name_peers(&w->world.names, &w->arena, w->peers, PARTIES_COUNT);
}

void parties_fini(struct parties *w)
{
    for (size_t i = 0; i < PARTIES_COUNT; i++)
        machine_fini(&w->party[i]);
    rng_root_fini(&w->root);
    arena_fini(&w->arena);
    free(w->frames);
    free(w->records);
    free(w->timers);
}

/* Room for one more at the end of a list; the new place. */
static void *grow(void *items, size_t *count, size_t *room, size_t size)
{
    void **list = items;

    if (*count == *room) {
        *room = *room ? 2 * *room : 64;
        *list = realloc(*list, *room * size);
        assert_non_null(*list);
    }
    return (char *)*list + size * (*count)++;
}

static void cancel(struct parties *w, const struct event_timer *timer)
{
    for (size_t i = 0; i < w->timer_count; i++)
        if (w->timers[i].timer == timer)
            w->timers[i--] = w->timers[--w->timer_count];
}

static void carry_out(struct parties *w, uint32_t party, const struct effect *e)
{
    switch (e->kind) {
    case EFFECT_RECORD:
        *(struct parties_record *)grow(&w->records, &w->record_count,
                                       &w->record_room, sizeof *w->records) =
            (struct parties_record){party, e->record};
        break;
    case EFFECT_SEND:
        *(struct parties_frame *)grow(&w->frames, &w->frame_count,
                                      &w->frame_room, sizeof *w->frames) =
            (struct parties_frame){party, e->peer, e->channel, false, e->frame};
        break;
    case EFFECT_SET_TIMER:
        cancel(w, e->timer);
        if (e->timer->kind == TIMER_PREKEYS && !w->renewing) break;
        *(struct parties_timer *)grow(&w->timers, &w->timer_count,
                                      &w->timer_room, sizeof *w->timers) =
            (struct parties_timer){party, e->timer, e->at};
        break;
    case EFFECT_CANCEL_TIMER:
        cancel(w, e->timer);
        break;
    }
}

static void step(struct parties *w, uint32_t party, struct event *event)
{
    struct effects effects;

    event->now = w->now;
    effect_init(&effects, &w->arena);
    machine_step(&w->party[party], event, &effects);
    for (const struct effect *e = effects.first; e; e = e->next)
        carry_out(w, party, e);
}

void parties_start(struct parties *w, uint32_t party)
{
    struct event event = {.kind = EVENT_START};

    step(w, party, &event);
}

void parties_do(struct parties *w, uint32_t party,
                const struct event_command *c)
{
    struct event_command numbered = *c;
    struct event event = {.kind = EVENT_COMMAND, .command = &numbered};

    numbered.exchange = ++w->exchanges;
    step(w, party, &event);
}

void parties_draft(struct parties *w, uint32_t party, const char *document,
                   size_t portions, size_t size)
{
    const char **portion_names =
        arena_array(&w->arena, portions, sizeof *portion_names);
    const char **texts = arena_array(&w->arena, portions, sizeof *texts);
    struct event_draft *draft = arena_alloc(&w->arena, sizeof *draft);

    for (size_t i = 0; i < portions; i++) {
        char *text = arena_alloc(&w->arena, size + strlen(document) + 1);
        memset(text, 'x', size);
        memcpy(text, document, strlen(document));
        texts[i] = text;
        portion_names[i] = i < 26 ? arena_format(&w->arena, "%c", 'a' + (int)i)
                                  : arena_format(&w->arena, "p%zu", i);
    }
    *draft = (struct event_draft){
        .document = arena_text(&w->arena, document),
        .title = "A paper",
        .form = "letter",
        .classification = "",
        .names = portion_names,
        .texts = texts,
        .portion_count = portions,
    };
    const struct event_command c = {
        .kind = RECORD_VERB_DRAFT, .document = draft->document, .draft = draft};
    parties_do(w, party, &c);
}

void parties_send(struct parties *w, uint32_t from, uint32_t to,
                  uint32_t channel, const char *document, bool sign,
                  enum message_seal seal)
{
    const struct event_command c = {
        .kind = RECORD_VERB_SEND,
        .document = document,
        .to = &to,
        .over = &channel,
        .to_count = 1,
        .sign = sign,
        .seal = seal,
    };

    parties_do(w, from, &c);
}

void parties_send_in(struct parties *w, uint32_t from, uint32_t to,
                     uint32_t channel, const char *document, bool sign,
                     struct event_carriage carriage)
{
    const struct event_command c = {
        .kind = RECORD_VERB_SEND,
        .document = document,
        .to = &to,
        .over = &channel,
        .to_count = 1,
        .sign = sign,
        .receipt = true,
        .carriage = carriage,
    };

    parties_do(w, from, &c);
}

void parties_give(struct parties *w, uint32_t from, uint32_t to,
                  uint32_t channel, struct bytes bytes)
{
    struct event event = {
        .kind = EVENT_FRAME, .peer = from, .channel = channel, .frame = bytes};

    step(w, to, &event);
}

void parties_deliver(struct parties *w, size_t frame)
{
    assert_true(frame < w->frame_count);
    w->frames[frame].gone = true;
    /* A copy, for the list may grow meanwhile. */
    const struct parties_frame f = w->frames[frame];
    parties_give(w, f.from, f.to, f.channel, f.bytes);
}

size_t parties_pending(const struct parties *w)
{
    size_t i = 0;

    while (i < w->frame_count && w->frames[i].gone)
        i++;
    return i;
}

void parties_settle(struct parties *w)
{
    for (size_t i = 0; i < w->frame_count; i++)
        if (!w->frames[i].gone) parties_deliver(w, i);
}

bool parties_tick(struct parties *w)
{
    size_t first = 0;

    if (w->timer_count == 0) return false;
    for (size_t i = 1; i < w->timer_count; i++)
        if (w->timers[i].at < w->timers[first].at) first = i;
    const struct parties_timer due = w->timers[first];
    struct event event = {.kind = EVENT_TIMER, .timer = due.timer};
    w->timers[first] = w->timers[--w->timer_count];
    assert_true(due.at >= w->now);
    w->now = due.at;
    step(w, due.party, &event);
    return true;
}

void parties_run(struct parties *w, unsigned ticks)
{
    parties_settle(w);
    while (ticks-- > 0 && parties_tick(w))
        parties_settle(w);
}

size_t parties_records(const struct parties *w, uint32_t party,
                       enum record_kind kind)
{
    size_t count = 0;

    for (size_t i = 0; i < w->record_count; i++)
        count +=
            w->records[i].party == party && w->records[i].record.kind == kind;
    return count;
}

const struct record *parties_last(const struct parties *w, uint32_t party,
                                  enum record_kind kind)
{
    for (size_t i = w->record_count; i-- > 0;)
        if (w->records[i].party == party && w->records[i].record.kind == kind)
            return &w->records[i].record;
    return NULL;
}

static void assert_reason(const struct parties *w, uint32_t party,
                          enum record_kind kind, enum record_reason reason)
{
    const struct record *r = parties_last(w, party, kind);

    assert_non_null(r);
    assert_string_equal(record_reason_text(r->reason),
                        record_reason_text(reason));
}

void parties_assert_rejected(const struct parties *w, uint32_t party,
                             enum record_reason reason)
{
    assert_reason(w, party, RECORD_REJECTED, reason);
}

void parties_assert_refused(const struct parties *w, uint32_t party,
                            enum record_reason reason)
{
    assert_reason(w, party, RECORD_REFUSED, reason);
}

void parties_forget(struct parties *w)
{
    w->record_count = 0;
}
