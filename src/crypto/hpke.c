#include "crypto/hpke.h"

#include <assert.h>
#include <sodium.h>
#include <string.h>

#include "crypto/curve.h"
#include "crypto/identity.h"

/* Setting up a context has three steps. verify_inputs checks that the inputs
 * are those of the mode. The KEM gives both sides a shared secret, encap to the
 * sender and decap to the receiver: one X25519 with the ephemeral key, and in
 * the auth modes another with the sender's. The key schedule turns it, with
 * info and psk, into the context's key, base nonce and exporter secret. Then
 * seal and open count messages, each under base_nonce xor its number.
 *
 * All hashing goes through labeled_extract and labeled_expand, whose suite_id
 * keeps KEM and key schedule apart. */

static const struct bytes none = {NULL, 0};

static struct bytes key_bytes(const uint8_t key[HPKE_KEY_SIZE])
{
    return bytes_of(key, HPKE_KEY_SIZE);
}

/* The inputs of a mode beside the receiver's key, section 5. */
struct hpke_uses {
    bool psk, auth;
};

static struct hpke_uses mode_uses(enum hpke_mode mode)
{
    static const struct hpke_uses table[] = {
        [HPKE_BASE] = {.psk = false, .auth = false},
        [HPKE_PSK] = {.psk = true, .auth = false},
        [HPKE_AUTH] = {.psk = false, .auth = true},
        [HPKE_AUTH_PSK] = {.psk = true, .auth = true},
    };

    assert((unsigned)mode < sizeof table / sizeof table[0]);
    return table[mode];
}

/* ---- Labels, section 4 ---- */

/* The longest suite_id, label and length around the longest input. */
enum { LABELED_MAX = HPKE_INPUT_MAX + 64 };

/* suite_id = concat("KEM", I2OSP(kem_id, 2)), section 4.1 */
static struct bytes kem_suite(void)
{
    static const uint8_t id[] = {'K', 'E', 'M', 0x00, 0x20};

    return bytes_of(id, sizeof id);
}

/* suite_id = concat("HPKE", I2OSP(kem_id, 2), I2OSP(kdf_id, 2),
 * I2OSP(aead_id, 2)), section 5.1 */
static struct bytes hpke_suite(enum hpke_role role)
{
    static const uint8_t chachapoly[] = {'H',  'P',  'K',  'E',  0x00,
                                         0x20, 0x00, 0x01, 0x00, 0x03};
    static const uint8_t export_only[] = {'H',  'P',  'K',  'E',  0x00,
                                          0x20, 0x00, 0x01, 0xff, 0xff};

    return bytes_of(role == HPKE_EXPORTER ? export_only : chachapoly,
                    sizeof chachapoly);
}

static void put_label(struct writer *w, struct bytes suite, const char *label,
                      struct bytes input)
{
    writer_put_text(w, "HPKE-v1");
    writer_put(w, suite.data, suite.size);
    writer_put_text(w, label);
    writer_put(w, input.data, input.size);
    assert(!w->overflow);
}

/* LabeledExtract(salt, label, ikm) */
static void labeled_extract(uint8_t prk[KDF_KEY_SIZE], struct bytes suite,
                            struct bytes salt, const char *label,
                            struct bytes ikm)
{
    uint8_t labeled_ikm[LABELED_MAX];
    struct writer w;

    writer_init(&w, labeled_ikm, sizeof labeled_ikm);
    put_label(&w, suite, label, ikm);
    kdf_extract(prk, salt, writer_bytes(&w));
    sodium_memzero(labeled_ikm, w.size);
}

/* LabeledExpand(prk, label, info, L) */
static void labeled_expand(uint8_t *out, size_t size, struct bytes suite,
                           const uint8_t prk[KDF_KEY_SIZE], const char *label,
                           struct bytes info)
{
    const uint8_t length[] = {(uint8_t)(size >> 8), (uint8_t)size};
    uint8_t labeled_info[LABELED_MAX];
    struct writer w;

    writer_init(&w, labeled_info, sizeof labeled_info);
    writer_put(&w, length, sizeof length);
    put_label(&w, suite, label, info);
    kdf_expand(out, size, prk, writer_bytes(&w));
}

/* ---- DHKEM(X25519, HKDF-SHA256), sections 4.1 and 7.1 ---- */

