#include "crypto/x3dh.h"

#include <assert.h>
#include <sodium.h>
#include <string.h>

#include "base/writer.h"
#include "crypto/curve.h"
#include "crypto/kdf.h"
#include "crypto/sha256.h"

/* In the order of the specification, whose Alice initiates and whose Bob has
 * left prekeys. Bob signs a bundle (x3dh_sign_bundle). Alice verifies it, draws
 * EK_A, lists the pairs of keys for three or four DHs and fills in the initial
 * message, which names the prekeys used (x3dh_initiate). Bob finds the same
 * pairs from the other side (x3dh_respond). x3dh_agree turns either list into
 * SK and AD, to which x3dh_bind adds both names. At the end stand the encodings
 * of bundle and initial message; decoding takes the fields out and compares
 * with their one encoding. */

/* ---- Keys, section 2 ---- */

/* Encode(PK): a byte for the curve, then the u-coordinate. */
static void put_key(struct writer *w, const uint8_t key[X3DH_KEY_SIZE])
{
    static const uint8_t curve25519[] = {0x05};

    writer_put(w, curve25519, sizeof curve25519);
    writer_put(w, key, X3DH_KEY_SIZE);
}

static void put_id(struct writer *w, uint32_t id)
{
    uint8_t bytes[4];

    bytes_put_be32(bytes, id);
    writer_put(w, bytes, sizeof bytes);
}

/* Section 2.2: HKDF with a salt of zeros over F || KM, where no encoded key
 * begins with F, 32 bytes of 0xff. */
void x3dh_kdf(uint8_t *out, size_t size, const uint8_t (*dh)[X3DH_KEY_SIZE],
              size_t count, struct bytes info)
{
    uint8_t f_km[(1 + X3DH_AGREEMENTS_MAX) * X3DH_KEY_SIZE];
    const size_t km_size = count * X3DH_KEY_SIZE;

    assert(count <= X3DH_AGREEMENTS_MAX);
    memset(f_km, 0xff, X3DH_KEY_SIZE);
    memcpy(f_km + X3DH_KEY_SIZE, dh, km_size);
    kdf_derive(out, size, bytes_of(NULL, 0),
               bytes_of(f_km, X3DH_KEY_SIZE + km_size), info);
    sodium_memzero(f_km, sizeof f_km);
}

void x3dh_prekey_init(struct x3dh_prekey *prekey, uint32_t id, struct rng *rng)
{
    *prekey = (struct x3dh_prekey){.id = id};
    rng_bytes(rng, prekey->secret, sizeof prekey->secret);
    curve_public(prekey->public, prekey->secret);
}

void x3dh_prekey_fini(struct x3dh_prekey *prekey)
{
    sodium_memzero(prekey, sizeof *prekey);
}

/* ---- The bundle, section 3.2 ---- */

/* The label of a bundle: no other statement of its owner begins so. */
#define SIGNED_LABEL "demarche/x3dh/bundle/1"

enum {
    SIGNED_SIZE =
        sizeof SIGNED_LABEL - 1 + X3DH_BUNDLE_SIZE - IDENTITY_SIGNATURE_SIZE,
    SIGNATURE_AT = 1 + 2 * IDENTITY_KEY_SIZE + 4 + X3DH_KEY_SIZE,
    SIGNATURE_END = SIGNATURE_AT + IDENTITY_SIGNATURE_SIZE
};

/* The specification signs Encode(SPK_B) alone, with IK_B itself. Here another
 * key signs than agrees, and each bundle has a signature of its own, which
 * takes in all the rest: neither key of an identity can be exchanged under the
 * other, and a changed one-time prekey is seen at once. */
static struct bytes signed_bytes(uint8_t memory[SIGNED_SIZE],
                                 const struct x3dh_bundle *bundle)
{
    uint8_t encoded[X3DH_BUNDLE_SIZE];
    struct writer w;

    x3dh_encode_bundle(encoded, bundle);
    writer_init(&w, memory, SIGNED_SIZE);
    writer_put_text(&w, SIGNED_LABEL);
    writer_put(&w, encoded, SIGNATURE_AT);
    writer_put(&w, encoded + SIGNATURE_END, X3DH_BUNDLE_SIZE - SIGNATURE_END);
    assert(!w.overflow);
    return writer_bytes(&w);
}

