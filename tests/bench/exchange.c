/* One whole exchange between two parties, from the command to send to the
 * receipt in hand, beside the sum of its primitives in the same run. */
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>

#include "bench.h"
#include "machine/machine.h"

enum { REPETITIONS = 200, QUEUE_MAX = 64, TEXT_SIZE = 1024 };

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
    struct pair *pair = calloc(1, sizeof *pair);
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

/* The number of times an exchange needs each primitive, both sides together. */
struct needs {
    int key_pairs, agreements, signatures, verifications;
};

static double primitives(const struct needs *needs)
{
    static const uint8_t seed[crypto_sign_SEEDBYTES] = {7};
    uint8_t sign_public[32], sign_secret[64], signature[64];
    uint8_t secret[32] = {9}, public[32], shared[32], message[256] = {0};

    crypto_sign_seed_keypair(sign_public, sign_secret, seed);
    crypto_scalarmult_base(public, secret);
    crypto_sign_detached(signature, NULL, message, sizeof message, sign_secret);
    const int64_t start = bench_ns();
    for (int i = 0; i < needs->key_pairs; i++)
        crypto_scalarmult_base(shared, secret);
    for (int i = 0; i < needs->agreements; i++)
        if (crypto_scalarmult(shared, secret, public)) abort();
    for (int i = 0; i < needs->signatures; i++)
        crypto_sign_detached(signature, NULL, message, sizeof message,
                             sign_secret);
    for (int i = 0; i < needs->verifications; i++)
        if (crypto_sign_verify_detached(signature, message, sizeof message,
                                        sign_public))
            abort();
    return (double)(bench_ns() - start);
}

static const struct {
    const char *title;
    const char *pattern;
    struct needs needs;
} rows[] = {
    /* Sealing draws a key pair and agrees; opening agrees, and works out the
     * own public key. Origin and receipt are each signed and verified. */
    {"exchange by hand, 1 KiB", NULL, {2, 2, 2, 2}},
    {"exchange over new XX session", "XX", {4, 8, 2, 2}},
    {"exchange over new IK session", "IK", {4, 10, 2, 2}},
};

int main(void)
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

    for (size_t i = 0; i < TEXT_SIZE; i++)
        text[i] = (char)('a' + i % 26);
    printf("%-33s %9s %14s %6s\n", "work", "ours us", "primitives us", "ratio");
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        double ours = 0, floor = 0;
        for (int n = 0; n < REPETITIONS; n++) {
            bench_least(&ours, exchange(rows[i].pattern, &draft));
            bench_least(&floor, primitives(&rows[i].needs));
        }
        printf("%-33s %9.1f %14.1f %6.2f\n", rows[i].title, ours / 1e3,
               floor / 1e3, ours / floor);
    }
    return 0;
}
