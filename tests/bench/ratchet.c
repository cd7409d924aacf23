/* The cost of X3DH and the Double Ratchet beside that of the primitives they
 * need and, where it is installed, beside libsignal-protocol-c; taken in turns
 * in one run. libsignal puts its state into bytes with each message, which is
 * how it is used. */
#include <stdlib.h>

#include "base/writer.h"
#include "crypto/ratchet.h"
#include "crypto/x3dh.h"
#include "support/bench.h"
#include "support/primitives.h"
#ifdef BENCH_LIBSIGNAL
#include "peer/libsignal.h"
#else
struct libsignal;
#define libsignal_create(size) NULL
#define libsignal_destroy(l)   ((void)(l))
#define libsignal_begin        NULL
#define libsignal_turn         NULL
#define libsignal_pass         NULL
#endif

enum { OFTEN = 300, PLAINTEXT = PRIMITIVES_LARGE };

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

/* A row: the work, the same by libsignal, and what it needs. */
static const struct row {
    const char *title;
    void (*work)(struct workload *);
    void (*peer)(struct libsignal *);
    struct primitives needs;
} rows[] = {
    /* The signed prekey; EK_A, the initiator's pair, the responder's as given
     * and as drawn; four DHs a side, then one and two; SK, three chains, and
     * the message; sealed and opened. */
    {"X3DH and first message, both sides",
     begin,
     libsignal_begin,
     {.verifications = 1,
      .key_pairs = 4,
      .agreements = 11,
      .large_seals = 2,
      .blocks = 74}},
    /* One pair drawn, both its chains begun. */
    {"1 KiB message with a DH step",
     turn,
     libsignal_turn,
     {.key_pairs = 1, .agreements = 2, .large_seals = 2, .blocks = 48}},
    /* On each side KDF_CK, two HMACs under one key, takes six blocks, and the
     * HKDF of a message key eight, for its salt is no key. */
    {"1 KiB message in a chain",
     pass,
     libsignal_pass,
     {.large_seals = 2, .blocks = 28}},
};

/* A row under way. */
struct step {
    const struct row *row;
    struct workload *workload;
    struct libsignal *libsignal; /* NULL: it is not there */
};

static void step_once(void *data)
{
    const struct step *s = data;

    s->row->work(s->workload);
}

static double step_ours(void *data)
{
    const int64_t start = bench_ns();

    step_once(data);
    return (double)(bench_ns() - start);
}

static double step_bare(void *data)
{
    return primitives_time(&((const struct step *)data)->row->needs);
}

static double step_peer(void *data)
{
    const struct step *s = data;
    const int64_t start = bench_ns();

    s->row->peer(s->libsignal);
    return (double)(bench_ns() - start);
}

static void measure(const struct bench *b, struct step *s)
{
    struct bench_turns turns = {
        .works = {step_ours, step_bare, s->libsignal ? step_peer : NULL}};
    struct bench_row row = {.unit = "us", .beside = BENCH_FLOOR};

    primitives_hold(&s->row->needs, false, step_once, s);
    bench_turns(&turns, bench_often(b, OFTEN, 1), s);
    row.value = turns.least[0] / 1e3;
    row.other = turns.least[1] / 1e3;
    row.of = PRIMITIVES_OF;
    bench_row(b, &row, "%s", s->row->title);
    if (!s->libsignal) return;
    row.beside = BENCH_PEER;
    row.other = turns.least[2] / 1e3;
    row.of = "libsignal-protocol-c";
    bench_row(b, &row, "%s", s->row->title);
}

int main(int argc, char **argv)
{
    struct workload *d = bench_room(1, sizeof *d);
    struct bench b;

    (void)argc;
    bench_begin(&b, argv, "ratchet", "X3DH and the Double Ratchet");
    workload_init(d);
    struct libsignal *l = libsignal_create(PRIMITIVES_LARGE);
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        measure(&b, &(struct step){&rows[i], d, l});
    if (l)
        libsignal_destroy(l);
    else
        bench_say(&b, "libsignal-protocol-c was not there to be built with");
    free(d);
    return 0;
}
