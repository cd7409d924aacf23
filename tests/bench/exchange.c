/* One whole exchange between two parties, from the command to send to the
 * receipt in hand, beside the sum of its primitives in the same run. */
#include <sodium.h>
#include <stdlib.h>

#include "machine/machine.h"
#include "support/bench.h"
#include "support/primitives.h"

enum { OFTEN = 200, QUEUE_MAX = 64, TEXT_SIZE = 1024 };

/* Two parties and what is on its way between them. */
struct pair {
    struct arena run, step;
    struct party parties[2];
    struct effect queue[QUEUE_MAX]; /* sends, with their bytes copied */
    uint32_t to[QUEUE_MAX];
    size_t first, last;
    unsigned receipts;
};

static void carry_out(struct pair *pair, uint32_t who,
                      const struct event *event)
{
    struct effects out;

    effect_init(&out, &pair->step);
    machine_step(&pair->parties[who], event, &out);
    for (const struct effect *e = out.first; e; e = e->next) {
        if (e->kind == EFFECT_RECORD && e->record.kind == RECORD_RECEIPT_HELD)
            pair->receipts++;
        if (e->kind != EFFECT_SEND) continue;
        if (pair->last == QUEUE_MAX) abort();
        pair->queue[pair->last] = *e;
        pair->queue[pair->last].frame = arena_copy(&pair->run, e->frame);
        pair->to[pair->last++] = e->peer;
    }
    arena_reset(&pair->step);
}

static void deliver_all(struct pair *pair)
{
    while (pair->first < pair->last) {
        const struct effect *e = &pair->queue[pair->first];
        const uint32_t to = pair->to[pair->first++];
        const struct event event = {
            .kind = EVENT_FRAME,
            .peer = 1 - to,
            .channel = e->channel,
            .frame = e->frame,
        };
        carry_out(pair, to, &event);
    }
}

/* Everything but key generation and drafting is the exchange. */
static double exchange(const char *pattern, const struct event_draft *draft)
{
    static const uint32_t to = 1, over = 0;
    struct rng_root root;
    struct party_peer peers[2] = {{.name = "us"}, {.name = "russia"}};
    const struct party_channel channel = {
        .name = "embassy",
        .pattern = pattern ? noise_pattern_find(pattern) : NULL};
    struct party_world world = {
        .peers = peers,
        .peer_count = 2,
        .channels = &channel,
        .channel_count = 1,
        .directory = PARTY_NONE,
    };
    struct pair *pair = bench_room(1, sizeof *pair);
    const struct event_command drafting = {
        .kind = RECORD_VERB_DRAFT, .document = draft->document, .draft = draft};
    const struct event_command sending = {
        .kind = RECORD_VERB_SEND,
        .exchange = 1,
        .document = draft->document,
        .to = &to,
        .over = &over,
        .to_count = 1,
        .sign = true,
        .seal = MESSAGE_SEAL_AGE,
        .receipt = true,
    };
    struct event event = {.kind = EVENT_COMMAND, .command = &drafting};

    arena_init(&pair->run);
    arena_init(&pair->step);
    rng_root_init(&root, 1, 0);
    for (uint32_t i = 0; i < 2; i++) {
        machine_init(&pair->parties[i], &world, i, &root, &pair->run, 0);
        peers[i].pub = pair->parties[i].identity.pub;
    }
    party_name_peers(&world.names, &pair->run, peers, 2);
    carry_out(pair, 0, &event);
    const int64_t start = bench_ns();
    event.command = &sending;
    carry_out(pair, 0, &event);
    deliver_all(pair);
    const double took = (double)(bench_ns() - start);
    if (pair->receipts != 1) abort();
    for (int i = 0; i < 2; i++)
        machine_fini(&pair->parties[i]);
    arena_fini(&pair->step);
    arena_fini(&pair->run);
    free(pair);
    return took;
}

static const struct row {
    const char *title;
    const char *pattern;
    struct primitives needs;
} rows[] = {
    /* Sealing draws a key pair and agrees; opening agrees. Origin and receipt
     * are each signed and verified. The text is sealed and opened. */
    {"exchange by hand, 1 KiB", NULL, {1, 2, 2, 2, 2, 2, 0}},
    {"exchange over new XX session", "XX", {3, 8, 2, 2, 10, 2, 0}},
    {"exchange over new IK session", "IK", {3, 10, 2, 2, 8, 2, 0}},
};

/* A row under way. */
struct turn {
    const struct row *row;
    const struct event_draft *draft;
};

static double turn_ours(void *data)
{
    const struct turn *t = data;

    return exchange(t->row->pattern, t->draft);
}

static double turn_bare(void *data)
{
    return primitives_time(&((const struct turn *)data)->row->needs);
}

static void turn_once(void *data)
{
    turn_ours(data);
}

static void measure(const struct bench *b, struct turn *t)
{
    struct bench_turns turns = {.works = {turn_ours, turn_bare}};

    primitives_hold(&t->row->needs, true, turn_once, t);
    bench_turns(&turns, bench_often(b, OFTEN, 1), t);
    bench_row(b,
              &(struct bench_row){
                  .unit = "us",
                  .value = turns.least[0] / 1e3,
                  .beside = BENCH_FLOOR,
                  .other = turns.least[1] / 1e3,
                  .of = PRIMITIVES_OF,
              },
              "%s", t->row->title);
}

int main(int argc, char **argv)
{
    static char text[TEXT_SIZE + 1];
    static const char *const names[] = {"text"}, *const texts[] = {text};
    const struct event_draft draft = {
        .document = "response",
        .title = "A response",
        .form = "letter",
        .classification = "confidential",
        .names = names,
        .texts = texts,
        .portion_count = 1,
    };
    struct bench b;

    (void)argc;
    bench_begin(&b, argv, "exchange", "from the command to the receipt");
    for (size_t i = 0; i < TEXT_SIZE; i++)
        text[i] = (char)('a' + i % 26);
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        measure(&b, &(struct turn){&rows[i], &draft});
    return 0;
}