/* DeriveKeyPair(ikm); X25519 clamps the secret itself. */
void hpke_derive_key_pair(const uint8_t ikm[HPKE_KEY_SIZE],
                          uint8_t sk[HPKE_KEY_SIZE], uint8_t pk[HPKE_KEY_SIZE])
{
    uint8_t dkp_prk[KDF_KEY_SIZE];

    labeled_extract(dkp_prk, kem_suite(), none, "dkp_prk", key_bytes(ikm));
    labeled_expand(sk, HPKE_KEY_SIZE, kem_suite(), dkp_prk, "sk", none);
    curve_public(pk, sk);
    sodium_memzero(dkp_prk, sizeof dkp_prk);
}

/* The inputs of ExtractAndExpand: the secrets that both sides of the KEM agree
 * on, and the public keys in the sender's order. */
struct hpke_agreement {
    uint8_t dh[2][HPKE_KEY_SIZE];
    uint8_t kem_context[3][HPKE_KEY_SIZE]; /* enc, pkRm, pkSm */
};

/* ExtractAndExpand(dh, kem_context); the second dh and the third key are of
 * the modes that authenticate the sender. */
static void extract_and_expand(uint8_t shared_secret[HPKE_KEY_SIZE],
                               const struct hpke_agreement *a, bool auth)
{
    const size_t dh_size = (auth ? 2 : 1) * HPKE_KEY_SIZE;
    const size_t context_size = (auth ? 3 : 2) * HPKE_KEY_SIZE;
    uint8_t eae_prk[KDF_KEY_SIZE];

    labeled_extract(eae_prk, kem_suite(), none, "eae_prk",
                    bytes_of(a->dh, dh_size));
    labeled_expand(shared_secret, HPKE_KEY_SIZE, kem_suite(), eae_prk,
                   "shared_secret", bytes_of(a->kem_context, context_size));
    sodium_memzero(eae_prk, sizeof eae_prk);
}

/* Encap(pkR) and AuthEncap(pkR, skS) */
static enum err encap(uint8_t shared_secret[HPKE_KEY_SIZE],
                      uint8_t enc[HPKE_ENC_SIZE],
                      const struct hpke_config *config)
{
    const bool auth = mode_uses(config->mode).auth;
    struct hpke_agreement a = {0};

    /* dh = DH(skE, pkR), concat(dh, DH(skS, pkR)) */
    enum err rc = identity_agree(config->sk_e, config->pk_r, a.dh[0]);
    if (!rc && auth) rc = identity_agree(config->sk_s, config->pk_r, a.dh[1]);
    if (rc) goto out;

    /* kem_context = concat(enc, pkRm, pk(skS)) */
    curve_public(a.kem_context[0], config->sk_e);
    memcpy(a.kem_context[1], config->pk_r, HPKE_KEY_SIZE);
    if (auth) curve_public(a.kem_context[2], config->sk_s);

    extract_and_expand(shared_secret, &a, auth);
    memcpy(enc, a.kem_context[0], HPKE_ENC_SIZE);
out:
    sodium_memzero(&a, sizeof a);
    return rc;
}

/* Decap(enc, skR) and AuthDecap(enc, skR, pkS) */
static enum err decap(uint8_t shared_secret[HPKE_KEY_SIZE],
                      const uint8_t enc[HPKE_ENC_SIZE],
                      const struct hpke_config *config)
{
    const bool auth = mode_uses(config->mode).auth;
    struct hpke_agreement a = {0};

    /* dh = DH(skR, pkE), concat(dh, DH(skR, pkS)) */
    enum err rc = identity_agree(config->sk_r, enc, a.dh[0]);
    if (!rc && auth) rc = identity_agree(config->sk_r, config->pk_s, a.dh[1]);
    if (rc) goto out;

    /* kem_context = concat(enc, pk(skR), pkSm) */
    memcpy(a.kem_context[0], enc, HPKE_ENC_SIZE);
    curve_public(a.kem_context[1], config->sk_r);
    if (auth) memcpy(a.kem_context[2], config->pk_s, HPKE_KEY_SIZE);

    extract_and_expand(shared_secret, &a, auth);
out:
    sodium_memzero(&a, sizeof a);
    return rc;
}

/* ---- The key schedule, section 5.1 ---- */

/* An input is there if, and only if, the mode uses it: one that is silently
 * ignored would promise a property that does not hold. */
