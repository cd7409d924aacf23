#include "base/writer.h"
#include "crypto/ratchet.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>
#include <sodium.h>

#include "crypto/chain.h"
#include "crypto/kdf.h"

enum { TEXT_SIZE = 4, MESSAGE_SIZE = TEXT_SIZE + RATCHET_OVERHEAD };

static const struct bytes none = {NULL, 0};

/* A state and the stream that its new keys come from. */
struct side {
    struct ratchet ratchet;
    struct rng rng;
};

struct pair {
    struct side alice, bob;
};

struct message {
    uint8_t data[MESSAGE_SIZE];
};

static struct bytes message_bytes(const struct message *m)
{
    return bytes_of(m->data, sizeof m->data);
}

static struct bytes session_ad(void)
{
    return bytes_of_text("alice and bob");
}

static void side_seed(struct side *side, const char *name)
{
    struct rng_root root;

    rng_root_init(&root, 1, 0);
    rng_init(&side->rng, &root, name, "ratchet");
}

static void pair_init(struct pair *p)
{
    const uint8_t sk[RATCHET_KEY_SIZE] = {1}, secret[RATCHET_KEY_SIZE] = {2};
    uint8_t public[RATCHET_KEY_SIZE];

    side_seed(&p->alice, "alice");
    side_seed(&p->bob, "bob");
    crypto_scalarmult_base(public, secret);
    ratchet_init_responder(&p->bob.ratchet, sk, secret);
    assert_int_equal(
        ratchet_init_initiator(&p->alice.ratchet, sk, public, &p->alice.rng),
        ERR_OK);
}

/* Too large for the stack of a test that holds many. */
static struct pair *pair_new(void)
{
    struct pair *p = calloc(1, sizeof *p);

    assert_non_null(p);
    pair_init(p);
    return p;
}

/* The text of a message is its number. */
static void send(struct side *from, uint32_t number, struct message *m)
{
    uint8_t text[TEXT_SIZE];
    struct writer w;

    bytes_put_be32(text, number);
    writer_init(&w, m->data, sizeof m->data);
    assert_int_equal(ratchet_encrypt(&from->ratchet, session_ad(),
                                     bytes_of(text, sizeof text), &w),
                     ERR_OK);
    assert_int_equal(w.size, MESSAGE_SIZE);
}

/* A message that does not open changes nothing: neither state, stream nor
 * output. */
static enum err read_any(struct side *to, struct bytes ad, struct bytes message,
                         uint32_t *number)
{
    static const size_t room = MESSAGE_SIZE;
    struct side *before = malloc(sizeof *before);
    uint8_t memory[MESSAGE_SIZE];
    struct writer out;

    assert_non_null(before);
    memcpy(before, to, sizeof *before);
    writer_init(&out, memory, room);
    writer_put_text(&out, "kept");
    enum err rc = ratchet_decrypt(&to->ratchet, ad, message, &to->rng, &out);
    assert_memory_equal(memory, "kept", 4);
    if (rc) {
        assert_true(memcmp(to, before, sizeof *before) == 0);
        assert_true(out.size == 4 && !out.overflow);
    } else {
        assert_int_equal(out.size, 4 + TEXT_SIZE);
        *number = bytes_get_be32(memory + 4);
    }
    free(before);
    return rc;
}

static enum err receive(struct side *to, const struct message *m)
{
    uint32_t number;

    return read_any(to, session_ad(), message_bytes(m), &number);
}

static void check_reads(struct side *to, const struct message *m,
                        uint32_t expected)
{
    uint32_t number = ~expected;

    assert_int_equal(read_any(to, session_ad(), message_bytes(m), &number),
                     ERR_OK);
    assert_int_equal(number, expected);
}

static void pass(struct side *from, struct side *to, uint32_t number)
{
    struct message m;

    send(from, number, &m);
    check_reads(to, &m, number);
}

/* ---- What comes through ---- */

static void test_in_order(void **state)
{
    struct pair *p = pair_new();

    (void)state;
    for (uint32_t i = 0; i < 20; i++) {
        struct side *from = i % 2 ? &p->bob : &p->alice;
        struct side *to = i % 2 ? &p->alice : &p->bob;
        for (uint32_t j = 0; j <= i % 3; j++)
            pass(from, to, 10 * i + j);
    }
    assert_int_equal(p->alice.ratchet.kept, 0);
    assert_int_equal(p->bob.ratchet.kept, 0);
    free(p);
}

