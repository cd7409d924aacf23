/* Sender keys: what members read, and what they refuse unchanged. */
#include "base/writer.h"
#include "crypto/sender_key.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

enum { TEXT_SIZE = 4, MESSAGE_SIZE = TEXT_SIZE + SENDER_KEY_OVERHEAD };

/* The clock of those who read. */
#define NOW (5 * DAY)

struct message {
    uint8_t data[MESSAGE_SIZE];
};

static struct bytes group_ad(void)
{
    return bytes_of_text("allied-review us");
}

static struct bytes message_bytes(const struct message *m)
{
    return bytes_of(m->data, sizeof m->data);
}

static void sender_init(struct sender_key *k, uint32_t number)
{
    struct rng_root root;
    struct rng rng;

    rng_root_init(&root, 1, number);
    rng_init(&rng, &root, "us", "sender-key");
    sender_key_init(k, number, &rng);
}

static void join(struct sender_key_peer *p, const struct sender_key *k)
{
    struct sender_key_distribution d;

    sender_key_distribute(k, &d);
    sender_key_peer_init(p, &d);
}

/* The text of a message is its number. */
static void say(struct sender_key *k, struct message *m)
{
    uint8_t text[TEXT_SIZE];
    struct writer w;

    bytes_put_be32(text, k->n);
    writer_init(&w, m->data, sizeof m->data);
    assert_int_equal(
        sender_key_encrypt(k, group_ad(), bytes_of(text, sizeof text), &w),
        ERR_OK);
    assert_int_equal(w.size, MESSAGE_SIZE);
}

/* A message that does not open changes nothing. */
static enum err hear(struct sender_key_peer *p, struct bytes ad,
                     struct bytes message, uint32_t *n)
{
    struct sender_key_peer before = *p;
    uint8_t memory[MESSAGE_SIZE];
    struct writer out;

    writer_init(&out, memory, sizeof memory);
    enum err rc = sender_key_decrypt(p, ad, message, NOW, &out);
    if (rc) {
        assert_memory_equal(p, &before, sizeof before);
        assert_int_equal(out.size, 0);
    } else {
        assert_int_equal(out.size, TEXT_SIZE);
        *n = bytes_get_be32(memory);
    }
    return rc;
}

static void assert_hears(struct sender_key_peer *p, const struct message *m,
                         uint32_t expected)
{
    uint32_t n = ~expected;

    assert_int_equal(hear(p, group_ad(), message_bytes(m), &n), ERR_OK);
    assert_int_equal(n, expected);
}

static void assert_refuses(struct sender_key_peer *p, const struct message *m,
                           enum err expected)
{
    uint32_t n;

    assert_int_equal(hear(p, group_ad(), message_bytes(m), &n), expected);
}

static void any_order_each_once(void **state)
{
    static const uint32_t order[] = {2, 0, 4, 3, 1, 5};
    struct sender_key us;
    struct sender_key_peer nato;
    struct message m[6];

    (void)state;
    sender_init(&us, 7);
    join(&nato, &us);
    for (size_t i = 0; i < 6; i++)
        say(&us, &m[i]);
    for (size_t i = 0; i < 6; i++)
        assert_hears(&nato, &m[order[i]], order[i]);
    for (size_t i = 0; i < 6; i++)
        assert_refuses(&nato, &m[i], ERR_MISSING);
    assert_int_equal(nato.kept_count, 0);
}

static void who_joins_late_reads_from_there_on(void **state)
{
    struct sender_key us;
    struct sender_key_peer late;
    struct message before, after;

    (void)state;
    sender_init(&us, 7);
    say(&us, &before);
    join(&late, &us);
    say(&us, &after);
    assert_refuses(&late, &before, ERR_MISSING);
    assert_hears(&late, &after, 1);
}

static void every_changed_byte_is_refused(void **state)
{
    struct sender_key us;
    struct sender_key_peer nato;
    struct message m;
    unsigned refused = 0;

    (void)state;
    sender_init(&us, 7);
    join(&nato, &us);
    say(&us, &m);
    for (size_t i = 0; i < sizeof m.data; i++) {
        for (unsigned bit = 0; bit < 8; bit++) {
            struct message bad = m;
            uint32_t n;
            bad.data[i] ^= (uint8_t)(1u << bit);
            refused += hear(&nato, group_ad(), message_bytes(&bad), &n) != 0;
        }
    }
    assert_int_equal(refused, 8 * sizeof m.data);
    for (size_t size = 0; size < sizeof m.data; size++) {
        uint32_t n;
        assert_int_not_equal(
            hear(&nato, group_ad(), bytes_of(m.data, size), &n), ERR_OK);
    }
    assert_hears(&nato, &m, 0);
}

