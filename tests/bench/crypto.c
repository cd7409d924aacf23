/* The cost of our cryptography beside that of the libsodium primitives it
 * needs, taken in turns in one run. Shorter is better; 1.00 is the floor. */
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/writer.h"
#include "bench.h"
#include "crypto/age.h"
#include "crypto/noise.h"

enum { REPETITIONS = 300, PLAINTEXT = 1024, RECIPIENTS_MAX = 30 };

static void must(enum err rc)
{
    if (rc) abort();
}

/* Keys, and room for what comes out. */
struct workload {
    uint8_t secret[4][32], public[4][32];
    uint8_t recipients[RECIPIENTS_MAX][AGE_KEY_SIZE];
    uint8_t plaintext[PLAINTEXT], out[16 * 1024], shared[32];
    struct rng rng;
};

static void workload_init(struct workload *work)
{
    struct rng_root root;

    rng_root_init(&root, 1, 0);
    rng_init(&work->rng, &root, "bench", "crypto");
    rng_bytes(&work->rng, work->secret, sizeof work->secret);
    for (int i = 0; i < 4; i++)
        crypto_scalarmult_base(work->public[i], work -> secret[i]);
    for (int i = 0; i < RECIPIENTS_MAX; i++) {
        uint8_t secret[32];
        rng_bytes(&work->rng, secret, sizeof secret);
        crypto_scalarmult_base(work->recipients[i], secret);
    }
    rng_bytes(&work->rng, work->plaintext, sizeof work->plaintext);
}

/* Both sides from their keys to the two transport ciphers. */
static void handshake(struct workload *work, const char *name)
{
    const struct noise_pattern *pattern = noise_pattern_find(name);
    struct noise sides[2];
    struct noise_cipher send, receive;
    uint8_t message[256], payload[16];

    for (int i = 0; i < 2; i++) {
        const bool known = i == NOISE_INITIATOR && pattern->responder_known;
        const struct noise_config config = {
            .pattern = pattern,
            .hash = NOISE_BLAKE2B,
            .role = i == 0 ? NOISE_INITIATOR : NOISE_RESPONDER,
            .s = work->secret[i],
            .s_public = work->public[i],
            .e = work->secret[2 + i],
            .rs = known ? work->public[1] : NULL,
        };
        must(noise_init(&sides[i], &config));
    }
    for (unsigned i = 0; i < noise_message_count(pattern); i++) {
        struct writer out, in;
        writer_init(&out, message, sizeof message);
        writer_init(&in, payload, sizeof payload);
        must(noise_write(&sides[i % 2], bytes_of(NULL, 0), &out));
        must(noise_read(&sides[1 - i % 2], writer_bytes(&out), &in));
    }
    for (int i = 0; i < 2; i++) {
        must(noise_split(&sides[i], &send, &receive));
        noise_fini(&sides[i]);
    }
}

static void seal(struct workload *work, const char *name)
{
    struct writer out;

    writer_init(&out, work->out, sizeof work->out);
    must(age_seal((const uint8_t(*)[AGE_KEY_SIZE])work->recipients,
                  (size_t)atoi(name), bytes_of(work->plaintext, PLAINTEXT),
                  &work->rng, &out));
}

static void seal_small(struct workload *work, size_t size)
{
    static const uint8_t nonce[crypto_aead_chacha20poly1305_ietf_NPUBBYTES];

    crypto_aead_chacha20poly1305_ietf_encrypt(work->out, NULL, work->plaintext,
                                              size, NULL, 0, NULL, nonce,
                                              work->secret[0]);
}

/* The number of times the work needs each primitive, all sides together. */
struct needs {
    int key_pairs, agreements, small_seals;
    size_t payload;
};

static void primitives(struct workload *work, const struct needs *needs)
{
    for (int i = 0; i < needs->key_pairs; i++)
        crypto_scalarmult_base(work->shared, work->secret[2]);
    for (int i = 0; i < needs->agreements; i++)
        if (crypto_scalarmult(work->shared, work->secret[0], work->public[1]))
            abort();
    for (int i = 0; i < needs->small_seals; i++)
        seal_small(work, 32);
    if (needs->payload > 0) seal_small(work, needs->payload);
}

static const struct {
    const char *title;
    void (*work)(struct workload *, const char *name);
    const char *name;
    struct needs needs;
} rows[] = {
    /* ee, es, se on each side; two s and two payloads, sealed and opened. */
    {"Noise XX handshake, both sides", handshake, "XX", {2, 6, 8, 0}},
    /* es, ss, ee, se on each side; one s and two payloads. */
    {"Noise IK handshake, both sides", handshake, "IK", {2, 8, 6, 0}},
    {"age: seal 1 KiB to 1 recipient", seal, "1", {1, 1, 1, PLAINTEXT}},
    {"age: seal 1 KiB to 5 recipients", seal, "5", {5, 5, 5, PLAINTEXT}},
    {"age: seal 1 KiB to 30 recipients", seal, "30", {30, 30, 30, PLAINTEXT}},
};

int main(void)
{
    struct workload work;

    workload_init(&work);
    printf("%-33s %9s %14s %6s\n", "work", "ours us", "primitives us", "ratio");
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        double ours = 0, floor = 0;
        for (int n = 0; n < REPETITIONS; n++) {
            const int64_t start = bench_ns();
            rows[i].work(&work, rows[i].name);
            const int64_t middle = bench_ns();
            primitives(&work, &rows[i].needs);
            bench_least(&ours, (double)(middle - start));
            bench_least(&floor, (double)(bench_ns() - middle));
        }
        printf("%-33s %9.1f %14.1f %6.2f\n", rows[i].title, ours / 1e3,
               floor / 1e3, ours / floor);
    }
    rng_fini(&work.rng);
    return 0;
}