/* Both write at once, and neither waits for the other. */
static void test_crossing(void **state)
{
    struct pair *p = pair_new();
    struct message from_alice, from_bob;

    (void)state;
    pass(&p->alice, &p->bob, 0);
    for (uint32_t i = 1; i < 20; i++) {
        send(&p->alice, i, &from_alice);
        send(&p->bob, 100 + i, &from_bob);
        check_reads(&p->bob, &from_alice, i);
        check_reads(&p->alice, &from_bob, 100 + i);
    }
    free(p);
}

/* Three chains of Alice's, all of which reach Bob backwards. */
static void test_backwards_across_steps(void **state)
{
    enum { CHAINS = 3, LENGTH = 4, COUNT = CHAINS * LENGTH };
    struct pair *p = pair_new();
    struct message late[COUNT], answer;

    (void)state;
    for (uint32_t i = 0; i < COUNT; i++) {
        send(&p->alice, i, &late[i]);
        if (i % LENGTH != LENGTH - 1) continue;
        /* The last of a chain arrives, so that Bob can answer. */
        check_reads(&p->bob, &late[i], i);
        send(&p->bob, 100 + i, &answer);
        check_reads(&p->alice, &answer, 100 + i);
    }
    assert_int_equal(p->bob.ratchet.kept, COUNT - CHAINS);
    for (uint32_t i = COUNT; i-- > 0;) {
        if (i % LENGTH != LENGTH - 1) check_reads(&p->bob, &late[i], i);
        assert_int_equal(receive(&p->bob, &late[i]), ERR_AUTH);
    }
    assert_int_equal(p->bob.ratchet.kept, 0);
    assert_true(sodium_is_zero((const uint8_t *)p->bob.ratchet.skipped,
                               sizeof p->bob.ratchet.skipped));
    free(p);
}

/* Messages under way, from either side, and what became of them. */
struct flight {
    struct message message;
    bool to_bob, read;
};

/* One that was lost only as yet may come at any time; one that was read does
 * not come twice; one that was spoiled does not come at all. */
static void deliver(struct pair *p, struct flight *f, uint32_t number,
                    struct rng *dice)
{
    struct side *to = f->to_bob ? &p->bob : &p->alice;

    if (rng_below(dice, 4) == 0) {
        struct message spoiled = f->message;
        const uint64_t bit = rng_below(dice, 8 * MESSAGE_SIZE);
        spoiled.data[bit / 8] ^= (uint8_t)(1 << bit % 8);
        assert_true(receive(to, &spoiled) != ERR_OK);
    }
    if (f->read) {
        assert_int_equal(receive(to, &f->message), ERR_AUTH);
    } else {
        check_reads(to, &f->message, number);
        f->read = true;
    }
}

static void run_any_order(const char *seed)
{
    enum { STEPS = 600 };
    struct flight *flights = calloc(STEPS, sizeof *flights);
    struct pair *p = pair_new();
    uint32_t count = 0;
    struct side dice;

    side_seed(&dice, seed);
    for (int i = 0; i < STEPS; i++) {
        if (count == 0 || rng_below(&dice.rng, 2) == 0) {
            const bool to_bob = rng_below(&dice.rng, 2) == 0 ||
                                !p->bob.ratchet.keys.cks.present;
            flights[count].to_bob = to_bob;
            send(to_bob ? &p->alice : &p->bob, count, &flights[count].message);
            count++;
        } else {
            const uint32_t j = (uint32_t)rng_below(&dice.rng, count);
            deliver(p, &flights[j], j, &dice.rng);
        }
    }
    for (uint32_t j = 0; j < count; j++)
        deliver(p, &flights[j], j, &dice.rng);
    for (uint32_t j = 0; j < count; j++)
        assert_true(flights[j].read);
    assert_int_equal(p->alice.ratchet.kept, 0);
    assert_int_equal(p->bob.ratchet.kept, 0);
    free(flights);
    free(p);
}

