/* The cost of X3DH and the Double Ratchet beside that of the libsodium
 * primitives they need and, where it is installed, beside libsignal-protocol-c;
 * taken in turns in one run. 1.00 of the primitives is the floor. libsignal
 * puts its state into bytes with each message, which is how it is used. */
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/writer.h"
#include "bench.h"
#include "crypto/ratchet.h"
#include "crypto/x3dh.h"
#ifdef BENCH_LIBSIGNAL
#include "peer/libsignal.h"
#endif

enum { REPETITIONS = 300, PLAINTEXT = 1024 };

static void must(enum err rc)
{
    if (rc) abort();
}

/* Sender and receiver, in a session that goes on from row to row. */
struct workload {
    struct rng rng;
    struct identity alice, bob;
    struct x3dh_prekey signed_prekey, one_time;
    struct x3dh_bundle bundle;
    struct ratchet sides[2];
    int sender;
    uint8_t plaintext[PLAINTEXT], message[PLAINTEXT + RATCHET_OVERHEAD];
    uint8_t shared[32], signature[64];
};

static void workload_init(struct workload *d)
{
    struct rng_root root;

    rng_root_init(&root, 1, 0);
    rng_init(&d->rng, &root, "bench", "ratchet");
    identity_init(&d->alice, &d->rng);
    identity_init(&d->bob, &d->rng);
    x3dh_prekey_init(&d->signed_prekey, 1, &d->rng);
    x3dh_prekey_init(&d->one_time, 2, &d->rng);
    x3dh_sign_bundle(&d->bundle, &d->bob, &d->signed_prekey, &d->one_time);
    rng_bytes(&d->rng, d->plaintext, sizeof d->plaintext);
}

static void pass(struct workload *d)
{
    const struct bytes ad = bytes_of(d->alice.pub.agree, 32);
    uint8_t read[PLAINTEXT];
    struct writer out;

    writer_init(&out, d->message, sizeof d->message);
    must(ratchet_encrypt(&d->sides[d->sender], ad,
                         bytes_of(d->plaintext, PLAINTEXT), &out));
    const struct bytes message = writer_bytes(&out);
    writer_init(&out, read, sizeof read);
    must(ratchet_decrypt(&d->sides[1 - d->sender], ad, message, &d->rng, &out));
}

/* From the bundle to the first message, read. */
static void begin(struct workload *d)
{
    struct x3dh_agreement ours, theirs;
    struct x3dh_initial initial;

    must(x3dh_initiate(&d->alice, &d->bob.pub, &d->bundle, &d->rng, &initial,
                       &ours));
    must(x3dh_respond(&d->bob, &d->signed_prekey, &d->one_time, &initial,
                      &theirs));
    must(ratchet_init_initiator(&d->sides[0], ours.sk, d->bundle.signed_prekey,
                                &d->rng));
    ratchet_init_responder(&d->sides[1], theirs.sk, d->signed_prekey.secret);
    d->sender = 0;
    pass(d);
}

/* The other side answers: its receiver takes a DH step. */
static void turn(struct workload *d)
{
    d->sender = 1 - d->sender;
    pass(d);
}

/* The number of times the work needs each primitive, both sides together. */
struct needs {
    int verifications, key_pairs, agreements, hmacs, seals;
};

static void primitives(struct workload *d, const struct needs *needs)
{
    static const uint8_t nonce[crypto_aead_chacha20poly1305_ietf_NPUBBYTES];

    for (int i = 0; i < needs->verifications; i++)
        if (crypto_sign_verify_detached(d->signature, d->plaintext, 99,
                                        d->bob.pub.sign))
            abort();
    for (int i = 0; i < needs->key_pairs; i++)
        crypto_scalarmult_base(d->shared, d->alice.agree_secret);
    for (int i = 0; i < needs->agreements; i++)
        if (crypto_scalarmult(d->shared, d->alice.agree_secret,
                              d->bob.pub.agree))
            abort();
    for (int i = 0; i < needs->hmacs; i++)
        crypto_auth_hmacsha256(d->shared, d->plaintext, 32,
                               d->alice.agree_secret);
    for (int i = 0; i < needs->seals; i++)
        crypto_aead_chacha20poly1305_ietf_encrypt(
            d->message, NULL, d->plaintext, PLAINTEXT, NULL, 0, NULL, nonce,
            d->alice.agree_secret);
}

static const struct {
    const char *title;
    void (*work)(struct workload *);
    struct needs needs;
} rows[] = {
    /* The signed prekey; EK_A, the initiator's pair, the responder's as given
     * and as drawn; four DHs a side, then one and two; HKDF for SK and for
     * three chains, and the message; sealed and opened. */
    {"X3DH and first message, both sides", begin, {1, 4, 11, 23, 2}},
    /* One pair drawn, both its chains begun. */
    {"1 KiB message with a DH step", turn, {0, 1, 2, 16, 2}},
    /* KDF_CK is two HMACs, the HKDF of a message key three. */
    {"1 KiB message in a chain", pass, {0, 0, 0, 10, 2}},
};

#ifdef BENCH_LIBSIGNAL
static void compare(struct workload *d)
{
    static void (*const works[])(struct libsignal *) = {
        libsignal_begin, libsignal_turn, libsignal_pass};
    struct libsignal *l = libsignal_create(PLAINTEXT);

    printf("\n%-35s %9s %14s %6s\n", "work", "ours us", "libsignal us",
           "times");
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        double ours = 0, theirs = 0;
        for (int n = 0; n < REPETITIONS; n++) {
            const int64_t start = bench_ns();
            rows[i].work(d);
            const int64_t middle = bench_ns();
            works[i](l);
            bench_least(&ours, (double)(middle - start));
            bench_least(&theirs, (double)(bench_ns() - middle));
        }
        printf("%-35s %9.1f %14.1f %6.2f\n", rows[i].title, ours / 1e3,
               theirs / 1e3, theirs / ours);
    }
    libsignal_destroy(l);
}
#else
static void compare(struct workload *d)
{
    (void)d;
    puts("\nlibsignal-protocol-c was not there to be built with.");
}
#endif

int main(void)
{
    struct workload *d = malloc(sizeof *d);

    if (!d) abort();
    workload_init(d);
    identity_sign(&d->bob, bytes_of(d->plaintext, 99), d->signature);
    printf("%-35s %9s %14s %6s\n", "work", "ours us", "primitives us", "ratio");
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        double ours = 0, floor = 0;
        for (int n = 0; n < REPETITIONS; n++) {
            const int64_t start = bench_ns();
            rows[i].work(d);
            const int64_t middle = bench_ns();
            primitives(d, &rows[i].needs);
            bench_least(&ours, (double)(middle - start));
            bench_least(&floor, (double)(bench_ns() - middle));
        }
        printf("%-35s %9.1f %14.1f %6.2f\n", rows[i].title, ours / 1e3,
               floor / 1e3, ours / floor);
    }
    compare(d);
    free(d);
    return 0;
}
