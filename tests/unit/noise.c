#include "base/writer.h"
#include "crypto/noise.h"
#include "support/noise_names.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>
#include <sodium.h>

#include "crypto/identity.h"
#include "crypto/rng.h"

enum { ROOM = 512, HASHES = 3 };

static const struct bytes none = {NULL, 0};

/* Two sides with all the keys that any pattern may ask for. */
struct pair {
    struct identity ids[2];
    uint8_t e[2][NOISE_KEY_SIZE], psk[NOISE_KEY_SIZE];
    struct noise_config configs[2];
    struct noise sides[2];
};

static void pair_draw(struct pair *p, const char *pattern, enum noise_hash hash)
{
    struct rng_root root;
    struct rng rng;

    rng_root_init(&root, 1, 0);
    rng_init(&rng, &root, "pair", pattern);
    rng_bytes(&rng, p->psk, sizeof p->psk);
    for (int i = 0; i < 2; i++) {
        identity_init(&p->ids[i], &rng);
        rng_bytes(&rng, p->e[i], sizeof p->e[i]);
    }
    for (int i = 0; i < 2; i++)
        p->configs[i] = (struct noise_config){
            .pattern = noise_pattern_find(pattern),
            .hash = hash,
            .role = (enum noise_role)i,
            .prologue = bytes_of_text("demarche"),
            .s = p->ids[i].agree_secret,
            .e = p->e[i],
            .rs = p->ids[1 - i].pub.agree,
            .psk = p->psk,
        };
}

static void pair_init(struct pair *p, const char *pattern, enum noise_hash hash)
{
    pair_draw(p, pattern, hash);
    for (int i = 0; i < 2; i++)
        assert_int_equal(noise_init(&p->sides[i], &p->configs[i]), ERR_OK);
}

/* The next message, written into memory of ROOM bytes. */
static struct bytes next_message(struct pair *p, uint8_t memory[ROOM])
{
    const bool second = noise_my_turn(&p->sides[1]);
    struct writer w;

    writer_init(&w, memory, ROOM);
    assert_int_equal(noise_write(&p->sides[second], bytes_of_text("hello"), &w),
                     ERR_OK);
    return writer_bytes(&w);
}

/* Reads a message; whatever the outcome, a failure has changed nothing. */
static enum err read_checked(struct noise *n, struct bytes message)
{
    uint8_t memory[ROOM];
    struct writer w, before;
    struct noise snapshot;

    writer_init(&w, memory, sizeof memory);
    memcpy(&before, &w, sizeof before);
    memcpy(&snapshot, n, sizeof snapshot);
    enum err rc = noise_read(n, message, &w);
    if (rc) {
        assert_memory_equal(n, &snapshot, sizeof snapshot);
        assert_memory_equal(&w, &before, sizeof before);
    } else {
        assert_int_equal(w.size, 5);
    }
    return rc;
}

static void pass(const struct noise_cipher *from, const struct noise_cipher *to,
                 uint64_t nonce)
{
    const struct bytes ad = bytes_of_text("ad"), text = bytes_of_text("text");
    uint8_t sealed[ROOM], plain[ROOM];
    struct writer w, got;

    writer_init(&w, sealed, sizeof sealed);
    writer_init(&got, plain, sizeof plain);
    assert_int_equal(noise_encrypt(from, nonce, ad, text, &w), ERR_OK);
    assert_int_equal(w.size, text.size + NOISE_TAG_SIZE);
    assert_int_equal(noise_decrypt(to, nonce, ad, writer_bytes(&w), &got),
                     ERR_OK);
    assert_true(bytes_equal(writer_bytes(&got), text));
}

/* After a one-way pattern the responder has nothing to send with. */
static void check_transport(const struct pair *p)
{
    const bool one_way = noise_message_count(p->configs[0].pattern) == 1;
    struct noise_cipher send[2], receive[2];
    uint8_t hashes[2][NOISE_HASH_MAX];

    for (int i = 0; i < 2; i++) {
        noise_handshake_hash(&p->sides[i], hashes[i]);
        assert_int_equal(noise_split(&p->sides[i], &send[i], &receive[i]),
                         ERR_OK);
    }
    assert_memory_equal(hashes[0], hashes[1],
                        noise_hash_size(p->configs[0].hash));
    pass(&send[0], &receive[1], 0);
    assert_int_equal(send[1].has_key, !one_way);
    assert_int_equal(receive[0].has_key, !one_way);
    if (!one_way) pass(&send[1], &receive[0], 0);
}