static void test_any_order(void **state)
{
    static const char *const seeds[] = {"one", "two", "three", "four"};

    (void)state;
    for (size_t i = 0; i < sizeof seeds / sizeof *seeds; i++)
        run_any_order(seeds[i]);
}

/* ---- Every state, every message ---- */

enum { STATES = 8, MESSAGES = 8, ALICE_SENT = 5 };

/* The messages a0 to a4 and b0 to b2 of one conversation, and the states of
 * both sides on the way. */
struct walk {
    struct side states[STATES];
    struct message messages[MESSAGES];
};

static void walk_init(struct walk *w)
{
    struct message *a = w->messages, *b = w->messages + ALICE_SENT;
    struct pair *p = pair_new();

    for (uint32_t i = 0; i < 3; i++)
        send(&p->alice, i, &a[i]);
    w->states[0] = p->alice;
    w->states[4] = p->bob;

    check_reads(&p->bob, &a[1], 1);
    send(&p->bob, 5, &b[0]);
    send(&p->bob, 6, &b[1]);
    w->states[5] = p->bob;

    check_reads(&p->alice, &b[0], 5);
    send(&p->alice, 3, &a[3]);
    send(&p->alice, 4, &a[4]);
    w->states[1] = p->alice;

    check_reads(&p->bob, &a[4], 4);
    send(&p->bob, 7, &b[2]);
    w->states[6] = p->bob;
    check_reads(&p->bob, &a[0], 0);
    check_reads(&p->bob, &a[2], 2);
    w->states[7] = p->bob;

    check_reads(&p->alice, &b[2], 7);
    w->states[2] = p->alice;
    check_reads(&p->alice, &b[1], 6);
    w->states[3] = p->alice;
    free(p);
}

/* o: opens; -: ERR_AUTH, and nothing has changed. */
static const struct {
    const char *state;
    const char *verdicts; /* a0 a1 a2 a3 a4 b0 b1 b2 */
} verdict_rows[STATES] = {
    {"Alice has sent a0 a1 a2", "-----oo-"},
    {"and read b0, sent a3 a4", "------oo"},
    {"and read b2", "------o-"},
    {"and read b1", "--------"},
    {"Bob is new", "ooo-----"},
    {"and read a1, sent b0 b1", "o-ooo---"},
    {"and read a4, sent b2", "o-oo----"},
    {"and read a0, a2", "---o----"},
};

static void test_every_state_and_message(void **state)
{
    struct walk *w = calloc(1, sizeof *w);
    struct side *side = malloc(sizeof *side);
    int opened = 0, refused = 0;

    (void)state;
    walk_init(w);
    for (int i = 0; i < STATES; i++) {
        for (uint32_t j = 0; j < MESSAGES; j++) {
            const bool opens = verdict_rows[i].verdicts[j] == 'o';
            uint32_t number = ~j;
            memcpy(side, &w->states[i], sizeof *side);
            enum err rc = read_any(side, session_ad(),
                                   message_bytes(&w->messages[j]), &number);
            if (rc != (opens ? ERR_OK : ERR_AUTH))
                fail_msg("%s: message %u: %s", verdict_rows[i].state, j,
                         err_text(rc));
            if (opens) assert_int_equal(number, j);
            /* Never twice. */
            assert_int_equal(receive(side, &w->messages[j]), ERR_AUTH);
            opened += opens;
            refused += !opens;
        }
    }
    assert_int_equal(opened, 16);
    assert_int_equal(refused, STATES * MESSAGES - 16);
    free(side);
    free(w);
}

/* A bit of each byte, every length, another AD: in every state. */
static void test_every_spoiled_message(void **state)
{
    struct walk *w = calloc(1, sizeof *w);
    uint32_t number;

    (void)state;
    walk_init(w);
    for (int i = 0; i < STATES; i++) {
        for (int j = 0; j < MESSAGES; j++) {
            struct side *side = &w->states[i];
            struct message m = w->messages[j];
            for (size_t k = 0; k < MESSAGE_SIZE; k++) {
                m.data[k] ^= (uint8_t)(1 << k % 8);
                assert_true(receive(side, &m) != ERR_OK);
                m.data[k] ^= (uint8_t)(1 << k % 8);
            }
            for (size_t size = 0; size < MESSAGE_SIZE; size++)
                assert_int_equal(read_any(side, session_ad(),
                                          bytes_of(m.data, size), &number),
                                 size < RATCHET_OVERHEAD ? ERR_FORMAT
                                                         : ERR_AUTH);
            assert_int_equal(read_any(side, none, message_bytes(&m), &number),
                             ERR_AUTH);
        }
    }
    free(w);
}

