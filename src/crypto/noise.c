#include "crypto/noise.h"

#include <assert.h>
#include <sodium.h>
#include <string.h>

#include "crypto/curve.h"
#include "crypto/identity.h"

/* The three objects of the specification, one above the other, and in each
 * section their functions under the specification's names. A CipherState
 * encrypts under a key and a nonce. A SymmetricState mixes keys and transcript
 * into ck and h, and encrypts with h as associated data once it has a key. A
 * HandshakeState goes through the tokens of a pattern.
 *
 * noise_init takes the keys in and mixes the protocol's name, the prologue and
 * the pre-messages. The sides then take turns: noise_write and noise_read check
 * the sizes first, by noise_overhead, and process the message's tokens on a
 * copy of the state, so that a failure changes nothing; both mix a DH token by
 * mix_dh, which picks the two keys by the role. After the last message
 * noise_split gives a CipherState for each direction, and the transport
 * functions at the top work on those. */

/* ---- CipherState, section 5.1 ---- */

enum { NONCE_SIZE = crypto_aead_chacha20poly1305_ietf_NPUBBYTES };

/* Section 12.3: 32 bits of zeros, then n in little-endian. */
static void nonce_encode(uint8_t out[NONCE_SIZE], uint64_t n)
{
    memset(out, 0, 4);
    bytes_put_le64(out + 4, n);
}

/* ENCRYPT(k, n, ad, plaintext) into plaintext.size + NOISE_TAG_SIZE bytes. */
static void noise_seal(const uint8_t key[NOISE_KEY_SIZE], uint64_t n,
                       struct bytes ad, struct bytes plaintext, uint8_t *out)
{
    uint8_t nonce[NONCE_SIZE];

    nonce_encode(nonce, n);
    crypto_aead_chacha20poly1305_ietf_encrypt(out, NULL, plaintext.data,
                                              plaintext.size, ad.data, ad.size,
                                              NULL, nonce, key);
}

/* DECRYPT; ciphertext holds NOISE_TAG_SIZE bytes or more. */
static enum err noise_unseal(const uint8_t key[NOISE_KEY_SIZE], uint64_t n,
                             struct bytes ad, struct bytes ciphertext,
                             uint8_t *out)
{
    uint8_t nonce[NONCE_SIZE];

    nonce_encode(nonce, n);
    int bad = crypto_aead_chacha20poly1305_ietf_decrypt(
        out, NULL, NULL, ciphertext.data, ciphertext.size, ad.data, ad.size,
        nonce, key);
    return bad ? ERR_AUTH : ERR_OK;
}

enum err noise_encrypt(const struct noise_cipher *c, uint64_t nonce,
                       struct bytes ad, struct bytes plaintext,
                       struct writer *out)
{
    if (!c->has_key) return ERR_STATE;
    if (nonce == UINT64_MAX) return ERR_LIMIT;
    if (plaintext.size > NOISE_MESSAGE_MAX - NOISE_TAG_SIZE) return ERR_LIMIT;
    size_t size = plaintext.size + NOISE_TAG_SIZE;
    if (!writer_fits(out, size)) return ERR_LIMIT;

    noise_seal(c->key, nonce, ad, plaintext, writer_end(out));
    out->size += size;
    return ERR_OK;
}

enum err noise_decrypt(const struct noise_cipher *c, uint64_t nonce,
                       struct bytes ad, struct bytes ciphertext,
                       struct writer *out)
{
    if (!c->has_key) return ERR_STATE;
    if (nonce == UINT64_MAX) return ERR_LIMIT;
    if (ciphertext.size < NOISE_TAG_SIZE) return ERR_FORMAT;
    if (ciphertext.size > NOISE_MESSAGE_MAX) return ERR_FORMAT;
    size_t size = ciphertext.size - NOISE_TAG_SIZE;
    if (!writer_fits(out, size)) return ERR_LIMIT;

    enum err rc = noise_unseal(c->key, nonce, ad, ciphertext, writer_end(out));
    if (rc) return rc;
    out->size += size;
    return ERR_OK;
}

/* ---- SymmetricState, section 5.2 ---- */

static struct bytes key_bytes(const uint8_t key[NOISE_KEY_SIZE])
{
    return bytes_of(key, NOISE_KEY_SIZE);
}

static struct bytes hash_bytes(const struct noise *n)
{
    return bytes_of(n->h, noise_hash_size(n->hash));
}

static void cipher_init(struct noise_cipher *c,
                        const uint8_t key[NOISE_KEY_SIZE])
{
    memcpy(c->key, key, NOISE_KEY_SIZE);
    c->nonce = 0;
    c->has_key = true;
}