static void handshake(struct pair *p)
{
    uint8_t memory[ROOM];

    for (unsigned i = 0; !noise_finished(&p->sides[1]); i++) {
        struct noise *from = &p->sides[i % 2], *to = &p->sides[1 - i % 2];
        assert_true(noise_my_turn(from) && !noise_my_turn(to));
        size_t overhead = noise_overhead(from);
        assert_int_equal(overhead, noise_overhead(to));
        struct bytes message = next_message(p, memory);
        assert_int_equal(message.size, overhead + 5);
        assert_int_equal(read_checked(to, message), ERR_OK);
    }
    assert_true(noise_finished(&p->sides[0]));
    assert_int_equal(noise_overhead(&p->sides[0]), 0);
}

/* Every pattern with every hash, from the first message to transport. */
static void test_every_pattern(void **state)
{
    struct pair p;

    (void)state;
    for (size_t i = 0; i < NOISE_NAMES; i++) {
        assert_string_equal(noise_pattern_find(noise_names[i])->name,
                            noise_names[i]);
        for (int hash = 0; hash < HASHES; hash++) {
            pair_init(&p, noise_names[i], (enum noise_hash)hash);
            handshake(&p);
            check_transport(&p);
        }
    }
    assert_int_equal(NOISE_NAMES, 59);
    assert_null(noise_pattern_find("XXfallback"));
}

/* A given public key spares the work and changes nothing. */
static void test_given_public(void **state)
{
    struct noise worked_out, given;
    struct pair p;

    (void)state;
    pair_draw(&p, "IK", NOISE_SHA256);
    assert_int_equal(noise_init(&worked_out, &p.configs[0]), ERR_OK);
    p.configs[0].s_public = p.ids[0].pub.agree;
    assert_int_equal(noise_init(&given, &p.configs[0]), ERR_OK);
    assert_memory_equal(given.s_public, worked_out.s_public, NOISE_KEY_SIZE);
    assert_memory_equal(given.h, worked_out.h, sizeof given.h);
}

/* Without a key: ERR_MISSING if the pattern asks for it, else all the same. */
static void expect_without(const struct noise_config *config,
                           const uint8_t **key, bool needed)
{
    const uint8_t *kept = *key;
    struct noise n;

    *key = NULL;
    assert_int_equal(noise_init(&n, config), needed ? ERR_MISSING : ERR_OK);
    *key = kept;
}

static void test_missing_keys(void **state)
{
    static const struct {
        const char *pattern;
        enum noise_role role;
        bool s, e, rs, psk;
    } rows[] = {
        {"NN", NOISE_INITIATOR, false, true, false, false},
        {"N", NOISE_INITIATOR, false, true, true, false},
        {"N", NOISE_RESPONDER, true, false, false, false},
        {"K", NOISE_RESPONDER, true, false, true, false},
        {"XX", NOISE_INITIATOR, true, true, false, false},
        {"XX", NOISE_RESPONDER, true, true, false, false},
        {"IK", NOISE_INITIATOR, true, true, true, false},
        {"IK", NOISE_RESPONDER, true, true, false, false},
        {"KK", NOISE_RESPONDER, true, true, true, false},
        {"NNpsk2", NOISE_INITIATOR, false, true, false, true},
        {"XXpsk3", NOISE_RESPONDER, true, true, false, true},
        {"Xpsk1", NOISE_RESPONDER, true, false, false, true},
    };
    struct pair p;

    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        pair_draw(&p, rows[i].pattern, NOISE_SHA256);
        struct noise_config *c = &p.configs[rows[i].role];
        expect_without(c, &c->s, rows[i].s);
        expect_without(c, &c->e, rows[i].e);
        expect_without(c, &c->rs, rows[i].rs);
        expect_without(c, &c->psk, rows[i].psk);
    }
}