/* ---- Limits ---- */

/* The messages that are lost for now, kept for later. */
static struct message *send_many(struct side *from, uint32_t count)
{
    struct message *many = calloc(count, sizeof *many);

    assert_non_null(many);
    for (uint32_t i = 0; i < count; i++)
        send(from, i, &many[i]);
    return many;
}

/* First from a chain that is new to Bob, then from one in use. */
static void test_skip_max_in_a_chain(void **state)
{
    struct pair *p = pair_new();
    struct message *many = send_many(&p->alice, RATCHET_SKIP_MAX + 3);

    (void)state;
    assert_int_equal(receive(&p->bob, &many[RATCHET_SKIP_MAX + 1]), ERR_LIMIT);
    check_reads(&p->bob, &many[0], 0);
    assert_int_equal(receive(&p->bob, &many[RATCHET_SKIP_MAX + 2]), ERR_LIMIT);
    check_reads(&p->bob, &many[RATCHET_SKIP_MAX + 1], RATCHET_SKIP_MAX + 1);
    assert_int_equal(p->bob.ratchet.kept, RATCHET_KEPT_MAX);
    for (uint32_t i = 1; i <= RATCHET_SKIP_MAX; i++)
        check_reads(&p->bob, &many[i], i);
    check_reads(&p->bob, &many[RATCHET_SKIP_MAX + 2], RATCHET_SKIP_MAX + 2);
    assert_int_equal(p->bob.ratchet.kept, 0);
    free(many);
    free(p);
}

/* pn is held to the same limit, and so is n after it. */
static void test_skip_max_across_a_step(void **state)
{
    for (uint32_t over = 0; over < 2; over++) {
        struct pair *p = pair_new();
        struct message next;
        (void)state;
        pass(&p->alice, &p->bob, 0);
        free(send_many(&p->alice, RATCHET_SKIP_MAX + over));
        pass(&p->bob, &p->alice, 1);
        send(&p->alice, 2, &next);
        if (over)
            assert_int_equal(receive(&p->bob, &next), ERR_LIMIT);
        else
            check_reads(&p->bob, &next, 2);
        free(p);
    }
}

/* Two gaps in one step: 600 of the chain before and 600 of the new one. The
 * oldest 200 of 1,200 keys are deleted, for good. */
static void test_kept_max(void **state)
{
    enum { GAP = 600, DROPPED = 2 * GAP - RATCHET_KEPT_MAX };
    struct pair *p = pair_new();
    struct message *old, *new;

    (void)state;
    pass(&p->alice, &p->bob, 0);
    old = send_many(&p->alice, GAP);
    pass(&p->bob, &p->alice, 1);
    new = send_many(&p->alice, GAP + 1);
    check_reads(&p->bob, &new[GAP], GAP);
    assert_int_equal(p->bob.ratchet.kept, RATCHET_KEPT_MAX);
    for (uint32_t i = 0; i < GAP; i++) {
        if (i < DROPPED)
            assert_int_equal(receive(&p->bob, &old[i]), ERR_AUTH);
        else
            check_reads(&p->bob, &old[i], i);
        check_reads(&p->bob, &new[i], i);
    }
    assert_int_equal(p->bob.ratchet.kept, 0);
    free(old);
    free(new);
    free(p);
}

