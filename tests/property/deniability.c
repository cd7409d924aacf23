/* A transcript is deniable if a third party cannot tell it from the recipient's
 * invention: a judge who is given real transcripts and made up ones, and all
 * keys that the recipient can hand over, tries to tell them apart.
 *
 * The judge takes all measurements there are, learns from labelled pairs, and
 * is examined on others. A guesser is right within CHANCE of half of TRIALS
 * pairs, but for one time in a million: five standard deviations of a fair
 * coin's. */
#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

#include "base/writer.h"
#include "crypto/hpke.h"
#include "crypto/ratchet.h"
#include "document/document.h"
#include "session/transport.h"
#include "support/transcripts.h"
#include "wire/frame.h"

enum { TRIALS = 144, CHANCE = 30 /* 5 * sqrt(144) / 2 */ };

/* The judge's measurements of a transcript. */
enum feature {
    FEATURE_ITEMS,      /* how many travelled */
    FEATURE_BYTES,      /* of all together */
    FEATURE_OPENED,     /* how many the recipient's keys open */
    FEATURE_SOUND,      /* copies whose text is what their root says */
    FEATURE_SIGNATURES, /* of the author's that hold */
    FEATURE_ONES,       /* bits set */
    FEATURE_SQUARES,    /* of how often each byte occurs, summed */
    FEATURE_RUNS,       /* bytes equal to the one before */
    FEATURE_FIRST,      /* bytes that the ciphertexts begin with, summed */
    FEATURE_LAST,       /* and end with */
    FEATURE_TOP,        /* top bits of ephemeral keys, which are 0 */
    FEATURE_INNER,      /* bits set in what was opened, salts among it */
    FEATURE_COUNT
};

struct measures {
    uint64_t of[FEATURE_COUNT];
};

static void count_bits(struct bytes b, uint64_t *ones)
{
    for (size_t i = 0; i < b.size; i++)
        for (unsigned bit = 0; bit < 8; bit++)
            *ones += b.data[i] >> bit & 1;
}

static void measure_bytes(struct measures *m, struct bytes b,
                          size_t histogram[])
{
    m->of[FEATURE_ITEMS]++;
    m->of[FEATURE_BYTES] += b.size;
    count_bits(b, &m->of[FEATURE_ONES]);
    for (size_t i = 0; i < b.size; i++) {
        histogram[b.data[i]]++;
        if (i > 0) m->of[FEATURE_RUNS] += b.data[i] == b.data[i - 1];
    }
    m->of[FEATURE_LAST] += b.data[b.size - 1];
}

/* A ciphertext after an ephemeral key, or by itself. */
static void measure_sealed(struct measures *m, struct bytes key, struct bytes b)
{
    if (b.size > 0) m->of[FEATURE_FIRST] += b.data[0];
    if (key.size > 0) m->of[FEATURE_TOP] += key.data[key.size - 1] >> 7;
}

static void judge_signature(struct measures *m, const struct transcript *t,
                            const struct message_signed *s)
{
    if (s->signature.size == MESSAGE_SIGNATURE_SIZE &&
        !identity_verify(&t->author, s->statement, s->signature.data))
        m->of[FEATURE_SIGNATURES]++;
}

/* The contents of a copy, down to its salts. */
static void judge_copy(struct measures *m, struct transcript *t,
                       struct bytes plain)
{
    struct message_statement s;
    struct message_copy copy;

    m->of[FEATURE_OPENED]++;
    count_bits(plain, &m->of[FEATURE_INNER]);
    if (message_decode_copy(&t->arena, plain, &copy) ||
        message_decode_statement(&t->arena, copy.transfer.statement, &s))
        return;
    const struct merkle_hash root = document_root(copy.leaves, copy.leaf_count);
    m->of[FEATURE_SOUND] +=
        memcmp(root.bytes, s.root, sizeof root.bytes) == 0 &&
        strcmp(s.signer, "us") == 0 && strcmp(s.author, "us") == 0 &&
        s.recipient_count == 1 && strcmp(s.recipients[0], "russia") == 0;
    judge_signature(m, t, &copy.transfer);
    for (size_t i = 0; i < copy.earlier_count; i++)
        judge_signature(m, t, &copy.earlier[i]);
}

static void judge_letter(struct measures *m, struct transcript *t,
                         struct bytes item)
{
    struct message message;
    struct frame f;
    struct writer w;

    assert_int_equal(frame_decode(item, &f), ERR_OK);
    if (message_decode(&t->arena, f.payload, &message)) return;
    measure_sealed(m, bytes_of(message.copy.data, HPKE_ENC_SIZE),
                   bytes_from(message.copy, HPKE_ENC_SIZE));
    const struct hpke_config config = {
        .mode = HPKE_AUTH,
        .info = transcripts_info(&t->arena, message.exchange),
        .sk_r = t->recipient.agree_secret,
        .pk_s = t->author.agree,
    };
    writer_init(&w, arena_alloc(&t->arena, message.copy.size),
                message.copy.size);
    if (!hpke_open_once(&config, bytes_of_text(""), message.copy, &w))
        judge_copy(m, t, writer_bytes(&w));
}