static void test_out_of_turn(void **state)
{
    uint8_t memory[ROOM], other[ROOM];
    struct noise_cipher send, receive;
    struct pair p;
    struct writer w;

    (void)state;
    pair_init(&p, "XX", NOISE_BLAKE2B);
    writer_init(&w, other, sizeof other);
    assert_int_equal(noise_write(&p.sides[1], none, &w), ERR_STATE);
    assert_int_equal(read_checked(&p.sides[0], none), ERR_STATE);
    assert_int_equal(noise_split(&p.sides[0], &send, &receive), ERR_STATE);

    struct bytes message = next_message(&p, memory);
    assert_int_equal(noise_write(&p.sides[0], none, &w), ERR_STATE);
    assert_int_equal(read_checked(&p.sides[1], message), ERR_OK);
    assert_int_equal(read_checked(&p.sides[1], message), ERR_STATE);

    pair_init(&p, "XX", NOISE_BLAKE2B);
    handshake(&p);
    for (int i = 0; i < 2; i++) {
        assert_int_equal(noise_write(&p.sides[i], none, &w), ERR_STATE);
        assert_int_equal(read_checked(&p.sides[i], message), ERR_STATE);
        assert_false(noise_my_turn(&p.sides[i]));
    }
    assert_int_equal(w.size, 0);
}

/* Every truncation of one message, and a flipped bit in each of its bytes. A
 * message that no key seals is taken as it comes; that is taken back. */
static void spoil(struct noise *n, struct bytes message)
{
    uint8_t bad[ROOM];
    struct noise snapshot;

    memcpy(&snapshot, n, sizeof snapshot);
    assert_int_equal(read_checked(n, message), ERR_OK);
    const bool sealed = n->cipher.has_key;
    memcpy(n, &snapshot, sizeof snapshot);

    for (size_t size = 0; size < noise_overhead(n); size++)
        assert_int_equal(read_checked(n, bytes_of(message.data, size)),
                         ERR_FORMAT);
    for (size_t i = 0; i < message.size; i++) {
        memcpy(bad, message.data, message.size);
        bad[i] ^= (uint8_t)(1 << i % 8);
        enum err rc = read_checked(n, bytes_of(bad, message.size));
        if (sealed) assert_int_equal(rc, ERR_AUTH);
        memcpy(n, &snapshot, sizeof snapshot);
    }
}

static void test_spoiled_messages(void **state)
{
    static const char *const patterns[] = {"N",  "X",   "NN",     "XX",
                                           "IK", "KK1", "XXpsk3", "NNpsk0"};
    uint8_t memory[ROOM];
    struct pair p;

    (void)state;
    for (size_t i = 0; i < sizeof patterns / sizeof patterns[0]; i++) {
        pair_init(&p, patterns[i], NOISE_SHA512);
        while (!noise_finished(&p.sides[1])) {
            struct noise *to = &p.sides[noise_my_turn(&p.sides[0])];
            struct bytes message = next_message(&p, memory);
            spoil(to, message);
            assert_int_equal(read_checked(to, message), ERR_OK);
        }
        check_transport(&p);
    }
}

/* A peer's key of low order gives an all-zero secret: neither side goes on. */
static void test_low_order(void **state)
{
    const uint8_t zero[NOISE_KEY_SIZE] = {0};
    uint8_t memory[ROOM];
    struct writer w, before;
    struct noise snapshot;
    struct pair p;

    (void)state;
    pair_init(&p, "NN", NOISE_SHA256);
    memset(memory, 0, sizeof memory);
    assert_int_equal(
        read_checked(&p.sides[1], bytes_of(memory, NOISE_KEY_SIZE + 5)),
        ERR_OK);
    writer_init(&w, memory, sizeof memory);
    memcpy(&before, &w, sizeof before);
    memcpy(&snapshot, &p.sides[1], sizeof snapshot);
    assert_int_equal(noise_write(&p.sides[1], none, &w), ERR_AUTH);
    assert_memory_equal(&p.sides[1], &snapshot, sizeof snapshot);
    assert_memory_equal(&w, &before, sizeof before);

    pair_init(&p, "NK", NOISE_SHA256);
    memset(memory, 0, sizeof memory);
    assert_int_equal(read_checked(&p.sides[1], bytes_of(memory, 48)), ERR_AUTH);

    pair_draw(&p, "NK", NOISE_SHA256);
    p.configs[0].rs = zero;
    assert_int_equal(noise_init(&p.sides[0], &p.configs[0]), ERR_OK);
    assert_int_equal(noise_write(&p.sides[0], none, &w), ERR_AUTH);
}