static void a_member_cannot_speak_for_another(void **state)
{
    struct sender_key us, forger;
    struct sender_key_peer nato;
    struct message m;
    uint32_t n;

    (void)state;
    sender_init(&us, 7);
    join(&nato, &us);
    /* Another member has the chain, and all but the secret to sign with. */
    sender_init(&forger, 7);
    struct sender_key other;
    sender_init(&other, 8);
    memcpy(forger.sign_secret, other.sign_secret, sizeof forger.sign_secret);
    say(&forger, &m);
    assert_refuses(&nato, &m, ERR_AUTH);
    /* Nor does a message hold in another group, or as another sender's. */
    say(&us, &m);
    assert_int_equal(
        hear(&nato, bytes_of_text("allied-review nato"), message_bytes(&m), &n),
        ERR_AUTH);
    assert_hears(&nato, &m, 0);
}

static void another_keys_message_is_missing_its_key(void **state)
{
    struct sender_key old, fresh;
    struct sender_key_peer nato;
    struct message m;
    uint32_t number = 0, n = 1;

    (void)state;
    sender_init(&old, 1);
    sender_init(&fresh, 2);
    join(&nato, &old);
    say(&fresh, &m);
    assert_refuses(&nato, &m, ERR_MISSING);
    assert_int_equal(sender_key_number(message_bytes(&m), &number, &n), ERR_OK);
    assert_int_equal(number, 2);
    assert_int_equal(n, 0);
}

static bool is_wiped(const void *data, size_t size)
{
    const uint8_t *at = data;

    while (size > 0 && at[size - 1] == 0)
        size--;
    return size == 0;
}

/* Nothing of the past is left in a receiver's memory but the keys of messages
 * that have not come; and those go with the time. */
static void keys_of_the_past_are_wiped(void **state)
{
    struct sender_key us;
    struct sender_key_peer nato, first;
    struct message m[6];

    (void)state;
    sender_init(&us, 7);
    join(&nato, &us);
    first = nato;
    for (size_t i = 0; i < 6; i++)
        say(&us, &m[i]);
    assert_hears(&nato, &m[0], 0);
    assert_memory_not_equal(nato.at.ck, first.at.ck, sizeof first.at.ck);
    assert_hears(&nato, &m[4], 4);
    assert_int_equal(nato.kept_count, 3);
    assert_true(nato.kept[0].since == NOW);
    assert_hears(&nato, &m[2], 2);
    assert_int_equal(nato.kept_count, 2);
    sender_key_expire(&nato, NOW - 1);
    assert_int_equal(nato.kept_count, 2);
    sender_key_expire(&nato, NOW);
    assert_int_equal(nato.kept_count, 0);
    assert_true(is_wiped(nato.kept, sizeof nato.kept));
    assert_refuses(&nato, &m[1], ERR_MISSING);
    assert_hears(&nato, &m[5], 5);
}

/* A chain that is over reads what was under way, and has no chain key. */
static void a_chain_ends(void **state)
{
    struct sender_key us;
    struct sender_key_peer nato, far;
    struct message m[5];

    (void)state;
    sender_init(&us, 7);
    join(&nato, &us);
    far = nato;
    for (size_t i = 0; i < 5; i++)
        say(&us, &m[i]);
    assert_hears(&nato, &m[1], 1);
    sender_key_end(&nato, 4, NOW);
    assert_int_equal(nato.at.n, SENDER_KEY_OVER);
    assert_true(is_wiped(nato.at.ck, sizeof nato.at.ck));
    assert_int_equal(nato.kept_count, 3);
    sender_key_end(&nato, 5, NOW);
    assert_int_equal(nato.kept_count, 3);
    assert_hears(&nato, &m[3], 3);
    assert_hears(&nato, &m[0], 0);
    assert_refuses(&nato, &m[0], ERR_MISSING);
    assert_refuses(&nato, &m[4], ERR_MISSING);
    assert_hears(&nato, &m[2], 2);
    /* A number that nobody reaches costs no work. */
    sender_key_end(&far, UINT32_MAX, NOW);
    assert_int_equal(far.kept_count, 0);
    assert_true(is_wiped(far.at.ck, sizeof far.at.ck));
}