void x3dh_sign_bundle(struct x3dh_bundle *bundle, const struct identity *own,
                      const struct x3dh_prekey *signed_prekey,
                      const struct x3dh_prekey *one_time)
{
    uint8_t memory[SIGNED_SIZE];

    *bundle = (struct x3dh_bundle){
        .identity = own->pub,
        .signed_prekey_id = signed_prekey->id,
        .has_one_time = one_time != NULL,
    };
    memcpy(bundle->signed_prekey, signed_prekey->public, X3DH_KEY_SIZE);
    if (one_time) {
        bundle->one_time_id = one_time->id;
        memcpy(bundle->one_time, one_time->public, X3DH_KEY_SIZE);
    }
    identity_sign(own, signed_bytes(memory, bundle), bundle->signature);
}

enum err x3dh_verify_bundle(const struct x3dh_bundle *bundle,
                            const struct identity_public *owner)
{
    uint8_t memory[SIGNED_SIZE];

    if (memcmp(&bundle->identity, owner, sizeof *owner) != 0) return ERR_AUTH;
    return identity_verify(owner, signed_bytes(memory, bundle),
                           bundle->signature);
}

/* ---- The agreement, sections 3.3 and 3.4 ---- */

/* The two keys of one DH: an own secret, a peer's public key. */
struct x3dh_meeting {
    const uint8_t *secret, *public;
};

/* SK = KDF(DH1 || DH2 || DH3 || DH4), AD = Encode(IK_A) || Encode(IK_B).
 * Without a one-time prekey there is no DH4. */
static enum err
x3dh_agree(struct x3dh_agreement *agreement,
           const struct x3dh_meeting meetings[X3DH_AGREEMENTS_MAX],
           const uint8_t ik_a[X3DH_KEY_SIZE], const uint8_t ik_b[X3DH_KEY_SIZE])
{
    const bool one_time =
        meetings[3].secret != NULL && meetings[3].public != NULL;
    const size_t count = one_time ? 4 : 3;
    uint8_t dh[X3DH_AGREEMENTS_MAX][X3DH_KEY_SIZE];
    enum err rc = ERR_OK;
    struct writer ad;

    for (size_t i = 0; i < count && !rc; i++)
        rc = identity_agree(meetings[i].secret, meetings[i].public, dh[i]);
    if (rc) goto out;

    x3dh_kdf(agreement->sk, sizeof agreement->sk,
             (const uint8_t(*)[X3DH_KEY_SIZE])dh, count,
             bytes_of_text("demarche/x3dh/1"));
    writer_init(&ad, agreement->ad.bytes, X3DH_AD_BARE_SIZE);
    put_key(&ad, ik_a);
    put_key(&ad, ik_b);
    agreement->ad.size = ad.size;
out:
    sodium_memzero(dh, sizeof dh);
    return rc;
}

enum err x3dh_initiate(const struct identity *own,
                       const struct identity_public *peer,
                       const struct x3dh_bundle *bundle, struct rng *rng,
                       struct x3dh_initial *initial,
                       struct x3dh_agreement *agreement)
{
    return x3dh_initiate_with(own, NULL, peer, bundle, rng, initial, agreement);
}

enum err x3dh_initiate_with(const struct identity *own,
                            const struct x3dh_prekey *stolen,
                            const struct identity_public *peer,
                            const struct x3dh_bundle *bundle, struct rng *rng,
                            struct x3dh_initial *initial,
                            struct x3dh_agreement *agreement)
{
    struct x3dh_prekey ek_a;
    const struct x3dh_meeting meetings[] = {
        {stolen ? stolen->secret : own->agree_secret, /* DH(IK_A, SPK_B) */
         stolen ? own->pub.agree : bundle->signed_prekey},
        {ek_a.secret, peer->agree},           /* DH(EK_A, IK_B) */
        {ek_a.secret, bundle->signed_prekey}, /* DH(EK_A, SPK_B) */
        {ek_a.secret, bundle->has_one_time ? bundle->one_time : NULL},
    };