static void test_encrypt_refuses(void **state)
{
    static const uint8_t long_ad[RATCHET_AD_MAX + 1];
    const struct bytes huge = bytes_of(long_ad, RATCHET_PLAINTEXT_MAX + 1u);
    const struct bytes text = bytes_of_text("text");
    struct pair *p = pair_new();
    struct ratchet *alice = &p->alice.ratchet, before;
    uint8_t memory[2 * MESSAGE_SIZE];
    struct writer out;

    (void)state;
    writer_init(&out, memory, MESSAGE_SIZE);
    assert_int_equal(ratchet_encrypt(&p->bob.ratchet, session_ad(), text, &out),
                     ERR_STATE);
    memcpy(&before, alice, sizeof before);
    assert_int_equal(
        ratchet_encrypt(alice, bytes_of(long_ad, sizeof long_ad), text, &out),
        ERR_LIMIT);
    assert_int_equal(ratchet_encrypt(alice, none, huge, &out), ERR_LIMIT);
    out.capacity--;
    assert_int_equal(ratchet_encrypt(alice, none, text, &out), ERR_LIMIT);
    assert_memory_equal(alice, &before, sizeof before);
    assert_true(out.size == 0 && !out.overflow);

    alice->keys.ns = UINT32_MAX - 1;
    out.capacity = sizeof memory;
    assert_int_equal(ratchet_encrypt(alice, none, text, &out), ERR_OK);
    assert_int_equal(ratchet_encrypt(alice, none, text, &out), ERR_LIMIT);
    assert_int_equal(out.size, MESSAGE_SIZE);
    free(p);
}

static void test_decrypt_refuses(void **state)
{
    static const uint8_t long_ad[RATCHET_AD_MAX + 1];
    struct pair *p = pair_new();
    uint8_t memory[TEXT_SIZE];
    struct writer out;
    struct message m;
    uint32_t number;

    (void)state;
    send(&p->alice, 0, &m);
    assert_int_equal(read_any(&p->bob, bytes_of(long_ad, sizeof long_ad),
                              message_bytes(&m), &number),
                     ERR_LIMIT);
    writer_init(&out, memory, TEXT_SIZE - 1);
    assert_int_equal(ratchet_decrypt(&p->bob.ratchet, session_ad(),
                                     message_bytes(&m), &p->bob.rng, &out),
                     ERR_LIMIT);
    check_reads(&p->bob, &m, 0);

    /* The longest AD and an empty text are welcome. */
    writer_init(&out, m.data, sizeof m.data);
    const struct bytes ad = bytes_of(long_ad, RATCHET_AD_MAX);
    assert_int_equal(ratchet_encrypt(&p->alice.ratchet, ad, none, &out),
                     ERR_OK);
    assert_int_equal(out.size, RATCHET_OVERHEAD);
    const struct bytes message = writer_bytes(&out);
    writer_init(&out, NULL, 0);
    assert_int_equal(
        ratchet_decrypt(&p->bob.ratchet, ad, message, &p->bob.rng, &out),
        ERR_OK);
    free(p);
}

/* Ratchet keys that a forger may put into a header: those of low order. */
static void test_forged_keys(void **state)
{
    struct pair *p = pair_new();
    struct message m;

    (void)state;
    send(&p->alice, 0, &m);
    for (uint8_t u = 0; u < 2; u++) {
        memset(m.data, 0, RATCHET_KEY_SIZE);
        m.data[0] = u;
        assert_int_equal(receive(&p->bob, &m), ERR_AUTH);
        assert_int_equal(receive(&p->alice, &m), ERR_AUTH);
    }
    free(p);
}

/* A chain that has not begun has a key of zeros in memory, which anybody can
 * encrypt with: under the ratchet key that the state holds for its peer, be
 * it the prekey or, in a new responder, none. */
static void test_forged_chain(void **state)
{
    struct pair *p = pair_new();
    struct side *forger = calloc(1, sizeof *forger);
    struct side *sides[] = {&p->alice, &p->bob};
    struct message m;

    (void)state;
    for (int i = 0; i < 2; i++) {
        memcpy(forger->ratchet.keys.dhs_public, sides[i]->ratchet.keys.dhr,
               RATCHET_KEY_SIZE);
        forger->ratchet.keys.cks = (struct ratchet_chain){.present = true};
        forger->ratchet.keys.ns = 0;
        send(forger, 0, &m);
        assert_int_equal(receive(sides[i], &m), ERR_AUTH);
    }
    free(forger);
    free(p);
}

