/* Two parties, told to do anything in any order, while somebody between them
 * delivers, repeats, withholds, changes and makes up frames: neither may ever
 * break. */
#include <assert.h>
#include <string.h>

#include "base/writer.h"
#include "machine/machine.h"
#include "wire/frame.h"

enum { FRAMES = 64, TIMERS = 16, PARTIES = 2, CHANNELS = 3 };

struct flight {
    uint32_t to, channel;
    struct bytes bytes;
};

struct wait {
    uint32_t party;
    struct event_timer *timer; /* NULL: none */
};

struct play {
    struct bytes script; /* what is left of the input */
    struct arena arena;
    struct party_peer peers[PARTIES];
    struct party_channel channels[CHANNELS];
    struct party_world world;
    struct identity_numbers numbers;
    struct party party[PARTIES];
    struct flight frames[FRAMES]; /* the last ones sent, in a ring */
    size_t sent, delivered;
    struct wait timers[TIMERS];
    instant now;
    uint64_t exchanges;
};

static const char *const names[] = {"a", "b", "c"};
static const char *const texts[] = {"one", "two", "three"};
static const struct event_draft drafts[] = {
    {.document = "x",
     .title = "",
     .form = "",
     .classification = "",
     .names = names,
     .texts = texts,
     .portion_count = 3},
    {.document = "y",
     .title = "",
     .form = "",
     .classification = "",
     .names = names,
     .texts = texts,
     .portion_count = 1},
};

static uint8_t take(struct play *p)
{
    if (p->script.size == 0) return 0;
    const uint8_t byte = p->script.data[0];
    p->script = bytes_from(p->script, 1);
    return byte;
}

static struct bytes take_bytes(struct play *p)
{
    const size_t size = take(p);
    const struct bytes taken =
        bytes_of(p->script.data, size < p->script.size ? size : p->script.size);

    p->script = bytes_from(p->script, taken.size);
    return taken;
}

static void begin(struct play *p)
{
    struct rng_root root;

    p->channels[0].name = "hand";
    p->channels[1] = (struct party_channel){
        .name = "xx", .pattern = noise_pattern_find("XX")};
    p->channels[2] = (struct party_channel){
        .name = "ik", .pattern = noise_pattern_find("IK")};
    p->numbers.arena = &p->arena;
    p->world = (struct party_world){
        .peers = p->peers,
        .peer_count = PARTIES,
        .channels = p->channels,
        .channel_count = CHANNELS,
        .directory = PARTY_NONE,
        .numbers = &p->numbers,
    };
    arena_init(&p->arena);
    rng_root_init(&root, 1, 0);
    for (uint32_t i = 0; i < PARTIES; i++) {
        p->peers[i].name = i ? "russia" : "us";
        machine_init(&p->party[i], &p->world, i, &root, &p->arena,
                     i ? MINUTE : 0);
        p->peers[i].pub = p->party[i].identity.pub;
    }
    party_name_peers(&p->world.names, &p->arena, p->peers, PARTIES);
    rng_root_fini(&root);
}

static void set_timer(struct play *p, uint32_t party, struct event_timer *timer,
                      bool on)
{
    struct wait *free = NULL;

    for (size_t i = 0; i < TIMERS; i++) {
        if (p->timers[i].timer == timer) p->timers[i].timer = NULL;
        if (!p->timers[i].timer) free = &p->timers[i];
    }
    if (on && free) *free = (struct wait){party, timer};
}

static void step(struct play *p, uint32_t party, struct event *event)
{
    struct effects effects;

    event->now = p->now;
    effect_init(&effects, &p->arena);
    machine_step(&p->party[party], event, &effects);
    for (struct effect *e = effects.first; e; e = e->next) {
        if (e->kind == EFFECT_SEND)
            p->frames[p->sent++ % FRAMES] =
                (struct flight){e->peer, e->channel, e->frame};
        else if (e->kind != EFFECT_RECORD)
            set_timer(p, party, e->timer, e->kind == EFFECT_SET_TIMER);
    }
}

/* The nth of the verbs that a party carries out. */
static enum record_verb nth_verb(unsigned n)
{
    enum record_verb verbs[RECORD_VERB_COUNT];
    unsigned count = 0;