/* InitializeSymmetric(protocol_name) */
static void symmetric_init(struct noise *n)
{
    char name[NOISE_HASH_MAX];
    struct writer w;

    writer_init(&w, name, sizeof name);
    writer_put_text(&w, "Noise_");
    writer_put_text(&w, n->pattern->name);
    writer_put_text(&w, "_25519_ChaChaPoly_");
    writer_put_text(&w, noise_hash_name(n->hash));
    assert(!w.overflow);

    /* A name that fits is h itself, zeros after it; a longer one is hashed. */
    memset(n->h, 0, sizeof n->h);
    if (w.size <= noise_hash_size(n->hash))
        memcpy(n->h, w.data, w.size);
    else
        noise_hash_two(n->hash, n->h, writer_bytes(&w), bytes_of(NULL, 0));
    memcpy(n->ck, n->h, sizeof n->ck);
}

/* MixKey(input_key_material) */
static void mix_key(struct noise *n, struct bytes ikm)
{
    uint8_t temp_k[NOISE_HASH_MAX];

    noise_hash_derive(n->hash, n->ck, ikm, (uint8_t *[]){n->ck, temp_k}, 2);
    cipher_init(&n->cipher, temp_k);
    sodium_memzero(temp_k, sizeof temp_k);
}

/* MixHash(data) */
static void mix_hash(struct noise *n, struct bytes data)
{
    noise_hash_two(n->hash, n->h, hash_bytes(n), data);
}

/* MixKeyAndHash(input_key_material) */
static void mix_key_and_hash(struct noise *n, struct bytes ikm)
{
    uint8_t temp_h[NOISE_HASH_MAX], temp_k[NOISE_HASH_MAX];

    noise_hash_derive(n->hash, n->ck, ikm, (uint8_t *[]){n->ck, temp_h, temp_k},
                      3);
    mix_hash(n, bytes_of(temp_h, noise_hash_size(n->hash)));
    cipher_init(&n->cipher, temp_k);
    sodium_memzero(temp_h, sizeof temp_h);
    sodium_memzero(temp_k, sizeof temp_k);
}

/* The bytes that EncryptAndHash adds. */
static size_t tag_size(const struct noise *n)
{
    return n->cipher.has_key ? NOISE_TAG_SIZE : 0;
}

/* EncryptAndHash(plaintext); out has room for it. */
static void encrypt_and_hash(struct noise *n, struct bytes plaintext,
                             struct writer *out)
{
    uint8_t *start = writer_end(out);
    size_t size = plaintext.size + tag_size(n);

    if (n->cipher.has_key) {
        noise_seal(n->cipher.key, n->cipher.nonce++, hash_bytes(n), plaintext,
                   start);
        out->size += size;
    } else {
        writer_put(out, plaintext.data, plaintext.size);
    }
    mix_hash(n, bytes_of(start, size));
}

/* DecryptAndHash(ciphertext); ciphertext holds its tag, out has room. */
static enum err decrypt_and_hash(struct noise *n, struct bytes ciphertext,
                                 struct writer *out)
{
    uint8_t *start = writer_end(out);
    size_t size = ciphertext.size - tag_size(n);

    if (n->cipher.has_key) {
        enum err rc = noise_unseal(n->cipher.key, n->cipher.nonce++,
                                   hash_bytes(n), ciphertext, start);
        if (rc) return rc;
        out->size += size;
    } else {
        writer_put(out, ciphertext.data, ciphertext.size);
    }
    mix_hash(n, ciphertext);
    return ERR_OK;
}

/* ---- HandshakeState, section 5.3 ---- */

static bool is_initiator(const struct noise *n)
{
    return n->role == NOISE_INITIATOR;
}

static void key_set(struct noise_key *key, const uint8_t bytes[NOISE_KEY_SIZE])
{
    key->present = true;
    memcpy(key->bytes, bytes, NOISE_KEY_SIZE);
}

static void take_keys(struct noise *n, const struct noise_config *config,
                      struct noise_needs needs)
{
    if (needs.s) {
        key_set(&n->s, config->s);
        if (config->s_public)
            memcpy(n->s_public, config->s_public, NOISE_KEY_SIZE);
        else
            curve_public(n->s_public, config->s);
    }
    if (needs.e) key_set(&n->e, config->e);
    if (needs.rs) key_set(&n->rs, config->rs);
    if (needs.psk) key_set(&n->psk, config->psk);
}

/* Initialize(handshake_pattern, initiator, prologue, s, e, rs, re) */
enum err noise_init(struct noise *n, const struct noise_config *config)
{
    const struct noise_pattern *p = config->pattern;
    const bool initiator = config->role == NOISE_INITIATOR;
    const struct noise_needs needs = noise_pattern_needs(p, initiator);