static enum err check_use(bool used, bool present)
{
    if (used == present) return ERR_OK;
    return used ? ERR_MISSING : ERR_FORMAT;
}

/* VerifyPSKInputs(mode, psk, psk_id), the like for the sender's static key,
 * and the lengths of section 7.2.1. */
static enum err verify_inputs(const struct hpke_config *config,
                              const uint8_t *sender)
{
    const struct hpke_uses uses = mode_uses(config->mode);

    enum err rc = check_use(uses.psk, config->psk.size > 0);
    if (!rc) rc = check_use(uses.psk, config->psk_id.size > 0);
    if (!rc) rc = check_use(uses.auth, sender != NULL);
    if (rc) return rc;
    if (uses.psk && config->psk.size < HPKE_PSK_MIN) return ERR_FORMAT;
    if (config->info.size > HPKE_INPUT_MAX ||
        config->psk.size > HPKE_INPUT_MAX ||
        config->psk_id.size > HPKE_INPUT_MAX)
        return ERR_LIMIT;
    return ERR_OK;
}

/* KeySchedule(mode, shared_secret, info, psk, psk_id) */
static void key_schedule(struct hpke *h, enum hpke_role role,
                         const struct hpke_config *config,
                         const uint8_t shared_secret[HPKE_KEY_SIZE])
{
    if (config->export_only) role = HPKE_EXPORTER;
    const struct bytes suite = hpke_suite(role);
    uint8_t context[1 + 2 * KDF_KEY_SIZE], secret[KDF_KEY_SIZE];
    const struct bytes key_schedule_context = bytes_of(context, sizeof context);

    /* key_schedule_context = concat(mode, psk_id_hash, info_hash) */
    context[0] = (uint8_t)config->mode;
    labeled_extract(context + 1, suite, none, "psk_id_hash", config->psk_id);
    labeled_extract(context + 1 + KDF_KEY_SIZE, suite, none, "info_hash",
                    config->info);

    /* secret = LabeledExtract(shared_secret, "secret", psk) */
    labeled_extract(secret, suite, key_bytes(shared_secret), "secret",
                    config->psk);

    *h = (struct hpke){.role = role};
    if (role != HPKE_EXPORTER) {
        labeled_expand(h->key, sizeof h->key, suite, secret, "key",
                       key_schedule_context);
        labeled_expand(h->base_nonce, sizeof h->base_nonce, suite, secret,
                       "base_nonce", key_schedule_context);
    }
    labeled_expand(h->exporter_secret, sizeof h->exporter_secret, suite, secret,
                   "exp", key_schedule_context);
    sodium_memzero(secret, sizeof secret);
}

/* SetupBaseS, SetupPSKS, SetupAuthS, SetupAuthPSKS */
enum err hpke_setup_sender(struct hpke *h, const struct hpke_config *config,
                           uint8_t enc[HPKE_ENC_SIZE])
{
    uint8_t shared_secret[HPKE_KEY_SIZE];

    if (!config->pk_r || !config->sk_e) return ERR_MISSING;
    enum err rc = verify_inputs(config, config->sk_s);
    if (rc) return rc;
    rc = encap(shared_secret, enc, config);
    if (rc) return rc;
    key_schedule(h, HPKE_SENDER, config, shared_secret);
    sodium_memzero(shared_secret, sizeof shared_secret);
    return ERR_OK;
}

/* SetupBaseR, SetupPSKR, SetupAuthR, SetupAuthPSKR */
enum err hpke_setup_receiver(struct hpke *h, const struct hpke_config *config,
                             const uint8_t enc[HPKE_ENC_SIZE])
{
    uint8_t shared_secret[HPKE_KEY_SIZE];

    if (!config->sk_r) return ERR_MISSING;
    enum err rc = verify_inputs(config, config->pk_s);
    if (rc) return rc;
    rc = decap(shared_secret, enc, config);
    if (rc) return rc;
    key_schedule(h, HPKE_RECEIVER, config, shared_secret);
    sodium_memzero(shared_secret, sizeof shared_secret);
    return ERR_OK;
}

void hpke_fini(struct hpke *h)
{
    sodium_memzero(h, sizeof *h);
}

/* ---- Encryption and decryption, section 5.2 ---- */