static void test_init_refuses(void **state)
{
    const uint8_t sk[RATCHET_KEY_SIZE] = {1}, low[RATCHET_KEY_SIZE] = {0};
    struct side side, before;

    (void)state;
    memset(&side, 7, sizeof side);
    side_seed(&side, "alice");
    memcpy(&before, &side, sizeof side);
    assert_int_equal(ratchet_init_initiator(&side.ratchet, sk, low, &side.rng),
                     ERR_AUTH);
    assert_memory_equal(&side, &before, sizeof side);
    ratchet_fini(&side.ratchet);
    assert_true(
        sodium_is_zero((const uint8_t *)&side.ratchet, sizeof side.ratchet));
}

/* ---- Forms ---- */

static void test_header(void **state)
{
    struct ratchet_header header = {.dh = {9}, .pn = UINT32_MAX, .n = 258};
    struct ratchet_header read;
    uint8_t encoded[RATCHET_HEADER_SIZE + 1] = {0};

    (void)state;
    ratchet_encode_header(encoded, &header);
    assert_memory_equal(encoded + RATCHET_KEY_SIZE,
                        "\xff\xff\xff\xff\x00\x00\x01\x02", 8);
    for (size_t size = 0; size <= sizeof encoded; size++)
        assert_int_equal(ratchet_decode_header(&read, bytes_of(encoded, size)),
                         size < RATCHET_HEADER_SIZE ? ERR_FORMAT : ERR_OK);
    assert_memory_equal(&read, &header, sizeof header);
    header.n = UINT32_MAX;
    ratchet_encode_header(encoded, &header);
    assert_int_equal(
        ratchet_decode_header(&read, bytes_of(encoded, sizeof encoded)),
        ERR_FORMAT);
    assert_int_equal(read.n, 258);
}

/* A chain key and the next one, as libsignal-protocol-c's tests have them. */
static void test_chain_key(void **state)
{
    uint8_t ck[RATCHET_KEY_SIZE], mk[RATCHET_KEY_SIZE], next[RATCHET_KEY_SIZE];

    (void)state;
    assert_int_equal(bytes_from_hex(ck, sizeof ck,
                                    "8ab72d6f4cc5ac0d387eaf463378ddb2"
                                    "8edd07385b1cb01250c715982e7ad48f"),
                     ERR_OK);
    assert_int_equal(bytes_from_hex(next, sizeof next,
                                    "28e8f8fee54b801eef7c5cfb2f17f32c"
                                    "7b334485bbb70fac6ec10342a246d15d"),
                     ERR_OK);
    chain_step(ck, mk);
    assert_memory_equal(ck, next, sizeof ck);
}

/* A message made by hand, out of KDF_RK, KDF_CK, HKDF and libsodium. */
static void test_bytes_of_a_message(void **state)
{
    uint8_t rk[RATCHET_KEY_SIZE] = {1}, ck[RATCHET_KEY_SIZE],
            mk[RATCHET_KEY_SIZE], dh_out[RATCHET_KEY_SIZE], okm[64],
            ad[64] = "alice and bob", text[TEXT_SIZE] = {0}, key_nonce[44];
    struct message m, expected;
    struct pair *p = pair_new();

    (void)state;
    assert_int_equal(crypto_scalarmult(dh_out, p->alice.ratchet.keys.dhs,
                                       p->bob.ratchet.keys.dhs_public),
                     0);
    kdf_derive(okm, sizeof okm, bytes_of(rk, sizeof rk),
               bytes_of(dh_out, sizeof dh_out),
               bytes_of_text("demarche/ratchet/root/1"));
    ratchet_kdf_rk(rk, ck, dh_out);
    assert_memory_equal(rk, okm, sizeof rk);
    assert_memory_equal(ck, okm + 32, sizeof ck);

    chain_step(ck, mk);
    kdf_derive(key_nonce, sizeof key_nonce, none, bytes_of(mk, sizeof mk),
               bytes_of_text("demarche/ratchet/message/1"));
    memcpy(expected.data, p->alice.ratchet.keys.dhs_public, RATCHET_KEY_SIZE);
    memset(expected.data + RATCHET_KEY_SIZE, 0, 8);
    memcpy(ad + 13, expected.data, RATCHET_HEADER_SIZE);
    crypto_aead_chacha20poly1305_ietf_encrypt(
        expected.data + RATCHET_HEADER_SIZE, NULL, text, sizeof text, ad,
        13 + RATCHET_HEADER_SIZE, NULL, key_nonce + 32, key_nonce);
    send(&p->alice, 0, &m);
    assert_memory_equal(m.data, expected.data, sizeof m.data);
    free(p);
}