    enum err rc = x3dh_verify_bundle(bundle, peer);
    if (rc) return rc;
    x3dh_prekey_init(&ek_a, 0, rng);
    rc = x3dh_agree(agreement, meetings, own->pub.agree, peer->agree);
    if (rc) goto out;

    *initial = (struct x3dh_initial){
        .signed_prekey_id = bundle->signed_prekey_id,
        .has_one_time = bundle->has_one_time,
        .one_time_id = bundle->has_one_time ? bundle->one_time_id : 0,
    };
    memcpy(initial->identity, own->pub.agree, X3DH_KEY_SIZE);
    memcpy(initial->ephemeral, ek_a.public, X3DH_KEY_SIZE);
out:
    x3dh_prekey_fini(&ek_a);
    return rc;
}

enum err x3dh_respond(const struct identity *own,
                      const struct x3dh_prekey *signed_prekey,
                      const struct x3dh_prekey *one_time,
                      const struct x3dh_initial *initial,
                      struct x3dh_agreement *agreement)
{
    const uint8_t *spk_b = signed_prekey->secret;
    const struct x3dh_meeting meetings[] = {
        {spk_b, initial->identity},              /* DH(IK_A, SPK_B) */
        {own->agree_secret, initial->ephemeral}, /* DH(EK_A, IK_B) */
        {spk_b, initial->ephemeral},             /* DH(EK_A, SPK_B) */
        {one_time ? one_time->secret : NULL, initial->ephemeral},
    };

    if (signed_prekey->id != initial->signed_prekey_id) return ERR_MISSING;
    if (initial->has_one_time != (one_time != NULL)) return ERR_MISSING;
    if (one_time && one_time->id != initial->one_time_id) return ERR_MISSING;
    return x3dh_agree(agreement, meetings, initial->identity, own->pub.agree);
}

static void hash_party(struct sha256 *h, const struct x3dh_party *party)
{
    sha256_add(h, bytes_of(party->sign, IDENTITY_KEY_SIZE));
    sha256_add(h, bytes_of(party->name, strlen(party->name) + 1));
}

/* A name ends with its zero byte, so that the parts can be read in one way. */
void x3dh_bind(struct x3dh_ad *ad, const struct x3dh_party *initiator,
               const struct x3dh_party *responder)
{
    static const char label[] = "demarche/x3dh/parties/1"; /* and its zero */
    struct sha256 h;

    assert(ad->size == X3DH_AD_BARE_SIZE);
    sha256_begin(&h);
    sha256_add(&h, bytes_of(label, sizeof label));
    hash_party(&h, initiator);
    hash_party(&h, responder);
    sha256_end(&h, ad->bytes + ad->size);
    ad->size += SHA256_SIZE;
}

void x3dh_agreement_fini(struct x3dh_agreement *agreement)
{
    sodium_memzero(agreement, sizeof *agreement);
}

/* ---- Encodings ---- */

/* The first byte tells the two apart, and from versions to come. */
enum {
    BUNDLE_VERSION = 0x01,
    INITIAL_BARE_VERSION = 0x81,
    INITIAL_VERSION = 0x82 /* names are bound */
};

static void put_byte(struct writer *w, uint8_t value)
{
    writer_put(w, &value, 1);
}

void x3dh_encode_bundle(uint8_t out[X3DH_BUNDLE_SIZE],
                        const struct x3dh_bundle *bundle)
{
    struct writer w;

    memset(out, 0, X3DH_BUNDLE_SIZE);
    writer_init(&w, out, X3DH_BUNDLE_SIZE);
    put_byte(&w, BUNDLE_VERSION);
    writer_put(&w, bundle->identity.sign, IDENTITY_KEY_SIZE);
    writer_put(&w, bundle->identity.agree, IDENTITY_KEY_SIZE);
    put_id(&w, bundle->signed_prekey_id);
    writer_put(&w, bundle->signed_prekey, X3DH_KEY_SIZE);
    writer_put(&w, bundle->signature, IDENTITY_SIGNATURE_SIZE);
    put_byte(&w, bundle->has_one_time);
    if (bundle->has_one_time) {
        put_id(&w, bundle->one_time_id);
        writer_put(&w, bundle->one_time, X3DH_KEY_SIZE);
    }
    assert(!w.overflow);
}