static void judge_letters(struct measures *m, struct transcript *t)
{
    for (size_t i = 0; i < t->count; i++)
        judge_letter(m, t, t->items[i]);
}

/* Follows the handshake with the recipient's side as it began: its own messages
 * must be those it would send, and the other side's must convince it. */
static bool judge_handshake(struct measures *m, struct transcript *t,
                            struct noise_cipher *out, struct noise_cipher *in)
{
    uint8_t payload[NOISE_MESSAGE_MAX];
    struct handshake him = t->side;
    struct frame f;

    for (size_t i = 0; i < 3; i++) {
        struct writer w;
        writer_init(&w, payload, sizeof payload);
        assert_int_equal(frame_decode(t->items[i], &f), ERR_OK);
        if (i < 2)
            measure_sealed(m, bytes_of(f.payload.data, NOISE_KEY_SIZE),
                           bytes_from(f.payload, NOISE_KEY_SIZE));
        if (noise_my_turn(&him.noise)
                ? handshake_write(&him, &t->arena, bytes_of(NULL, 0))
                : noise_read(&him.noise, f.payload, &w))
            return false;
        if (i == 1 && !bytes_equal(him.last_message, t->items[i])) return false;
    }
    return memcmp(him.noise.rs.bytes, t->author.agree, NOISE_KEY_SIZE) == 0 &&
           !noise_split(&him.noise, out, in);
}

static void judge_session(struct measures *m, struct transcript *t)
{
    struct noise_cipher out, in;

    if (!judge_handshake(m, t, &out, &in)) return;
    for (size_t i = 3; i < t->count; i++) {
        struct message message;
        struct bytes raw;
        struct frame f;
        assert_int_equal(frame_decode(t->items[i], &f), ERR_OK);
        measure_sealed(m, (struct bytes){0}, f.payload);
        if (transport_decrypt(&t->arena, f.counter % 2 ? &out : &in, &f,
                              &raw) ||
            message_decode(&t->arena, raw, &message))
            continue;
        if (message.kind == MESSAGE_COPY)
            judge_copy(m, t, message.copy);
        else
            m->of[FEATURE_OPENED] += message.kind == MESSAGE_ACK;
    }
}

static void judge_conversation(struct measures *m, struct transcript *t)
{
    struct ratchet *r = test_malloc(sizeof *r);
    struct x3dh_agreement agreement;
    struct x3dh_initial initial;
    struct rng rng = t->stream;

    assert_int_equal(x3dh_decode_initial(&initial, bytes_of(t->items[0].data,
                                                            X3DH_INITIAL_SIZE)),
                     ERR_OK);
    m->of[FEATURE_TOP] += initial.ephemeral[X3DH_KEY_SIZE - 1] >> 7;
    assert_memory_equal(initial.identity, t->author.agree, X3DH_KEY_SIZE);
    assert_int_equal(
        x3dh_respond(&t->recipient, &t->prekey, NULL, &initial, &agreement),
        ERR_OK);
    ratchet_init_responder(r, agreement.sk, t->prekey.secret);
    for (size_t i = 0; i < t->count; i++) {
        const struct bytes b =
            bytes_from(t->items[i], i == 0 ? X3DH_INITIAL_SIZE : 0);
        struct writer w;
        writer_init(&w, arena_alloc(&t->arena, b.size), b.size);
        measure_sealed(m, bytes_of(b.data, RATCHET_KEY_SIZE),
                       bytes_from(b, RATCHET_HEADER_SIZE));
        if (!ratchet_decrypt(r, bytes_of(agreement.ad.bytes, agreement.ad.size),
                             b, &rng, &w))
            m->of[FEATURE_OPENED]++;
    }
    ratchet_fini(r);
    test_free(r);
}

static struct measures measure(struct transcript *t)
{
    static void (*const judges[TRANSCRIPT_WAYS])(struct measures *,
                                                 struct transcript *) = {
        [TRANSCRIPT_HPKE_AUTH] = judge_letters,
        [TRANSCRIPT_NOISE] = judge_session,
        [TRANSCRIPT_RATCHET] = judge_conversation,
        [TRANSCRIPT_SIGNED] = judge_letters,
    };
    size_t histogram[256] = {0};
    struct measures m = {0};

    for (size_t i = 0; i < t->count; i++)
        measure_bytes(&m, t->items[i], histogram);
    for (size_t i = 0; i < 256; i++)
        m.of[FEATURE_SQUARES] += histogram[i] * histogram[i];
    judges[t->way](&m, t);
    return m;
}

/* By which feature the judge tells the real one: whether it has more of it. */
struct learned {
    enum feature feature;
    bool more;
};

struct pair {
    struct measures real, other;
};