    if ((needs.s && !config->s) || (needs.e && !config->e) ||
        (needs.rs && !config->rs) || (needs.psk && !config->psk))
        return ERR_MISSING;

    *n = (struct noise){.pattern = p, .hash = config->hash};
    n->role = config->role;
    take_keys(n, config, needs);
    symmetric_init(n);
    mix_hash(n, config->prologue);
    /* The pre-messages: the initiator's first. */
    if (p->initiator_known)
        mix_hash(n, key_bytes(initiator ? n->s_public : n->rs.bytes));
    if (p->responder_known)
        mix_hash(n, key_bytes(initiator ? n->rs.bytes : n->s_public));
    return ERR_OK;
}

void noise_fini(struct noise *n)
{
    sodium_memzero(n, sizeof *n);
}

unsigned noise_message_count(const struct noise_pattern *pattern)
{
    unsigned count = 0;

    while (pattern->messages[count][0] != NOISE_END)
        count++;
    return count;
}

bool noise_finished(const struct noise *n)
{
    return n->pattern->messages[n->message][0] == NOISE_END;
}

bool noise_my_turn(const struct noise *n)
{
    return !noise_finished(n) && (n->message % 2 == 0) == is_initiator(n);
}

size_t noise_overhead(const struct noise *n)
{
    size_t tag = tag_size(n), size = 0;

    if (noise_finished(n)) return 0;
    for (const uint8_t *t = n->pattern->messages[n->message]; *t; t++) {
        if (*t == NOISE_E) size += NOISE_KEY_SIZE;
        if (*t == NOISE_S) size += NOISE_KEY_SIZE + tag;
        /* All tokens but s, and e without a psk, bring a key. */
        if (*t != NOISE_S && (*t != NOISE_E || n->psk.present))
            tag = NOISE_TAG_SIZE;
    }
    return size + tag;
}

/* The part of e that both sides share. With a psk the ephemeral key also goes
 * into the chaining key (section 9.2), for it may be all that varies. */
static void mix_e(struct noise *n, const uint8_t e[NOISE_KEY_SIZE])
{
    mix_hash(n, key_bytes(e));
    if (n->psk.present) mix_key(n, key_bytes(e));
}

/* The keys of each DH token: the first letter is the initiator's. */
static const struct {
    bool initiator_s, responder_s;
} dh_keys[] = {
    [NOISE_EE] = {false, false},
    [NOISE_ES] = {false, true},
    [NOISE_SE] = {true, false},
    [NOISE_SS] = {true, true},
};

/* ee, es, se, ss: MixKey(DH(own key, peer's key)) */
static enum err mix_dh(struct noise *n, enum noise_token token)
{
    const bool first = dh_keys[token].initiator_s;
    const bool second = dh_keys[token].responder_s;
    const struct noise_key *own =
        (is_initiator(n) ? first : second) ? &n->s : &n->e;
    const struct noise_key *peer =
        (is_initiator(n) ? second : first) ? &n->rs : &n->re;
    uint8_t shared[NOISE_KEY_SIZE];

    assert(own->present && peer->present);
    enum err rc = identity_agree(own->bytes, peer->bytes, shared);
    if (!rc) mix_key(n, key_bytes(shared));
    sodium_memzero(shared, sizeof shared);
    return rc;
}

/* The tokens that are the same to both sides. */
static enum err mix_token(struct noise *n, enum noise_token token)
{
    if (token != NOISE_PSK) return mix_dh(n, token);
    mix_key_and_hash(n, key_bytes(n->psk.bytes));
    return ERR_OK;
}

/* The tokens of the next message; out has room for them. */
static enum err write_tokens(struct noise *n, struct writer *out)
{
    for (const uint8_t *t = n->pattern->messages[n->message]; *t; t++) {
        if (*t == NOISE_E) {
            /* e */
            uint8_t e_public[NOISE_KEY_SIZE];
            curve_public(e_public, n->e.bytes);
            writer_put(out, e_public, NOISE_KEY_SIZE);
            mix_e(n, e_public);
        } else if (*t == NOISE_S) {
            /* s */
            encrypt_and_hash(n, key_bytes(n->s_public), out);
        } else {
            /* ee, es, se, ss, psk */
            enum err rc = mix_token(n, *t);
            if (rc) return rc;
        }
    }
    n->message++;
    return ERR_OK;
}

/* WriteMessage(payload, message_buffer); out has room for all of it. */
static enum err write_message(struct noise *n, struct bytes payload,
                              struct writer *out)
{
    enum err rc = write_tokens(n, out);

    if (!rc) encrypt_and_hash(n, payload, out);
    return rc;
}

/* ReadMessage(message, payload_buffer); the message is as long as the tokens
 * ask, and out has room for its payload. */