/* ComputeNonce(seq): seq, big-endian and padded with zeros, on base_nonce. */
static void compute_nonce(uint8_t nonce[HPKE_NONCE_SIZE], const struct hpke *h)
{
    const size_t padding = HPKE_NONCE_SIZE - sizeof h->seq;
    uint8_t seq[sizeof h->seq];

    bytes_put_be64(seq, h->seq);
    memcpy(nonce, h->base_nonce, HPKE_NONCE_SIZE);
    for (size_t i = 0; i < sizeof seq; i++)
        nonce[padding + i] ^= seq[i];
}

/* ContextS.Seal(aad, pt) */
enum err hpke_seal(struct hpke *h, struct bytes aad, struct bytes plaintext,
                   struct writer *out)
{
    uint8_t nonce[HPKE_NONCE_SIZE];

    if (h->role != HPKE_SENDER) return ERR_STATE;
    /* IncrementSeq: MessageLimitReachedError */
    if (h->seq == UINT64_MAX) return ERR_LIMIT;
    if (plaintext.size > HPKE_PLAINTEXT_MAX) return ERR_LIMIT;
    const size_t size = plaintext.size + HPKE_TAG_SIZE;
    if (!writer_fits(out, size)) return ERR_LIMIT;

    compute_nonce(nonce, h);
    crypto_aead_chacha20poly1305_ietf_encrypt(
        writer_end(out), NULL, plaintext.data, plaintext.size, aad.data,
        aad.size, NULL, nonce, h->key);
    out->size += size;
    h->seq++;
    return ERR_OK;
}

/* ContextR.Open(aad, ct) */
enum err hpke_open(struct hpke *h, struct bytes aad, struct bytes ciphertext,
                   struct writer *out)
{
    uint8_t nonce[HPKE_NONCE_SIZE];

    if (h->role != HPKE_RECEIVER) return ERR_STATE;
    if (h->seq == UINT64_MAX) return ERR_LIMIT;
    if (ciphertext.size < HPKE_TAG_SIZE) return ERR_FORMAT;
    const size_t size = ciphertext.size - HPKE_TAG_SIZE;
    if (size > HPKE_PLAINTEXT_MAX) return ERR_LIMIT;
    if (!writer_fits(out, size)) return ERR_LIMIT;

    compute_nonce(nonce, h);
    int bad = crypto_aead_chacha20poly1305_ietf_decrypt(
        writer_end(out), NULL, NULL, ciphertext.data, ciphertext.size, aad.data,
        aad.size, nonce, h->key);
    if (bad) return ERR_AUTH;
    out->size += size;
    h->seq++;
    return ERR_OK;
}

/* Context.Export(exporter_context, L), section 5.3 */
enum err hpke_export(const struct hpke *h, struct bytes exporter_context,
                     uint8_t *out, size_t size)
{
    if (size > KDF_OUTPUT_MAX) return ERR_LIMIT;
    if (exporter_context.size > HPKE_INPUT_MAX) return ERR_LIMIT;
    labeled_expand(out, size, hpke_suite(h->role), h->exporter_secret, "sec",
                   exporter_context);
    return ERR_OK;
}

/* ---- One message, section 6.1 ---- */

/* Seal<MODE>(pkR, info, aad, pt, ...) */
enum err hpke_seal_once(const struct hpke_config *config, struct bytes aad,
                        struct bytes plaintext, struct writer *out)
{
    uint8_t enc[HPKE_ENC_SIZE];
    struct writer grown = *out;
    struct hpke h;

    enum err rc = hpke_setup_sender(&h, config, enc);
    if (rc) return rc;
    /* Without room for enc the writer overflows, and seal refuses it. */
    writer_put(&grown, enc, sizeof enc);
    rc = hpke_seal(&h, aad, plaintext, &grown);
    if (!rc) *out = grown;
    hpke_fini(&h);
    return rc;
}

/* Open<MODE>(enc, skR, info, aad, ct, ...) */
enum err hpke_open_once(const struct hpke_config *config, struct bytes aad,
                        struct bytes sealed, struct writer *out)
{
    struct hpke h;

    if (sealed.size < HPKE_OVERHEAD) return ERR_FORMAT;
    enum err rc = hpke_setup_receiver(&h, config, sealed.data);
    if (rc) return rc;
    rc = hpke_open(&h, aad, bytes_from(sealed, HPKE_ENC_SIZE), out);
    hpke_fini(&h);
    return rc;
}
