/* Prekeys of an adversary's own: who takes them for those of another is read,
 * and passed on, and who looks at whose they are is not. */
#include "adversary/decoy.h"
#include "base/writer.h"

#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

#include "adversary/forgery.h"
#include "adversary/ratchet_relay.h"
#include "session/session_ratchet.h"
#include "support/parties.h"

#define SESSION 7

struct fixture {
    struct parties w;
    struct arena arena;
    struct identity adversary;
    struct rng_root root;
    struct tactic_play play;
};

static void draw(struct identity *out, const struct rng_root *root,
                 const char *name)
{
    struct rng rng;

    rng_init(&rng, root, name, "identity");
    identity_init(out, &rng);
    rng_fini(&rng);
}

static void begin(struct fixture *f)
{
    parties_init(&f->w, "XX");
    arena_init(&f->arena);
    rng_root_init(&f->root, 5, 0);
    draw(&f->adversary, &f->root, "adversary");
    f->play = (struct tactic_play){
        .target = {.from = US,
                   .to = RUSSIA,
                   .channel = BY_WIRE,
                   .profile = {.session = CLAIM_SESSION_RATCHET}},
        .self = {&f->w.world, &f->adversary, &f->root, &f->arena},
    };
}

static void end(struct fixture *f)
{
    identity_fini(&f->adversary);
    rng_root_fini(&f->root);
    arena_fini(&f->arena);
    parties_fini(&f->w);
}

/* Gives the adversary a frame that holds the message, or a whole frame. */
static enum record_act meet(struct fixture *f, struct intervention *h,
                            struct opener_layers *l, struct bytes whole)
{
    assert_int_equal(frame_decode(whole, &l->frame), ERR_OK);
    l->whole = whole;
    l->channel = f->w.channels[BY_WIRE].name;
    *h = (struct intervention){.arena = &f->arena, .world = &f->w.world};
    intervention_init(h, l, BY_WIRE);
    return ratchet_relay_play(&f->play, h);
}

/* The recipient's bundle, as handed to the sender. */
static struct bytes true_bundle(struct fixture *f, struct message *m)
{
    uint8_t *bytes = arena_alloc(&f->arena, X3DH_BUNDLE_SIZE);
    struct x3dh_prekey prekey;
    struct x3dh_bundle bundle;
    struct rng rng;

    rng_init(&rng, &f->root, "russia", "prekey");
    x3dh_prekey_init(&prekey, 1, &rng);
    x3dh_sign_bundle(&bundle, &f->w.party[RUSSIA].identity, &prekey, NULL);
    x3dh_encode_bundle(bytes, &bundle);
    x3dh_prekey_fini(&prekey);
    rng_fini(&rng);
    *m = (struct message){.kind = MESSAGE_BUNDLE,
                          .counter = SESSION,
                          .owner = "russia",
                          .bundle = bytes_of(bytes, X3DH_BUNDLE_SIZE)};
    struct bytes encoded;
    assert_int_equal(message_encode(&f->arena, m, &encoded), ERR_OK);
    return forgery_frame(&f->arena, encoded);
}

/* The first frame of the sender's, who goes by the bundle. */
static struct bytes answer(struct fixture *f, const struct x3dh_bundle *bundle,
                           const struct identity_public *whose,
                           struct bytes message)
{
    const size_t size = X3DH_INITIAL_SIZE + RATCHET_OVERHEAD + message.size;
    uint8_t *bytes = arena_alloc(&f->arena, FRAME_HEAD_SIZE + size);
    const struct frame frame = {.type = FRAME_INITIAL,
                                .session = SESSION,
                                .payload =
                                    bytes_of(bytes + FRAME_HEAD_SIZE, size)};
    struct ratchet *r = arena_alloc(&f->arena, sizeof *r);
    struct x3dh_agreement agreement;
    struct x3dh_initial initial;
    struct writer w;
    struct rng rng;

    rng_init(&rng, &f->root, "us", "x3dh");
    assert_int_equal(x3dh_initiate(&f->w.party[US].identity, whose, bundle,
                                   &rng, &initial, &agreement),
                     ERR_OK);
    x3dh_bind(&agreement.ad,
              &(struct x3dh_party){"us", f->w.party[US].identity.pub.sign},
              &(struct x3dh_party){"russia", whose->sign});
    assert_int_equal(
        ratchet_init_initiator(r, agreement.sk, bundle->signed_prekey, &rng),
        ERR_OK);
    frame_head(&frame, bytes);
    x3dh_encode_initial(bytes + FRAME_HEAD_SIZE, &initial);
    writer_init(&w, bytes + FRAME_HEAD_SIZE + X3DH_INITIAL_SIZE,
                size - X3DH_INITIAL_SIZE);
    assert_int_equal(
        ratchet_encrypt(r,
                        session_ratchet_ad(&f->arena, &agreement.ad,
                                           f->w.channels[BY_WIRE].name, &frame),
                        message, &w),
        ERR_OK);
    rng_fini(&rng);
    return bytes_of(bytes, FRAME_HEAD_SIZE + size);
}