/* ---- What a stolen state is worth ---- */

/* Messages read before the theft stay closed; one lost before it that comes
 * late does not, for its key was kept. */
static void test_forward_secrecy(void **state)
{
    enum { COUNT = 12, LOST = 4 };
    struct message sent[COUNT];
    struct pair *p = pair_new();
    struct side *thief = malloc(sizeof *thief);

    (void)state;
    for (uint32_t i = 0; i < COUNT; i++) {
        send(&p->alice, i, &sent[i]);
        if (i == LOST) continue;
        check_reads(&p->bob, &sent[i], i);
        if (i % 4 == 3) pass(&p->bob, &p->alice, 100 + i);
    }
    for (uint32_t i = 0; i < COUNT; i++) {
        memcpy(thief, &p->bob, sizeof *thief);
        assert_int_equal(receive(thief, &sent[i]),
                         i == LOST ? ERR_OK : ERR_AUTH);
        memcpy(thief, &p->alice, sizeof *thief);
        assert_int_equal(receive(thief, &sent[i]), ERR_AUTH);
    }
    free(thief);
    free(p);
}

/* A thief of Bob's state reads on until Bob has answered with a key drawn
 * after the theft and Alice has answered that. */
static void test_healing(void **state)
{
    struct pair *p = pair_new();
    struct side *thief = malloc(sizeof *thief);
    struct message m;

    (void)state;
    pass(&p->alice, &p->bob, 0);
    pass(&p->bob, &p->alice, 1);
    memcpy(thief, &p->bob, sizeof *thief);
    side_seed(thief, "thief");

    /* Alice's next chain meets the ratchet key that was stolen. */
    send(&p->alice, 2, &m);
    check_reads(&p->bob, &m, 2);
    check_reads(thief, &m, 2);
    send(&p->alice, 3, &m);
    check_reads(&p->bob, &m, 3);
    check_reads(thief, &m, 3);

    /* Bob's next key is drawn after the theft. */
    pass(&p->bob, &p->alice, 4);
    for (uint32_t i = 5; i < 9; i++) {
        send(&p->alice, i, &m);
        check_reads(&p->bob, &m, i);
        assert_int_equal(receive(thief, &m), ERR_AUTH);
        pass(&p->bob, &p->alice, 100 + i);
    }
    free(thief);
    free(p);
}

/* With the stream that new keys come from, a theft is for ever. */
static void test_no_healing_from_a_stolen_stream(void **state)
{
    struct pair *p = pair_new();
    struct side *thief = malloc(sizeof *thief);
    struct message m;

    (void)state;
    pass(&p->alice, &p->bob, 0);
    memcpy(thief, &p->bob, sizeof *thief);
    for (uint32_t i = 1; i < 9; i++) {
        pass(&p->bob, &p->alice, 100 + i);
        send(&p->alice, i, &m);
        check_reads(&p->bob, &m, i);
        check_reads(thief, &m, i);
    }
    free(thief);
    free(p);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_in_order),
        cmocka_unit_test(test_crossing),
        cmocka_unit_test(test_backwards_across_steps),
        cmocka_unit_test(test_any_order),
        cmocka_unit_test(test_every_state_and_message),
        cmocka_unit_test(test_every_spoiled_message),
        cmocka_unit_test(test_skip_max_in_a_chain),
        cmocka_unit_test(test_skip_max_across_a_step),
        cmocka_unit_test(test_kept_max),
        cmocka_unit_test(test_encrypt_refuses),
        cmocka_unit_test(test_decrypt_refuses),
        cmocka_unit_test(test_forged_keys),
        cmocka_unit_test(test_forged_chain),
        cmocka_unit_test(test_init_refuses),
        cmocka_unit_test(test_header),
        cmocka_unit_test(test_chain_key),
        cmocka_unit_test(test_bytes_of_a_message),
        cmocka_unit_test(test_forward_secrecy),
        cmocka_unit_test(test_healing),
        cmocka_unit_test(test_no_healing_from_a_stolen_stream),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
