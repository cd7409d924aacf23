/* A memory of the curve's answers knows what follows from them, and nothing
 * that does not: whatever is asked, it answers as the curve does. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "crypto/curve.h"
#include "crypto/rng.h"

/* Keys of both kinds from one seed. */
struct keys {
    uint8_t secret[CURVE_KEY_SIZE], public[CURVE_KEY_SIZE];
    uint8_t sign_public[CURVE_KEY_SIZE], sign_secret[CURVE_SIGN_SECRET_SIZE];
};

static struct keys keys_of(uint8_t number)
{
    struct keys k;

    memset(k.secret, number, sizeof k.secret);
    curve_public(k.public, k.secret);
    curve_sign_keys(k.sign_public, k.sign_secret, k.secret);
    return k;
}

static void begin(struct curve_memory *m)
{
    curve_memory_init_recent(m);
    curve_use(curve_remembering(m));
}

static void end(struct curve_memory *m)
{
    curve_use(curve_real());
    curve_memory_fini(m);
}

/* True if what was asked since needed no working out. */
static bool is_known(const struct curve_memory *m, uint64_t *known)
{
    const bool is = m->known > *known;

    *known = m->known;
    return is;
}

static void both_ends_agree(void **state)
{
    uint8_t one[CURVE_KEY_SIZE], other[CURVE_KEY_SIZE];
    uint8_t stranger[CURVE_KEY_SIZE], stranger_public[CURVE_KEY_SIZE];
    struct curve_memory m;
    uint64_t known = 0;

    (void)state;
    memset(stranger, 3, sizeof stranger);
    curve_public(stranger_public, stranger);
    begin(&m);
    const struct keys a = keys_of(1), b = keys_of(2);
    assert_int_equal(curve_agree(one, a.secret, b.public), ERR_OK);
    assert_false(is_known(&m, &known));
    assert_int_equal(curve_agree(other, b.secret, a.public), ERR_OK);
    assert_true(is_known(&m, &known));
    assert_memory_equal(one, other, sizeof one);
    /* Whose public key was never asked for is not known by it. */
    assert_int_equal(curve_agree(one, a.secret, stranger_public), ERR_OK);
    assert_int_equal(curve_agree(other, stranger, a.public), ERR_OK);
    assert_false(is_known(&m, &known));
    assert_memory_equal(one, other, sizeof one);
    end(&m);
}

static void own_signatures_hold(void **state)
{
    const struct bytes message = bytes_of_text("a letter");
    uint8_t signature[CURVE_SIGNATURE_SIZE], proof[CURVE_SIGNATURE_SIZE];
    struct curve_memory m;
    uint64_t known = 0;

    (void)state;
    begin(&m);
    const struct keys a = keys_of(1), b = keys_of(2);
    curve_sign(signature, message, a.sign_secret);
    curve_prove(proof, message, a.secret);
    assert_false(is_known(&m, &known));
    assert_int_equal(curve_verify(signature, message, a.sign_public), ERR_OK);
    assert_true(is_known(&m, &known));
    assert_int_equal(curve_proven(proof, message, a.public), ERR_OK);
    assert_true(is_known(&m, &known));
    assert_int_equal(curve_verify(signature, message, b.sign_public), ERR_AUTH);
    assert_int_equal(curve_proven(proof, message, b.public), ERR_AUTH);
    signature[40] ^= 1;
    proof[40] ^= 1;
    assert_int_equal(curve_verify(signature, message, a.sign_public), ERR_AUTH);
    assert_int_equal(curve_proven(proof, message, a.public), ERR_AUTH);
    assert_false(is_known(&m, &known));
    end(&m);
}

/* A signature is made with the public key that stands behind the seed: one of
 * another's holds under neither. */
static void no_signature_by_two_keys(void **state)
{
    const struct bytes message = bytes_of_text("a letter");
    uint8_t signature[CURVE_SIGNATURE_SIZE];
    struct curve_memory m;

    (void)state;
    begin(&m);
    struct keys a = keys_of(1);
    const struct keys b = keys_of(2);
    memcpy(a.sign_secret + CURVE_KEY_SIZE, b.sign_public, CURVE_KEY_SIZE);
    curve_sign(signature, message, a.sign_secret);
    assert_int_equal(curve_verify(signature, message, a.sign_public), ERR_AUTH);
    assert_int_equal(curve_verify(signature, message, b.sign_public), ERR_AUTH);
    end(&m);
}

/* A key of so many: the first are somebody's, one is of low order, one is not
 * reduced, and the others were drawn, half of them on the twist. */