void x3dh_encode_initial(uint8_t out[X3DH_INITIAL_SIZE],
                         const struct x3dh_initial *initial)
{
    struct writer w;

    memset(out, 0, X3DH_INITIAL_SIZE);
    writer_init(&w, out, X3DH_INITIAL_SIZE);
    put_byte(&w, initial->bare ? INITIAL_BARE_VERSION : INITIAL_VERSION);
    writer_put(&w, initial->identity, X3DH_KEY_SIZE);
    writer_put(&w, initial->ephemeral, X3DH_KEY_SIZE);
    put_id(&w, initial->signed_prekey_id);
    put_byte(&w, initial->has_one_time);
    if (initial->has_one_time) put_id(&w, initial->one_time_id);
    assert(!w.overflow);
}

/* Takes bytes off the front of rest, which has them. */
static void x3dh_take(void *out, size_t size, struct bytes *rest)
{
    assert(size <= rest->size);
    memcpy(out, rest->data, size);
    *rest = bytes_from(*rest, size);
}

static uint32_t take_id(struct bytes *rest)
{
    uint8_t bytes[4];

    x3dh_take(bytes, sizeof bytes, rest);
    return bytes_get_be32(bytes);
}

enum err x3dh_decode_bundle(struct x3dh_bundle *bundle, struct bytes in)
{
    uint8_t again[X3DH_BUNDLE_SIZE];
    struct x3dh_bundle b = {0};
    struct bytes rest = in;
    uint8_t flag;

    if (in.size != X3DH_BUNDLE_SIZE) return ERR_FORMAT;
    rest = bytes_from(rest, 1);
    x3dh_take(b.identity.sign, IDENTITY_KEY_SIZE, &rest);
    x3dh_take(b.identity.agree, IDENTITY_KEY_SIZE, &rest);
    b.signed_prekey_id = take_id(&rest);
    x3dh_take(b.signed_prekey, X3DH_KEY_SIZE, &rest);
    x3dh_take(b.signature, IDENTITY_SIGNATURE_SIZE, &rest);
    x3dh_take(&flag, 1, &rest);
    b.has_one_time = flag != 0;
    b.one_time_id = take_id(&rest);
    x3dh_take(b.one_time, X3DH_KEY_SIZE, &rest);

    /* The one encoding checks the rest: the version, the flag, and the zeros of
     * an absent key. Other spellings of one point would be other messages with
     * one secret. */
    x3dh_encode_bundle(again, &b);
    if (memcmp(again, in.data, sizeof again) != 0) return ERR_FORMAT;
    if (!curve_is_reduced(b.identity.agree) ||
        !curve_is_reduced(b.signed_prekey) || !curve_is_reduced(b.one_time))
        return ERR_FORMAT;
    *bundle = b;
    return ERR_OK;
}

enum err x3dh_decode_initial(struct x3dh_initial *initial, struct bytes in)
{
    uint8_t again[X3DH_INITIAL_SIZE];
    struct x3dh_initial i = {0};
    struct bytes rest = in;
    uint8_t flag;

    if (in.size != X3DH_INITIAL_SIZE) return ERR_FORMAT;
    x3dh_take(&flag, 1, &rest);
    i.bare = flag == INITIAL_BARE_VERSION;
    x3dh_take(i.identity, X3DH_KEY_SIZE, &rest);
    x3dh_take(i.ephemeral, X3DH_KEY_SIZE, &rest);
    i.signed_prekey_id = take_id(&rest);
    x3dh_take(&flag, 1, &rest);
    i.has_one_time = flag != 0;
    i.one_time_id = take_id(&rest);

    x3dh_encode_initial(again, &i);
    if (memcmp(again, in.data, sizeof again) != 0) return ERR_FORMAT;
    if (!curve_is_reduced(i.identity) || !curve_is_reduced(i.ephemeral))
        return ERR_FORMAT;
    *initial = i;
    return ERR_OK;
}