static void test_reads_who_believes(void **state)
{
    const struct bytes said = bytes_of_text("between us");
    struct opener_layers l = {.from = RUSSIA, .to = US};
    struct fixture f;
    struct intervention h;
    struct message m;
    struct x3dh_bundle bundle;

    (void)state;
    begin(&f);
    const struct bytes whole = true_bundle(&f, &l.message);
    assert_int_equal(meet(&f, &h, &l, whole), RECORD_ACT_REPLACE_PREKEYS);
    assert_int_equal(
        message_decode(&f.arena, bytes_from(h.frame, FRAME_HEAD_SIZE), &m),
        ERR_OK);
    assert_int_equal(m.counter, SESSION);
    assert_string_equal(m.owner, "russia");
    assert_int_equal(x3dh_decode_bundle(&bundle, m.bundle), ERR_OK);
    /* A peer that expects another's keys does not accept them. */
    assert_int_equal(
        x3dh_verify_bundle(&bundle, &f.w.party[RUSSIA].identity.pub), ERR_AUTH);
    assert_int_equal(x3dh_verify_bundle(&bundle, &f.adversary.pub), ERR_OK);

    struct opener_layers first = {.from = US, .to = RUSSIA};
    assert_int_equal(
        meet(&f, &h, &first, answer(&f, &bundle, &f.adversary.pub, said)),
        RECORD_ACT_RELAY);
    assert_true(bytes_equal(h.read, said));
    assert_true(!h.dropped && !h.forged && !h.extra);
    assert_int_equal(h.frame.size, first.whole.size);
    assert_false(bytes_equal(h.frame, first.whole));
    end(&f);
}

static void test_leaves_the_rest(void **state)
{
    struct opener_layers l = {.from = RUSSIA, .to = US};
    struct fixture f;
    struct intervention h;
    struct x3dh_bundle bundle;

    (void)state;
    begin(&f);
    const struct bytes whole = true_bundle(&f, &l.message);
    assert_int_equal(x3dh_decode_bundle(&bundle, l.message.bundle), ERR_OK);
    /* A session agreed with the true bundle is closed to the adversary. */
    struct opener_layers first = {.from = US, .to = RUSSIA};
    assert_false(meet(&f, &h, &first,
                      answer(&f, &bundle, &f.w.party[RUSSIA].identity.pub,
                             bytes_of_text("between us"))));
    assert_false(h.dropped);
    /* And a bundle for another pair is left alone. */
    l.to = NATO;
    assert_false(meet(&f, &h, &l, whole));
    l = (struct opener_layers){.from = US, .to = RUSSIA};
    assert_null(
        meet(&f, &h, &l, forgery_frame(&f.arena, bytes_of_text("nonsense"))));
    end(&f);
}

/* In the sender's name, with the recipient's bundle: the adversary lacks a
 * secret. */
static void test_poses(void **state)
{
    struct opener_layers l = {.from = RUSSIA, .to = US};
    struct fixture f;
    struct intervention h;

    (void)state;
    begin(&f);
    const struct bytes whole = true_bundle(&f, &l.message);
    h = (struct intervention){.arena = &f.arena, .world = &f.w.world};
    assert_int_equal(frame_decode(whole, &l.frame), ERR_OK);
    intervention_init(&h, &l, BY_WIRE);
    const struct bytes text = bytes_of_text("not from us");
    assert_null(decoy_pose(&f.play, &h, &f.adversary, text));
    f.play.kept = l.message.bundle;
    assert_non_null(decoy_pose(&f.play, &h, &f.adversary, text));
    assert_non_null(h.extra);
    assert_int_equal(h.extra->from, US);
    assert_int_equal(h.extra->to, RUSSIA);
    assert_int_equal(h.extra->bytes.data[4], FRAME_INITIAL);
    end(&f);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_reads_who_believes),
        cmocka_unit_test(test_leaves_the_rest),
        cmocka_unit_test(test_poses),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