/* The key of a single message opens that one. */
static void a_single_key_opens_its_message(void **state)
{
    uint8_t mk[CHAIN_KEY_SIZE];
    struct sender_key us;
    struct sender_key_peer late;
    struct message m[3];

    (void)state;
    sender_init(&us, 7);
    say(&us, &m[0]);
    sender_key_peek(&us, mk);
    say(&us, &m[1]);
    join(&late, &us);
    say(&us, &m[2]);
    assert_refuses(&late, &m[1], ERR_MISSING);
    sender_key_keep(&late, 1, mk, NOW);
    sender_key_keep(&late, 1, mk, NOW);
    sender_key_keep(&late, 2, mk, NOW); /* the chain gives that one */
    assert_int_equal(late.kept_count, 1);
    assert_refuses(&late, &m[0], ERR_MISSING);
    assert_hears(&late, &m[1], 1);
    assert_hears(&late, &m[2], 2);
    assert_int_equal(late.kept_count, 0);
}

static void limits_hold(void **state)
{
    static const uint8_t long_ad[SENDER_KEY_AD_MAX + 1];
    struct sender_key us;
    struct sender_key_peer nato, other;
    struct message m, first;
    struct writer w;
    uint8_t memory[MESSAGE_SIZE];

    (void)state;
    sender_init(&us, 7);
    join(&nato, &us);
    other = nato;
    say(&us, &first);
    while (us.n < SENDER_KEY_SKIP_MAX)
        say(&us, &m);
    say(&us, &m);
    assert_hears(&nato, &m, SENDER_KEY_SKIP_MAX);
    /* The oldest keys made room: the first message needs its own again. */
    assert_int_equal(nato.kept_count, SENDER_KEY_KEPT_MAX);
    assert_refuses(&nato, &first, ERR_MISSING);
    say(&us, &m);
    assert_refuses(&other, &m, ERR_LIMIT);

    writer_init(&w, memory, sizeof memory);
    assert_int_equal(sender_key_encrypt(&us, bytes_of(long_ad, sizeof long_ad),
                                        bytes_of_text("text"), &w),
                     ERR_LIMIT);
    assert_int_equal(
        sender_key_encrypt(&us, group_ad(), bytes_of_text("texts"), &w),
        ERR_LIMIT);
    us.n = UINT32_MAX;
    assert_int_equal(
        sender_key_encrypt(&us, group_ad(), bytes_of_text("text"), &w),
        ERR_LIMIT);
    assert_int_equal(w.size, 0);
}

static void a_distribution_has_one_spelling(void **state)
{
    struct sender_key us;
    struct sender_key_distribution d, back;
    uint8_t encoded[SENDER_KEY_DISTRIBUTION_SIZE];

    (void)state;
    sender_init(&us, 7);
    us.n = 3;
    sender_key_distribute(&us, &d);
    sender_key_encode(encoded, &d);
    assert_int_equal(
        sender_key_decode(&back, bytes_of(encoded, sizeof encoded)), ERR_OK);
    assert_memory_equal(&back, &d, sizeof d);
    for (size_t size = 0; size < sizeof encoded; size++)
        assert_int_equal(sender_key_decode(&back, bytes_of(encoded, size)),
                         ERR_FORMAT);
    encoded[0] = 2;
    assert_int_equal(
        sender_key_decode(&back, bytes_of(encoded, sizeof encoded)),
        ERR_FORMAT);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(any_order_each_once),
        cmocka_unit_test(who_joins_late_reads_from_there_on),
        cmocka_unit_test(every_changed_byte_is_refused),
        cmocka_unit_test(a_member_cannot_speak_for_another),
        cmocka_unit_test(another_keys_message_is_missing_its_key),
        cmocka_unit_test(keys_of_the_past_are_wiped),
        cmocka_unit_test(a_chain_ends),
        cmocka_unit_test(a_single_key_opens_its_message),
        cmocka_unit_test(limits_hold),
        cmocka_unit_test(a_distribution_has_one_spelling),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
