#include "base/writer.h"
#include "support/transcripts.h"

#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

#include "crypto/hpke.h"
#include "crypto/ratchet.h"
#include "session/handshake.h"
#include "session/transport.h"
#include "wire/frame.h"
#include "wire/message.h"

/* The simulator has randomness of its own. */
enum { SIMULATOR = 1 << 20, LETTER_SIZE = 40 };

static const char *const letters[TRANSCRIPT_LETTERS] = {"first", "second",
                                                        "third"};

static void add(struct transcript *t, struct bytes item)
{
    assert_true(t->count < TRANSCRIPT_ITEMS_MAX);
    t->items[t->count++] = arena_copy(&t->arena, item);
}

static void add_frames(struct transcript *t, const struct parties *w)
{
    for (size_t i = 0; i < w->frame_count; i++)
        add(t, w->frames[i].bytes);
}

/* The true world, and of it what the recipient may hand over. */
static void begin(struct transcript *t, enum transcript_way way, uint64_t seed,
                  struct parties *w)
{
    *t = (struct transcript){.way = way};
    arena_init(&t->arena);
    parties_init_seed(w, "XX", seed);
    t->author = w->party[US].identity.pub;
    t->recipient = w->party[RUSSIA].identity;
}

void transcripts_fini(struct transcript *t)
{
    arena_fini(&t->arena);
    explicit_bzero(t, sizeof *t);
}

static void write_letters(struct parties *w, uint32_t channel, bool sign,
                          enum message_seal seal)
{
    for (size_t i = 0; i < TRANSCRIPT_LETTERS; i++) {
        parties_draft(w, US, letters[i], 1, LETTER_SIZE);
        parties_send(w, US, RUSSIA, channel, letters[i], sign, seal);
        parties_settle(w);
    }
}

/* The Double Ratchet carries enough to be read. */
static void say(struct transcript *t, struct ratchet *r,
                const struct x3dh_agreement *agreement,
                const struct x3dh_initial *initial, const char *text)
{
    const size_t size = X3DH_INITIAL_SIZE + RATCHET_OVERHEAD + strlen(text);
    struct writer w;

    writer_init(&w, arena_alloc(&t->arena, size), size);
    if (initial) {
        uint8_t bytes[X3DH_INITIAL_SIZE];
        x3dh_encode_initial(bytes, initial);
        writer_put(&w, bytes, sizeof bytes);
    }
    assert_int_equal(
        ratchet_encrypt(r, bytes_of(agreement->ad.bytes, agreement->ad.size),
                        bytes_of_text(text), &w),
        ERR_OK);
    add(t, writer_bytes(&w));
}

static void hear(struct transcript *t, struct ratchet *r,
                 const struct x3dh_agreement *agreement, struct bytes message,
                 struct rng *rng)
{
    struct writer w;

    writer_init(&w, arena_alloc(&t->arena, message.size), message.size);
    assert_int_equal(
        ratchet_decrypt(r, bytes_of(agreement->ad.bytes, agreement->ad.size),
                        message, rng, &w),
        ERR_OK);
}

/* A conversation from the agreement on: each side's state is one that either
 * side of it can have come to. */
static void converse(struct transcript *t, const struct x3dh_initial *initial,
                     const struct x3dh_agreement *hers,
                     const struct x3dh_agreement *his, struct rng *her_rng,
                     struct rng *his_rng)
{
    struct ratchet *her = test_malloc(sizeof *her);
    struct ratchet *him = test_malloc(sizeof *him);

    t->stream = *his_rng;
    assert_int_equal(
        ratchet_init_initiator(her, hers->sk, t->prekey.public, her_rng),
        ERR_OK);
    ratchet_init_responder(him, his->sk, t->prekey.secret);
    say(t, her, hers, initial, "The first word.");
    hear(t, him, his, bytes_from(t->items[0], X3DH_INITIAL_SIZE), his_rng);
    say(t, him, his, NULL, "An answer.");
    hear(t, her, hers, t->items[1], her_rng);
    say(t, her, hers, NULL, "The last word.");
    ratchet_fini(her);
    ratchet_fini(him);
    test_free(her);
    test_free(him);
}

static void draw_prekey(struct transcript *t, const struct rng_root *root)
{
    struct rng rng;

    rng_init(&rng, root, "russia", "prekey");
    x3dh_prekey_init(&t->prekey, 1, &rng);
    rng_fini(&rng);
}

static void real_ratchet(struct transcript *t, const struct parties *w)
{
    struct x3dh_agreement hers, his;
    struct x3dh_initial initial;
    struct x3dh_bundle bundle;
    struct rng her_rng, his_rng;

    rng_init(&her_rng, &w->root, "us", "ratchet");
    rng_init(&his_rng, &w->root, "russia", "ratchet");
    x3dh_sign_bundle(&bundle, &t->recipient, &t->prekey, NULL);
    assert_int_equal(x3dh_initiate(&w->party[US].identity, &t->recipient.pub,
                                   &bundle, &her_rng, &initial, &hers),
                     ERR_OK);
    assert_int_equal(
        x3dh_respond(&t->recipient, &t->prekey, NULL, &initial, &his), ERR_OK);
    converse(t, &initial, &hers, &his, &her_rng, &his_rng);
}