enum { OWNED = 5, KEYS = 16, MESSAGES = 3, ASKED = 3000 };

struct world {
    struct keys owned[OWNED];
    uint8_t keys[KEYS][CURVE_KEY_SIZE];
    uint8_t signatures[MESSAGES][CURVE_SIGNATURE_SIZE];
};

struct told {
    enum err verdict;
    uint8_t out[CURVE_SIGNATURE_SIZE];
};

static void ask(struct told *t, struct world *w, struct rng *rng)
{
    const uint64_t what = rng_below(rng, 6);
    const struct keys *own = &w->owned[rng_below(rng, OWNED)];
    const uint8_t *key = w->keys[rng_below(rng, KEYS)];
    uint8_t *signature = w->signatures[rng_below(rng, MESSAGES)];
    const uint8_t text = (uint8_t)rng_below(rng, MESSAGES);
    const struct bytes message = bytes_of(&text, 1);

    memset(t, 0, sizeof *t);
    if (what == 0) curve_sign(signature, message, own->sign_secret);
    if (what == 1) curve_prove(signature, message, own->secret);
    if (what == 2) t->verdict = curve_verify(signature, message, key);
    if (what == 3) t->verdict = curve_proven(signature, message, key);
    if (what > 3) t->verdict = curve_agree(t->out, own->secret, key);
    if (what > 3 && t->verdict) memset(t->out, 0, sizeof t->out);
    if (what < 2) memcpy(t->out, signature, sizeof t->out);
}

static void make_world(struct world *w, struct rng *rng)
{
    struct rng_root root;

    rng_root_init(&root, 1, 0);
    rng_init(rng, &root, "test", "curve_memory");
    *w = (struct world){0};
    for (uint8_t i = 0; i < OWNED; i++)
        w->owned[i] = keys_of(i);
    for (size_t i = 0; i < KEYS; i++)
        rng_bytes(rng, w->keys[i], CURVE_KEY_SIZE);
    for (size_t i = 0; i < OWNED; i++) {
        memcpy(w->keys[i], w->owned[i].public, CURVE_KEY_SIZE);
        memcpy(w->keys[OWNED + i], w->owned[i].sign_public, CURVE_KEY_SIZE);
    }
    memset(w->keys[2 * OWNED], 0, CURVE_KEY_SIZE);
    memcpy(w->keys[2 * OWNED + 1], w->keys[0], CURVE_KEY_SIZE);
    w->keys[2 * OWNED + 1][CURVE_KEY_SIZE - 1] |= 0x80;
}

static void answers_as_the_curve(void **state)
{
    struct told *without = test_calloc(ASKED, sizeof *without), with;
    struct curve_memory m;
    struct world w;
    struct rng rng;
    size_t verdicts[2] = {0, 0};

    (void)state;
    make_world(&w, &rng);
    for (size_t i = 0; i < ASKED; i++) {
        ask(&without[i], &w, &rng);
        verdicts[without[i].verdict != ERR_OK]++;
    }
    assert_true(verdicts[0] > ASKED / 4 && verdicts[1] > ASKED / 8);
    begin(&m);
    make_world(&w, &rng);
    for (size_t i = 0; i < ASKED; i++) {
        ask(&with, &w, &rng);
        assert_memory_equal(&with, &without[i], sizeof with);
    }
    assert_true(2 * m.known > m.asked);
    end(&m);
    test_free(without);
}

/* It does not grow with what is asked, and goes on taking in. */
static void renews(void **state)
{
    uint8_t secret[CURVE_KEY_SIZE] = {0}, public[CURVE_KEY_SIZE];
    uint8_t again[CURVE_KEY_SIZE];
    struct curve_memory m;

    (void)state;
    begin(&m);
    for (uint32_t i = 0; i < CURVE_MEMORY_RECENT; i++) {
        const uint64_t known = m.known;
        bytes_put_be32(secret, i);
        curve_public(public, secret);
        assert_int_equal(m.known, known);
        curve_public(again, secret);
        assert_int_equal(m.known, known + 1);
        assert_memory_equal(public, again, sizeof public);
        assert_true(m.count <= CURVE_MEMORY_RECENT / 2);
    }
    assert_int_equal(m.room, CURVE_MEMORY_RECENT);
    end(&m);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(both_ends_agree),
        cmocka_unit_test(own_signatures_hold),
        cmocka_unit_test(no_signature_by_two_keys),
        cmocka_unit_test(answers_as_the_curve),
        cmocka_unit_test(renews),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