    for (enum record_verb v = 0; v < RECORD_VERB_COUNT; v++)
        if (record_verb_object(v) != RECORD_OBJECT_NONE) verbs[count++] = v;
    return verbs[n % count];
}

static void command(struct play *p)
{
    static const enum event_carriage_kind carriages[] = {
        CARRIAGE_OF_CHANNEL, CARRIAGE_RATCHET, CARRIAGE_PLAIN,
        CARRIAGE_OF_CHANNEL};
    const uint8_t who = take(p), how = take(p);
    const uint32_t party = who % PARTIES, to = !party;
    const uint32_t over = who / PARTIES % CHANNELS;
    const struct event_draft *draft = &drafts[who & 64 ? 1 : 0];
    const enum record_verb kind = nth_verb(take(p));
    const bool in_group =
        record_verb_object(kind) == RECORD_OBJECT_GROUP || who & 128;
    const struct event_command c = {
        .kind = kind,
        .group = in_group ? "allies" : NULL,
        .exchange = ++p->exchanges,
        .document = draft->document,
        .draft = draft,
        .to = &to,
        .over = &over,
        .to_count = 1,
        .sign = how & 1,
        .seal = how & 2 ? MESSAGE_SEAL_AGE : MESSAGE_SEAL_NONE,
        .receipt = how & 4,
        .carriage.kind = carriages[who / 16 % 4],
        .precedence = how / 8 % 4,
        .portions = names,
        .portion_count = how / 32 % 4,
        .text = "text",
        .deadline = MINUTE,
        .until = INSTANT_MAX,
    };
    struct event event = {.kind = EVENT_COMMAND, .command = &c};

    step(p, party, &event);
}

static void give(struct play *p, uint32_t to, uint32_t channel,
                 struct bytes frame)
{
    struct event event = {
        .kind = EVENT_FRAME, .peer = !to, .channel = channel, .frame = frame};

    step(p, to, &event);
}

static void deliver(struct play *p)
{
    if (p->delivered == p->sent) return;
    if (p->sent - p->delivered > FRAMES) p->delivered = p->sent - FRAMES;
    const struct flight f = p->frames[p->delivered++ % FRAMES];
    give(p, f.to, f.channel, f.bytes);
}

/* One of the last frames again, changed or cut as the script says. */
static void tamper(struct play *p)
{
    const struct flight f = p->frames[take(p) % FRAMES];
    const uint8_t how = take(p);
    const size_t at = (size_t)take(p) << 8 | take(p);

    if (!f.bytes.data) return;
    uint8_t *copy = arena_alloc(&p->arena, f.bytes.size);
    memcpy(copy, f.bytes.data, f.bytes.size);
    copy[at % f.bytes.size] ^= how & 0x7f;
    give(p, f.to, f.channel,
         bytes_of(copy, how & 0x80 ? at % f.bytes.size : f.bytes.size));
}

/* A frame out of nothing, its head in order. */
static void make_up(struct play *p)
{
    const uint8_t how = take(p);
    const struct frame f = {
        .type = (enum frame_type)(FRAME_PLAIN + how % 5),
        .session = take(p),
        .counter = take(p),
        .payload = take_bytes(p),
    };
    uint8_t memory[FRAME_HEAD_SIZE + UINT8_MAX];
    struct writer w;

    writer_init(&w, memory, sizeof memory);
    enum err rc = frame_encode(&f, &w);
    assert(rc == ERR_OK);
    give(p, how / 4 % PARTIES, how / 8 % CHANNELS, writer_bytes(&w));
}

static void tick(struct play *p)
{
    struct wait *w = &p->timers[take(p) % TIMERS];
    struct event event = {.kind = EVENT_TIMER, .timer = w->timer};

    p->now += MINUTE;
    if (!w->timer) return;
    w->timer = NULL;
    step(p, w->party, &event);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static void (*const acts[])(struct play *) = {command, deliver, tamper,
                                                  make_up, tick};
    struct play p = {.script = bytes_of(data, size)};

    begin(&p);
    while (p.script.size > 0)
        acts[take(&p) % (sizeof acts / sizeof acts[0])](&p);
    for (size_t i = 0; i < PARTIES; i++)
        machine_fini(&p.party[i]);
    arena_fini(&p.arena);
    return 0;
}