typedef void invent(struct transcript *t, enum transcript_way way,
                    uint64_t seed);

static struct pair measure_pair(enum transcript_way way, invent *invention,
                                uint64_t seed)
{
    struct transcript real, other;
    struct pair p;

    transcripts_real(&real, way, seed);
    invention(&other, way, seed);
    p.real = measure(&real);
    p.other = measure(&other);
    transcripts_fini(&real);
    transcripts_fini(&other);
    return p;
}

static struct learned learn(enum transcript_way way, invent *invention)
{
    int lead[FEATURE_COUNT] = {0};
    struct learned best = {0};
    int most = -1;

    for (uint64_t i = 0; i < TRIALS; i++) {
        const struct pair p = measure_pair(way, invention, i);
        for (size_t f = 0; f < FEATURE_COUNT; f++)
            lead[f] +=
                (p.real.of[f] > p.other.of[f]) - (p.real.of[f] < p.other.of[f]);
    }
    for (unsigned f = 0; f < FEATURE_COUNT; f++) {
        const int size = lead[f] < 0 ? -lead[f] : lead[f];
        if (size <= most) continue;
        most = size;
        best = (struct learned){(enum feature)f, lead[f] > 0};
    }
    return best;
}

/* Counts how often the judge is right about unseen pairs. */
static unsigned examine(enum transcript_way way, invent *invention)
{
    const struct learned l = learn(way, invention);
    struct rng_root root;
    struct rng coin;
    unsigned right = 0;

    rng_root_init(&root, 2, 0);
    rng_init(&coin, &root, "judge", "coin");
    for (uint64_t i = TRIALS; i < 2 * TRIALS; i++) {
        const struct pair p = measure_pair(way, invention, i);
        const uint64_t real = p.real.of[l.feature];
        const uint64_t other = p.other.of[l.feature];
        if (real == other)
            right += (unsigned)rng_below(&coin, 2);
        else
            right += (real > other) == l.more;
    }
    print_message("  way %d: right %u times of %d, by feature %d\n", (int)way,
                  right, TRIALS, (int)l.feature);
    return right;
}

static void test_deniable(void **state)
{
    static const enum transcript_way ways[] = {
        TRANSCRIPT_HPKE_AUTH, TRANSCRIPT_NOISE, TRANSCRIPT_RATCHET};

    (void)state;
    for (size_t i = 0; i < sizeof ways / sizeof *ways; i++) {
        const unsigned right = examine(ways[i], transcripts_simulated);
        assert_in_range(right, TRIALS / 2 - CHANCE, TRIALS / 2 + CHANCE);
    }
}

/* The recipient cannot make up a signed copy by any means. */
static void test_signed(void **state)
{
    (void)state;
    assert_int_equal(examine(TRANSCRIPT_SIGNED, transcripts_simulated), TRIALS);
}

/* The judge is competent: it opens every message, in either transcript. */
static void test_judge_opens_all(void **state)
{
    (void)state;
    for (unsigned way = 0; way < TRANSCRIPT_WAYS; way++) {
        const struct pair p =
            measure_pair((enum transcript_way)way, transcripts_simulated, 5);
        const bool copies = way != TRANSCRIPT_RATCHET;
        const size_t opened =
            way == TRANSCRIPT_NOISE ? 2 * TRANSCRIPT_LETTERS
            : copies                ? TRANSCRIPT_LETTERS
                     : 2; /* the author's, not the recipient's own */
        assert_int_equal(p.real.of[FEATURE_OPENED], opened);
        assert_int_equal(p.other.of[FEATURE_OPENED], opened);
        assert_int_equal(p.real.of[FEATURE_SOUND],
                         copies ? TRANSCRIPT_LETTERS : 0);
        assert_int_equal(p.other.of[FEATURE_SOUND],
                         copies ? TRANSCRIPT_LETTERS : 0);
        assert_int_equal(p.real.of[FEATURE_TOP], 0);
        assert_int_equal(p.other.of[FEATURE_TOP], 0);
    }
}

/* An invention in which every item has one bit more or less than it should. */
static void spoiled(struct transcript *t, enum transcript_way way,
                    uint64_t seed)
{
    transcripts_simulated(t, way, seed);
    for (size_t i = 0; i < t->count; i++)
        ((uint8_t *)t->items[i].data)[t->items[i].size - 1] ^= 1;
}

static void test_judge_sees_through_clumsy_ones(void **state)
{
    static const enum transcript_way ways[] = {
        TRANSCRIPT_HPKE_AUTH, TRANSCRIPT_NOISE, TRANSCRIPT_RATCHET};

    (void)state;
    for (size_t i = 0; i < sizeof ways / sizeof *ways; i++)
        assert_int_equal(examine(ways[i], spoiled), TRIALS);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_judge_opens_all),
        cmocka_unit_test(test_deniable),
        cmocka_unit_test(test_signed),
        cmocka_unit_test(test_judge_sees_through_clumsy_ones),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
