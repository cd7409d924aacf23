#include "crypto/chain.h"

#include <assert.h>
#include <sodium.h>
#include <string.h>

#include "crypto/kdf.h"

enum { CIPHER_KEY_SIZE = 32, NONCE_SIZE = 12 };

/* A cipher key and a nonce for one message, and its associated data. */
struct chain_cipher {
    uint8_t key_nonce[CIPHER_KEY_SIZE + NONCE_SIZE];
    uint8_t ad[CHAIN_AD_MAX];
    size_t ad_size;
};

/* HMAC under ck: of 0x01 for the message key, and of 0x02 for the next chain
 * key. */
void chain_step(uint8_t ck[CHAIN_KEY_SIZE], uint8_t mk[CHAIN_KEY_SIZE])
{
    static const uint8_t one[] = {0x01}, two[] = {0x02};
    uint8_t next[CHAIN_KEY_SIZE];

    kdf_hmac(mk, ck, bytes_of(one, sizeof one));
    kdf_hmac(next, ck, bytes_of(two, sizeof two));
    memcpy(ck, next, CHAIN_KEY_SIZE);
    sodium_memzero(next, sizeof next);
}

static void cipher_init(struct chain_cipher *c, const struct chain_message *m)
{
    struct writer w;

    /* HKDF of mk with a salt of zeros. */
    kdf_derive(c->key_nonce, sizeof c->key_nonce, bytes_of(NULL, 0),
               bytes_of(m->mk, CHAIN_KEY_SIZE), bytes_of_text(m->label));
    /* CONCAT(ad, header): the header's fixed size keeps them apart. */
    writer_init(&w, c->ad, sizeof c->ad);
    writer_put(&w, m->ad.data, m->ad.size);
    writer_put(&w, m->header.data, m->header.size);
    assert(!w.overflow);
    c->ad_size = w.size;
}

static void cipher_fini(struct chain_cipher *c)
{
    sodium_memzero(c->key_nonce, sizeof c->key_nonce);
}

void chain_encrypt(const struct chain_message *m, struct bytes plaintext,
                   struct writer *out)
{
    struct chain_cipher c;

    assert(writer_fits(out, plaintext.size + CHAIN_TAG_SIZE));
    cipher_init(&c, m);
    crypto_aead_chacha20poly1305_ietf_encrypt(
        writer_end(out), NULL, plaintext.data, plaintext.size, c.ad, c.ad_size,
        NULL, c.key_nonce + CIPHER_KEY_SIZE, c.key_nonce);
    out->size += plaintext.size + CHAIN_TAG_SIZE;
    cipher_fini(&c);
}

enum err chain_decrypt(const struct chain_message *m, struct bytes ciphertext,
                       struct writer *out)
{
    struct chain_cipher c;

    assert(ciphertext.size >= CHAIN_TAG_SIZE);
    assert(writer_fits(out, ciphertext.size - CHAIN_TAG_SIZE));
    cipher_init(&c, m);
    int bad = crypto_aead_chacha20poly1305_ietf_decrypt(
        writer_end(out), NULL, NULL, ciphertext.data, ciphertext.size, c.ad,
        c.ad_size, c.key_nonce + CIPHER_KEY_SIZE, c.key_nonce);
    cipher_fini(&c);
    if (bad) return ERR_AUTH;
    out->size += ciphertext.size - CHAIN_TAG_SIZE;
    return ERR_OK;
}
