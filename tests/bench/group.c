/* A message to 30 members: encrypted once under a sender key, or for each in
 * a ratchet session; the processor's time and the bytes, taken in turns in one
 * run. Every member gets bytes of their own over the wire either way. */
#include <stdlib.h>

#include "base/writer.h"
#include "crypto/ratchet.h"
#include "crypto/sender_key.h"
#include "crypto/x3dh.h"
#include "support/bench.h"

enum { MEMBERS = 30, OFTEN = 200, PLAINTEXT = 1024 };

static void must(enum err rc)
{
    if (rc) abort();
}

struct group {
    struct rng rng;
    struct sender_key key;
    struct sender_key_peer *peers; /* as each member has it */
    struct ratchet (*sessions)[2]; /* with each of them */
    uint8_t plaintext[PLAINTEXT], read[PLAINTEXT];
    uint8_t message[PLAINTEXT + SENDER_KEY_OVERHEAD + RATCHET_OVERHEAD];
    size_t encrypted; /* bytes, for the message in hand */
};

static struct bytes ad(const struct group *g)
{
    return bytes_of(g->plaintext, 64);
}

static void meet(struct group *g, struct ratchet session[2])
{
    struct x3dh_prekey signed_prekey, one_time;
    struct x3dh_agreement ours, theirs;
    struct x3dh_initial initial;
    struct identity alice, bob;
    struct x3dh_bundle bundle;

    identity_init(&alice, &g->rng);
    identity_init(&bob, &g->rng);
    x3dh_prekey_init(&signed_prekey, 1, &g->rng);
    x3dh_prekey_init(&one_time, 2, &g->rng);
    x3dh_sign_bundle(&bundle, &bob, &signed_prekey, &one_time);
    must(x3dh_initiate(&alice, &bob.pub, &bundle, &g->rng, &initial, &ours));
    must(x3dh_respond(&bob, &signed_prekey, &one_time, &initial, &theirs));
    must(ratchet_init_initiator(&session[0], ours.sk, bundle.signed_prekey,
                                &g->rng));
    ratchet_init_responder(&session[1], theirs.sk, signed_prekey.secret);
}

static void group_init(struct group *g)
{
    struct sender_key_distribution d;
    struct rng_root root;

    rng_root_init(&root, 1, 0);
    rng_init(&g->rng, &root, "bench", "group");
    rng_bytes(&g->rng, g->plaintext, sizeof g->plaintext);
    sender_key_init(&g->key, 1, &g->rng);
    sender_key_distribute(&g->key, &d);
    for (size_t i = 0; i < MEMBERS; i++) {
        sender_key_peer_init(&g->peers[i], &d);
        meet(g, g->sessions[i]);
    }
}

static struct bytes plaintext(const struct group *g)
{
    return bytes_of(g->plaintext, sizeof g->plaintext);
}

/* The message in hand, written anew. */
static struct writer to_message(struct group *g)
{
    struct writer w;

    writer_init(&w, g->message, sizeof g->message);
    return w;
}

static struct writer to_read(struct group *g)
{
    struct writer w;

    writer_init(&w, g->read, sizeof g->read);
    return w;
}

static void by_group(struct group *g, int64_t *sent)
{
    struct writer message = to_message(g);

    must(sender_key_encrypt(&g->key, ad(g), plaintext(g), &message));
    *sent = bench_ns();
    g->encrypted = message.size;
    for (size_t i = 0; i < MEMBERS; i++) {
        struct writer read = to_read(g);
        must(sender_key_decrypt(&g->peers[i], ad(g), writer_bytes(&message), 0,
                                &read));
    }
}

static void one_by_one(struct group *g, int64_t *sent)
{
    const int64_t start = bench_ns();
    int64_t reading = 0;

    g->encrypted = 0;
    for (size_t i = 0; i < MEMBERS; i++) {
        struct writer message = to_message(g), read = to_read(g);
        must(
            ratchet_encrypt(&g->sessions[i][0], ad(g), plaintext(g), &message));
        g->encrypted += message.size;
        const int64_t begun = bench_ns();
        must(ratchet_decrypt(&g->sessions[i][1], ad(g), writer_bytes(&message),
                             &g->rng, &read));
        reading += bench_ns() - begun;
    }
    *sent = bench_ns() - reading;
    if (*sent < start) abort();
}

/* One way of sending: its least times, and the bytes that are encrypted. */
struct way {
    void (*send)(struct group *, int64_t *sent);
    double sending, all;
    size_t encrypted;
};

static void way_take(struct way *w, struct group *g)
{
    const int64_t start = bench_ns();
    int64_t sent;

    w->send(g, &sent);
    bench_least(&w->sending, (double)(sent - start));
    bench_least(&w->all, (double)(bench_ns() - start));
    w->encrypted = g->encrypted;
}

static void print(const struct bench *b, const char *name, const char *unit,
                  double once, double each)
{
    bench_row(
        b,
        &(struct bench_row){unit, once, BENCH_PEER, each, "pairwise ratchets"},
        "1 KiB to %d members: %s", MEMBERS, name);
}

int main(int argc, char **argv)
{
    struct way once = {.send = by_group}, each = {.send = one_by_one};
    struct group *g = bench_room(1, sizeof *g);
    struct bench b;

    (void)argc;
    bench_begin(&b, argv, "group", "a sender key beside pairwise ratchets");
    g->peers = bench_room(MEMBERS, sizeof *g->peers);
    g->sessions = bench_room(MEMBERS, sizeof *g->sessions);
    group_init(g);
    for (int i = 0; i < bench_often(&b, OFTEN, 1); i++) {
        way_take(&once, g);
        way_take(&each, g);
    }
    print(&b, "sending", "us", once.sending / 1e3, each.sending / 1e3);
    print(&b, "with all readers", "us", once.all / 1e3, each.all / 1e3);
    print(&b, "encrypted", "bytes", (double)once.encrypted,
          (double)each.encrypted);
    print(&b, "sent", "bytes", (double)(once.encrypted * MEMBERS),
          (double)each.encrypted);
    free(g->sessions);
    free(g->peers);
    free(g);
    return 0;
}