/* The largest message passes, one byte more does not. */
static void test_handshake_limits(void **state)
{
    static const uint8_t big[NOISE_MESSAGE_MAX + 1] = {1};
    uint8_t *memory = malloc(NOISE_MESSAGE_MAX + 1);
    uint8_t *plain = malloc(NOISE_MESSAGE_MAX);
    const size_t fits = NOISE_MESSAGE_MAX - NOISE_KEY_SIZE - NOISE_TAG_SIZE;
    struct writer w, got;
    struct pair p;

    (void)state;
    pair_init(&p, "NK", NOISE_SHA256);
    writer_init(&w, memory, NOISE_MESSAGE_MAX + 1);
    assert_int_equal(noise_write(&p.sides[0], bytes_of(big, fits + 1), &w),
                     ERR_LIMIT);
    assert_int_equal(noise_write(&p.sides[0], bytes_of(big, SIZE_MAX), &w),
                     ERR_LIMIT);
    writer_init(&w, memory, NOISE_KEY_SIZE + NOISE_TAG_SIZE - 1);
    assert_int_equal(noise_write(&p.sides[0], none, &w), ERR_LIMIT);
    writer_init(&w, memory, NOISE_MESSAGE_MAX);
    assert_int_equal(noise_write(&p.sides[0], bytes_of(big, fits), &w), ERR_OK);
    assert_int_equal(w.size, NOISE_MESSAGE_MAX);

    writer_init(&got, plain, fits - 1);
    assert_int_equal(noise_read(&p.sides[1], writer_bytes(&w), &got),
                     ERR_LIMIT);
    assert_int_equal(noise_read(&p.sides[1], bytes_of(big, sizeof big), &got),
                     ERR_FORMAT);
    writer_init(&got, plain, fits);
    assert_int_equal(noise_read(&p.sides[1], writer_bytes(&w), &got), ERR_OK);
    assert_true(bytes_equal(writer_bytes(&got), bytes_of(big, fits)));
    free(plain);
    free(memory);
}

/* An empty payload needs no memory to be read into. */
static void test_empty_payload(void **state)
{
    uint8_t memory[ROOM];
    struct writer w, nowhere;
    struct pair p;

    (void)state;
    pair_init(&p, "XX", NOISE_SHA256);
    for (int i = 0; i < 3; i++) {
        writer_init(&w, memory, sizeof memory);
        writer_init(&nowhere, NULL, 0);
        assert_int_equal(noise_write(&p.sides[i % 2], none, &w), ERR_OK);
        assert_int_equal(
            noise_read(&p.sides[1 - i % 2], writer_bytes(&w), &nowhere),
            ERR_OK);
    }
    assert_true(noise_finished(&p.sides[0]) && noise_finished(&p.sides[1]));
}

static void split_pair(struct pair *p, struct noise_cipher *send,
                       struct noise_cipher *receive)
{
    struct noise_cipher unused;

    pair_init(p, "IK", NOISE_BLAKE2B);
    handshake(p);
    assert_int_equal(noise_split(&p->sides[0], send, &unused), ERR_OK);
    assert_int_equal(noise_split(&p->sides[1], &unused, receive), ERR_OK);
}