/* The recipient draws the author's ephemeral key: of all secrets that go into
 * SK, the recipient's own are then enough. From SK on, either side can be
 * played. */
static void simulate_ratchet(struct transcript *t, const struct parties *w)
{
    struct x3dh_initial initial = {.signed_prekey_id = t->prekey.id};
    struct x3dh_prekey ephemeral;
    struct x3dh_agreement both;
    struct rng her_rng, his_rng;

    rng_init(&her_rng, &w->root, "us", "ratchet");
    rng_init(&his_rng, &w->root, "russia", "ratchet");
    x3dh_prekey_init(&ephemeral, 0, &her_rng);
    memcpy(initial.identity, t->author.agree, X3DH_KEY_SIZE);
    memcpy(initial.ephemeral, ephemeral.public, X3DH_KEY_SIZE);
    assert_int_equal(
        x3dh_respond(&t->recipient, &t->prekey, NULL, &initial, &both), ERR_OK);
    converse(t, &initial, &both, &both, &her_rng, &his_rng);
}

static void begin_side(const struct transcript *t, const struct rng_root *root,
                       uint64_t session, enum noise_role role,
                       const struct identity *own, struct handshake *h)
{
    const bool first = role == NOISE_INITIATOR;
    const struct handshake_config config = {
        .pattern = noise_pattern_find("XX"),
        .role = role,
        .channel = "cable",
        .session = session,
        .own_name = first ? "us" : "russia",
        .own = own,
        .root = root,
        .peer_name = first ? "russia" : "us",
        .peer = first ? &t->recipient.pub : &t->author,
    };

    handshake_init(h, &config);
}

/* The recipient's side of the session, as it began. */
static void keep_side(struct transcript *t, const struct parties *w)
{
    struct frame f;

    assert_int_equal(frame_decode(w->frames[0].bytes, &f), ERR_OK);
    begin_side(t, &w->root, f.session, NOISE_RESPONDER, &t->recipient,
               &t->side);
}

void transcripts_real(struct transcript *t, enum transcript_way way,
                      uint64_t seed)
{
    struct parties w;

    begin(t, way, seed, &w);
    draw_prekey(t, &w.root);
    switch (way) {
    case TRANSCRIPT_HPKE_AUTH:
        write_letters(&w, BY_HAND, false, MESSAGE_SEAL_HPKE_AUTH);
        break;
    case TRANSCRIPT_NOISE:
        write_letters(&w, BY_WIRE, false, MESSAGE_SEAL_NONE);
        keep_side(t, &w);
        break;
    case TRANSCRIPT_SIGNED:
        write_letters(&w, BY_HAND, true, MESSAGE_SEAL_HPKE_AUTH);
        break;
    case TRANSCRIPT_RATCHET:
        real_ratchet(t, &w);
        break;
    case TRANSCRIPT_WAYS:
        break;
    }
    if (way != TRANSCRIPT_RATCHET) add_frames(t, &w);
    parties_fini(&w);
}

/* A made up message, as its plain frame holds it. */
static struct bytes message_of(const struct parties *w, size_t frame,
                               struct arena *a, struct message *m)
{
    struct frame f;

    assert_int_equal(frame_decode(w->frames[frame].bytes, &f), ERR_OK);
    assert_int_equal(message_decode(a, f.payload, m), ERR_OK);
    return f.payload;
}

struct bytes transcripts_info(struct arena *a, uint64_t exchange)
{
    return bytes_of_text(arena_format(a, "demarche/envelope/1 us russia %llu",
                                      (unsigned long long)exchange));
}

/* Auth mode from the recipient's end: with an ephemeral secret of its own, the
 * recipient derives as the receiver the key that only the sender could seal
 * under, and seals under it. */
static void simulate_envelope(struct transcript *t, struct rng *rng,
                              struct message *m)
{
    const size_t size = m->copy.size + HPKE_OVERHEAD;
    uint8_t drawn[HPKE_KEY_SIZE], secret[HPKE_KEY_SIZE], enc[HPKE_ENC_SIZE];
    struct writer w;
    struct hpke h;

    rng_bytes(rng, drawn, sizeof drawn);
    hpke_derive_key_pair(drawn, secret, enc);
    const struct hpke_config config = {
        .mode = HPKE_AUTH,
        .info = transcripts_info(&t->arena, m->exchange),
        .sk_r = t->recipient.agree_secret,
        .pk_s = t->author.agree,
    };
    assert_int_equal(hpke_setup_receiver(&h, &config, enc), ERR_OK);
    h.role = HPKE_SENDER;
    writer_init(&w, arena_alloc(&t->arena, size), size);
    writer_put(&w, enc, sizeof enc);
    assert_int_equal(hpke_seal(&h, bytes_of_text(""), m->copy, &w), ERR_OK);
    m->seal = MESSAGE_SEAL_HPKE_AUTH;
    m->copy = writer_bytes(&w);
    hpke_fini(&h);
}

