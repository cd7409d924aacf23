/* The cost of cryptography: what is made of primitives beside the primitives it
 * needs, and primitives for which there is a choice beside the other choices,
 * taken in turns in one run. */
#include <sodium.h>
#include <stdlib.h>
#ifdef BENCH_LIBCRYPTO
#define OPENSSL_SUPPRESS_DEPRECATED
#include <openssl/sha.h>
#endif

#include "base/writer.h"
#include "crypto/age.h"
#include "crypto/curve.h"
#include "crypto/noise.h"
#include "crypto/sha256.h"
#include "support/bench.h"
#include "support/primitives.h"

enum { OFTEN = 300, RECIPIENTS_MAX = 30, LONG = 64 * 1024 };

static void must(enum err rc)
{
    if (rc) abort();
}

/* Keys, and room for what comes out. */
struct workload {
    uint8_t secret[4][32], public[4][32];
    uint8_t recipients[RECIPIENTS_MAX][AGE_KEY_SIZE];
    uint8_t plaintext[PRIMITIVES_LARGE], out[16 * 1024], shared[32];
    uint8_t text[LONG];
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
    rng_bytes(&work->rng, work->text, sizeof work->text);
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

static void age(struct workload *work, const char *name)
{
    struct writer out;

    writer_init(&out, work->out, sizeof work->out);
    must(age_seal(
        (const uint8_t(*)[AGE_KEY_SIZE])work->recipients, (size_t)atoi(name),
        bytes_of(work->plaintext, PRIMITIVES_LARGE), &work->rng, &out));
}

static void public_key(struct workload *work, const char *name)
{
    (void)name;
    curve_public(work->shared, work->secret[2]);
}

static void hash(struct workload *work, const char *name)
{
    sha256(work->shared, bytes_of(work->text, (size_t)atoi(name)));
}

static void sodium_public_key(struct workload *work, const char *name)
{
    (void)name;
    crypto_scalarmult_base(work->shared, work->secret[2]);
}

static void sodium_hash(struct workload *work, const char *name)
{
    crypto_hash_sha256(work->shared, work->text,
                       (unsigned long long)atoi(name));
}

#ifdef BENCH_LIBCRYPTO
/* Deprecated, and faster on little: SHA256() and EVP look for a provider. */
static void libcrypto_hash(struct workload *work, const char *name)
{
    SHA256_CTX h;

    SHA256_Init(&h);
    SHA256_Update(&h, work->text, (size_t)atoi(name));
    SHA256_Final(work->shared, &h);
}
#endif

/* A row: a work, done so often at a time, and its floor, or another who does
 * the same. */
struct row {
    const char *title;
    void (*work)(struct workload *, const char *name);
    const char *name;
    int at_a_time;
    struct primitives needs;
    void (*other)(struct workload *, const char *name); /* NULL: the needs */
    const char *of;
};

static const struct row rows[] = {
    /* ee, es, se on each side; two s and two payloads, sealed and opened. */
    {"Noise XX handshake, both sides",
     handshake,
     "XX",
     1,
     {.key_pairs = 2, .agreements = 6, .small_seals = 8},
     NULL,
     NULL},
    /* es, ss, ee, se on each side; one s and two payloads. */
    {"Noise IK handshake, both sides",
     handshake,
     "IK",
     1,
     {.key_pairs = 2, .agreements = 8, .small_seals = 6},
     NULL,
     NULL},
    {"age: seal 1 KiB to 1 recipient",
     age,
     "1",
     1,
     {1, 1, 0, 0, 1, 1, 0},
     NULL,
     NULL},
    {"age: seal 1 KiB to 5 recipients",
     age,
     "5",
     1,
     {5, 5, 0, 0, 5, 1, 0},
     NULL,
     NULL},
    {"age: seal 1 KiB to 30 recipients",
     age,
     "30",
     1,
     {30, 30, 0, 0, 30, 1, 0},
     NULL,
     NULL},
    {"X25519 public key",
     public_key,
     "",
     10,
     {0},
     sodium_public_key,
     "libsodium"},
    {"SHA-256 of 64 KiB", hash, "65536", 10, {0}, sodium_hash, "libsodium"},
    {"SHA-256 of 65 bytes", hash, "65", 1000, {0}, sodium_hash, "libsodium"},
#ifdef BENCH_LIBCRYPTO
    {"SHA-256 of 64 KiB", hash, "65536", 10, {0}, libcrypto_hash, "libcrypto"},
    {"SHA-256 of 65 bytes", hash, "65", 1000, {0}, libcrypto_hash, "libcrypto"},
#endif
};

/* A row under way. */
struct turn {
    const struct row *row;
    struct workload *workload;
};

static void turn_once(void *data)
{
    const struct turn *t = data;

    t->row->work(t->workload, t->row->name);
}

static double turn_ours(void *data)
{
    const struct turn *t = data;
    const int64_t start = bench_ns();

    for (int i = 0; i < t->row->at_a_time; i++)
        turn_once(data);
    return (double)(bench_ns() - start) / t->row->at_a_time;
}

static double turn_other(void *data)
{
    const struct turn *t = data;
    const int64_t start = bench_ns();

    if (!t->row->other) return primitives_time(&t->row->needs);
    for (int i = 0; i < t->row->at_a_time; i++)
        t->row->other(t->workload, t->row->name);
    return (double)(bench_ns() - start) / t->row->at_a_time;
}

static void measure(const struct bench *b, struct turn *t)
{
    struct bench_turns turns = {.works = {turn_ours, turn_other}};

    if (!t->row->other) primitives_hold(&t->row->needs, false, turn_once, t);
    bench_turns(&turns, bench_often(b, OFTEN, 1), t);
    bench_row(b,
              &(struct bench_row){
                  .unit = "us",
                  .value = turns.least[0] / 1e3,
                  .beside = t->row->other ? BENCH_PEER : BENCH_FLOOR,
                  .other = turns.least[1] / 1e3,
                  .of = t->row->other ? t->row->of : PRIMITIVES_OF,
              },
              "%s", t->row->title);
}

int main(int argc, char **argv)
{
    struct workload *work = bench_room(1, sizeof *work);
    struct bench b;

    (void)argc;
    bench_begin(&b, argv, "crypto", "protocols, and the primitives under them");
    workload_init(work);
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        measure(&b, &(struct turn){&rows[i], work});
#ifndef BENCH_LIBCRYPTO
    bench_say(&b, "libcrypto was not there to be built with");
#endif
    rng_fini(&work->rng);
    free(work);
    return 0;
}