static enum err read_message(struct noise *n, struct bytes message,
                             struct writer *out)
{
    for (const uint8_t *t = n->pattern->messages[n->message]; *t; t++) {
        enum err rc = ERR_OK;
        if (*t == NOISE_E) {
            /* e */
            key_set(&n->re, message.data);
            message = bytes_from(message, NOISE_KEY_SIZE);
            mix_e(n, n->re.bytes);
        } else if (*t == NOISE_S) {
            /* s */
            size_t size = NOISE_KEY_SIZE + tag_size(n);
            struct writer key;
            writer_init(&key, n->rs.bytes, NOISE_KEY_SIZE);
            rc = decrypt_and_hash(n, bytes_of(message.data, size), &key);
            n->rs.present = true;
            message = bytes_from(message, size);
        } else {
            /* ee, es, se, ss, psk */
            rc = mix_token(n, *t);
        }
        if (rc) return rc;
    }
    n->message++;
    return decrypt_and_hash(n, message, out);
}

enum err noise_write(struct noise *n, struct bytes payload, struct writer *out)
{
    if (!noise_my_turn(n)) return ERR_STATE;
    size_t overhead = noise_overhead(n);
    if (payload.size > NOISE_MESSAGE_MAX - overhead) return ERR_LIMIT;
    if (!writer_fits(out, payload.size + overhead)) return ERR_LIMIT;

    struct noise next = *n;
    struct writer grown = *out;
    enum err rc = write_message(&next, payload, &grown);
    if (!rc) {
        *n = next;
        *out = grown;
    }
    noise_fini(&next);
    return rc;
}

enum err noise_read(struct noise *n, struct bytes message, struct writer *out)
{
    if (noise_finished(n) || noise_my_turn(n)) return ERR_STATE;
    size_t overhead = noise_overhead(n);
    if (message.size < overhead) return ERR_FORMAT;
    if (message.size > NOISE_MESSAGE_MAX) return ERR_FORMAT;
    if (!writer_fits(out, message.size - overhead)) return ERR_LIMIT;

    struct noise next = *n;
    struct writer grown = *out;
    enum err rc = read_message(&next, message, &grown);
    if (!rc) {
        *n = next;
        *out = grown;
    }
    noise_fini(&next);
    return rc;
}

/* The tokens are written once more, and must come to the same bytes; what
 * follows them is decrypted, for both sides encrypt under the same key. */
enum err noise_reread(struct noise *n, struct bytes message, struct writer *out)
{
    uint8_t tokens[NOISE_TOKENS_MAX * (NOISE_KEY_SIZE + NOISE_TAG_SIZE)];
    struct noise next = *n;
    struct writer own, grown = *out;

    if (!noise_my_turn(n)) return ERR_STATE;
    size_t overhead = noise_overhead(n);
    if (message.size < overhead) return ERR_FORMAT;
    if (message.size > NOISE_MESSAGE_MAX) return ERR_FORMAT;
    if (!writer_fits(out, message.size - overhead)) return ERR_LIMIT;

    writer_init(&own, tokens, sizeof tokens);
    enum err rc = write_tokens(&next, &own);
    if (!rc &&
        !bytes_equal(writer_bytes(&own), bytes_of(message.data, own.size)))
        rc = ERR_AUTH;
    if (!rc)
        rc = decrypt_and_hash(&next, bytes_from(message, own.size), &grown);
    if (!rc) {
        *n = next;
        *out = grown;
    }
    noise_fini(&next);
    return rc;
}

size_t noise_handshake_hash(const struct noise *n, uint8_t out[NOISE_HASH_MAX])
{
    assert(noise_finished(n));
    struct bytes h = hash_bytes(n);

    memcpy(out, h.data, h.size);
    return h.size;
}

/* Split(): the first cipher is for what the initiator sends. */
enum err noise_split(const struct noise *n, struct noise_cipher *send,
                     struct noise_cipher *receive)
{
    if (!noise_finished(n)) return ERR_STATE;
    struct noise_cipher *first = is_initiator(n) ? send : receive;
    struct noise_cipher *second = is_initiator(n) ? receive : send;
    const bool one_way = noise_message_count(n->pattern) == 1;
    uint8_t temp_k1[NOISE_HASH_MAX], temp_k2[NOISE_HASH_MAX];

    noise_hash_derive(n->hash, n->ck, bytes_of(NULL, 0),
                      (uint8_t *[]){temp_k1, temp_k2}, 2);
    cipher_init(first, temp_k1);
    if (one_way)
        *second = (struct noise_cipher){0};
    else
        cipher_init(second, temp_k2);
    sodium_memzero(temp_k1, sizeof temp_k1);
    sodium_memzero(temp_k2, sizeof temp_k2);
    return ERR_OK;
}