/* The recipient cannot make a signature of the author's, and tries with its
 * own. */
static void forge_signature(struct transcript *t, struct message *m)
{
    uint8_t *signature = arena_alloc(&t->arena, MESSAGE_SIGNATURE_SIZE);
    struct message_copy copy;

    assert_int_equal(message_decode_copy(&t->arena, m->copy, &copy), ERR_OK);
    identity_sign(&t->recipient, copy.transfer.statement, signature);
    copy.transfer.signature = bytes_of(signature, MESSAGE_SIGNATURE_SIZE);
    assert_int_equal(message_encode_copy(&t->arena, &copy, &m->copy), ERR_OK);
}

static void simulate_letters(struct transcript *t, const struct parties *w,
                             bool sign)
{
    struct rng rng;

    rng_init(&rng, &w->root, "russia", "simulated seals");
    for (size_t i = 0; i < w->frame_count; i++) {
        struct bytes encoded;
        struct message m;
        struct writer out;
        (void)message_of(w, i, &t->arena, &m);
        if (sign) forge_signature(t, &m);
        simulate_envelope(t, &rng, &m);
        assert_int_equal(message_encode(&t->arena, &m, &encoded), ERR_OK);
        const struct frame f = {FRAME_PLAIN, 0, 0, encoded};
        const size_t size = FRAME_HEAD_SIZE + encoded.size;
        writer_init(&out, arena_alloc(&t->arena, size), size);
        assert_int_equal(frame_encode(&f, &out), ERR_OK);
        add(t, writer_bytes(&out));
    }
}

static void shake(struct transcript *t, struct handshake *from,
                  struct handshake *to)
{
    uint8_t payload[NOISE_MESSAGE_MAX];
    struct frame f;
    struct writer w;

    writer_init(&w, payload, sizeof payload);
    assert_int_equal(handshake_write(from, &t->arena, bytes_of(NULL, 0)),
                     ERR_OK);
    add(t, from->last_message);
    assert_int_equal(frame_decode(t->items[t->count - 1], &f), ERR_OK);
    assert_int_equal(noise_read(&to->noise, f.payload, &w), ERR_OK);
}

/* The recipient plays both sides of XX. The one secret of the author's that is
 * asked for, in se of the last message, is the static one, with the recipient's
 * ephemeral key: the recipient's ephemeral secret with the author's static key
 * gives the same. */
static void simulate_session(struct transcript *t, const struct parties *w)
{
    const struct identity hers = {.pub = t->author};
    struct handshake her, him;
    struct noise_cipher out, in;
    struct rng rng;

    rng_init(&rng, &w->root, "russia", "simulated sessions");
    const uint64_t number = rng_u64(&rng);
    begin_side(t, &w->root, number, NOISE_INITIATOR, &hers, &her);
    begin_side(t, &w->root, number, NOISE_RESPONDER, &t->recipient, &him);
    t->side = him;
    shake(t, &her, &him);
    shake(t, &him, &her);
    her.noise.s = him.noise.e;
    memcpy(her.noise.re.bytes, t->author.agree, NOISE_KEY_SIZE);
    shake(t, &her, &him);
    assert_int_equal(noise_split(&him.noise, &out, &in), ERR_OK);
    for (size_t i = 0; i < w->frame_count; i++) {
        struct bytes frame, encoded;
        struct message m;
        encoded = message_of(w, i, &t->arena, &m);
        assert_int_equal(
            transport_encrypt(&t->arena, &in, number, 2 * i, encoded, &frame),
            ERR_OK);
        add(t, frame);
        const struct message ack = {.kind = MESSAGE_ACK,
                                    .exchange = m.exchange,
                                    .precedence = m.precedence,
                                    .counter = 2 * i};
        assert_int_equal(message_encode(&t->arena, &ack, &encoded), ERR_OK);
        assert_int_equal(transport_encrypt(&t->arena, &out, number, 2 * i + 1,
                                           encoded, &frame),
                         ERR_OK);
        add(t, frame);
    }
    handshake_fini(&her);
    handshake_fini(&him);
}

void transcripts_simulated(struct transcript *t, enum transcript_way way,
                           uint64_t seed)
{
    struct parties world, own;

    begin(t, way, seed, &world);
    draw_prekey(t, &world.root);
    parties_fini(&world);
    /* The recipient's own world: the author in it has the true public keys, and
     * no secret ones. */
    parties_init_seed(&own, "XX", seed + SIMULATOR);
    own.party[US].identity = (struct identity){.pub = t->author};
    own.party[RUSSIA].identity = t->recipient;
    own.peers[US].pub = t->author;
    own.peers[RUSSIA].pub = t->recipient.pub;
    if (way == TRANSCRIPT_RATCHET) {
        simulate_ratchet(t, &own);
    } else {
        write_letters(&own, BY_HAND, false, MESSAGE_SEAL_NONE);
        if (way == TRANSCRIPT_NOISE)
            simulate_session(t, &own);
        else
            simulate_letters(t, &own, way == TRANSCRIPT_SIGNED);
    }
    parties_fini(&own);
}