static void test_transport(void **state)
{
    const struct bytes ad = bytes_of_text("ad"), text = bytes_of_text("text");
    uint8_t sealed[ROOM], plain[ROOM];
    struct noise_cipher send, receive;
    struct writer w, got;
    struct pair p;

    (void)state;
    split_pair(&p, &send, &receive);
    /* In any order. */
    pass(&send, &receive, 9);
    pass(&send, &receive, 0);
    pass(&send, &receive, UINT64_MAX - 1);

    writer_init(&w, sealed, sizeof sealed);
    writer_init(&got, plain, sizeof plain);
    assert_int_equal(noise_encrypt(&send, UINT64_MAX, ad, text, &w), ERR_LIMIT);
    assert_int_equal(noise_encrypt(&send, 5, ad, text, &w), ERR_OK);
    const struct bytes c = writer_bytes(&w);
    assert_int_equal(noise_decrypt(&receive, UINT64_MAX, ad, c, &got),
                     ERR_LIMIT);
    assert_int_equal(noise_decrypt(&receive, 6, ad, c, &got), ERR_AUTH);
    assert_int_equal(noise_decrypt(&receive, 5, none, c, &got), ERR_AUTH);
    assert_int_equal(
        noise_decrypt(&receive, 5, ad, bytes_of(c.data, c.size - 1), &got),
        ERR_AUTH);
    assert_int_equal(noise_decrypt(&receive, 5, ad,
                                   bytes_of(c.data, NOISE_TAG_SIZE - 1), &got),
                     ERR_FORMAT);
    for (size_t i = 0; i < c.size; i++) {
        sealed[i] ^= 0x80;
        assert_int_equal(noise_decrypt(&receive, 5, ad, c, &got), ERR_AUTH);
        sealed[i] ^= 0x80;
    }
    assert_int_equal(got.size, 0);
    assert_int_equal(noise_decrypt(&receive, 5, ad, c, &got), ERR_OK);
}

static void test_transport_limits(void **state)
{
    uint8_t *memory = calloc(1, NOISE_MESSAGE_MAX + 1);
    uint8_t *sealed = malloc(NOISE_MESSAGE_MAX);
    const size_t fits = NOISE_MESSAGE_MAX - NOISE_TAG_SIZE;
    const struct noise_cipher keyless = {0};
    struct noise_cipher send, receive;
    struct writer w, got;
    struct pair p;

    (void)state;
    split_pair(&p, &send, &receive);
    writer_init(&w, sealed, NOISE_MESSAGE_MAX);
    assert_int_equal(noise_encrypt(&keyless, 0, none, none, &w), ERR_STATE);
    assert_int_equal(
        noise_encrypt(&send, 0, none, bytes_of(memory, fits + 1), &w),
        ERR_LIMIT);
    assert_int_equal(noise_encrypt(&send, 0, none, bytes_of(memory, fits), &w),
                     ERR_OK);
    assert_int_equal(noise_encrypt(&send, 1, none, none, &w), ERR_LIMIT);

    writer_init(&got, memory, fits - 1);
    assert_int_equal(noise_decrypt(&receive, 0, none, writer_bytes(&w), &got),
                     ERR_LIMIT);
    writer_init(&got, memory, fits);
    assert_int_equal(noise_decrypt(&receive, 0, none,
                                   bytes_of(memory, NOISE_MESSAGE_MAX + 1),
                                   &got),
                     ERR_FORMAT);
    assert_int_equal(noise_decrypt(&keyless, 0, none, writer_bytes(&w), &got),
                     ERR_STATE);
    assert_int_equal(noise_decrypt(&receive, 0, none, writer_bytes(&w), &got),
                     ERR_OK);
    free(sealed);
    free(memory);
}

static void test_fini_wipes(void **state)
{
    struct noise_cipher send, receive;
    struct pair p;

    (void)state;
    split_pair(&p, &send, &receive);
    noise_fini(&p.sides[0]);
    assert_true(
        sodium_is_zero((const uint8_t *)&p.sides[0], sizeof p.sides[0]));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_every_pattern),
        cmocka_unit_test(test_given_public),
        cmocka_unit_test(test_missing_keys),
        cmocka_unit_test(test_out_of_turn),
        cmocka_unit_test(test_spoiled_messages),
        cmocka_unit_test(test_low_order),
        cmocka_unit_test(test_handshake_limits),
        cmocka_unit_test(test_empty_payload),
        cmocka_unit_test(test_transport),
        cmocka_unit_test(test_transport_limits),
        cmocka_unit_test(test_fini_wipes),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
