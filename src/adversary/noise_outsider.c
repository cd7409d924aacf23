#include "adversary/noise_outsider.h"

#include <assert.h>
#include <string.h>

#include "crypto/curve.h"
#include "crypto/identity.h"

/* noise_outsider_init mixes the protocol's name, the prologue and the
 * pre-messages, as both sides do. Each message then is read, which takes public
 * keys out of it, or written, which puts them in; both mix each DH by `mix_dh`,
 * from the secret of the one end or of the other. Where neither is held the
 * outsider is lost, and opens nothing from there on. */

/* The two keys of a DH token. The first letter is the initiator's. */
static const struct {
    enum noise_outsider_key initiator, responder;
} ends[] = {
    [NOISE_EE] = {NOISE_OUTSIDER_INITIATOR_E, NOISE_OUTSIDER_RESPONDER_E},
    [NOISE_ES] = {NOISE_OUTSIDER_INITIATOR_E, NOISE_OUTSIDER_RESPONDER_S},
    [NOISE_SE] = {NOISE_OUTSIDER_INITIATOR_S, NOISE_OUTSIDER_RESPONDER_E},
    [NOISE_SS] = {NOISE_OUTSIDER_INITIATOR_S, NOISE_OUTSIDER_RESPONDER_S},
};

static struct bytes hash_bytes(const struct noise_outsider *o)
{
    return bytes_of(o->h, noise_hash_size(o->hash));
}

static void mix_hash(struct noise_outsider *o, struct bytes data)
{
    noise_hash_two(o->hash, o->h, hash_bytes(o), data);
}

static void mix_public(struct noise_outsider *o, enum noise_outsider_key key)
{
    mix_hash(o, bytes_of(o->keys[key].public, NOISE_KEY_SIZE));
}

static void cipher_set(struct noise_cipher *c, const uint8_t *key)
{
    memcpy(c->key, key, NOISE_KEY_SIZE);
    c->nonce = 0;
    c->has_key = true;
}

static void mix_key(struct noise_outsider *o, const uint8_t *shared)
{
    uint8_t key[NOISE_HASH_MAX];

    noise_hash_derive(o->hash, o->ck, bytes_of(shared, NOISE_KEY_SIZE),
                      (uint8_t *[]){o->ck, key}, 2);
    cipher_set(&o->cipher, key);
    explicit_bzero(key, sizeof key);
}

/* The shared secret, from whichever end's secret is held; zeros for none. */
static void mix_dh(struct noise_outsider *o, enum noise_token token)
{
    const struct noise_outsider_pair *first = &o->keys[ends[token].initiator];
    const struct noise_outsider_pair *second = &o->keys[ends[token].responder];
    uint8_t shared[NOISE_KEY_SIZE] = {0};
    bool found = false;

    if (first->held && second->known)
        found = !identity_agree(first->secret, second->public, shared);
    else if (second->held && first->known)
        found = !identity_agree(second->secret, first->public, shared);
    if (!found) {
        o->lost = true;
        memset(shared, 0, sizeof shared);
    }
    mix_key(o, shared);
    explicit_bzero(shared, sizeof shared);
}

struct noise_outsider_pair
noise_outsider_pair(const uint8_t secret[NOISE_KEY_SIZE])
{
    struct noise_outsider_pair pair = {.known = true, .held = true};

    memcpy(pair.secret, secret, NOISE_KEY_SIZE);
    curve_public(pair.public, secret);
    return pair;
}

void noise_outsider_init(
    struct noise_outsider *o, const struct noise_pattern *pattern,
    enum noise_hash hash, struct bytes prologue,
    const struct noise_outsider_pair keys[NOISE_OUTSIDER_KEYS])
{
    char name[NOISE_HASH_MAX];
    struct writer w;

    *o = (struct noise_outsider){.pattern = pattern, .hash = hash};
    memcpy(o->keys, keys, sizeof o->keys);
    writer_init(&w, name, sizeof name);
    writer_put_text(&w, "Noise_");
    writer_put_text(&w, pattern->name);
    writer_put_text(&w, "_25519_ChaChaPoly_");
    writer_put_text(&w, noise_hash_name(hash));
    assert(!w.overflow && w.size <= noise_hash_size(hash));
    memcpy(o->h, w.data, w.size);
    memcpy(o->ck, o->h, sizeof o->ck);
    mix_hash(o, prologue);
    if (pattern->initiator_known) mix_public(o, NOISE_OUTSIDER_INITIATOR_S);
    if (pattern->responder_known) mix_public(o, NOISE_OUTSIDER_RESPONDER_S);
}

void noise_outsider_fini(struct noise_outsider *o)
{
    explicit_bzero(o, sizeof *o);
}

static size_t tag_size(const struct noise_outsider *o)
{
    return o->cipher.has_key ? NOISE_TAG_SIZE : 0;
}

/* Takes a piece of a message that holds `sealed`; what is lost stays closed. */
static enum err open_piece(struct noise_outsider *o, struct bytes sealed,
                           struct writer *out)
{
    enum err rc = ERR_OK;

    if (!o->cipher.has_key)
        writer_put(out, sealed.data, sealed.size);
    else
        rc = o->lost ? ERR_AUTH
                     : noise_decrypt(&o->cipher, o->cipher.nonce++,
                                     hash_bytes(o), sealed, out);
    mix_hash(o, sealed);
    return rc;
}

static enum err seal_piece(struct noise_outsider *o, struct bytes plain,
                           struct writer *out)
{
    const size_t start = out->size;
    enum err rc = ERR_OK;

    if (!o->cipher.has_key)
        writer_put(out, plain.data, plain.size);
    else
        rc = noise_encrypt(&o->cipher, o->cipher.nonce++, hash_bytes(o), plain,
                           out);
    if (!rc) mix_hash(o, bytes_of(out->data + start, out->size - start));
    return rc;
}

/* The key that a token E or S of the next message brings. */
static enum noise_outsider_key key_of(const struct noise_outsider *o,
                                      uint8_t token)
{
    const bool initiator = o->message % 2 == 0;

    if (token == NOISE_E)
        return initiator ? NOISE_OUTSIDER_INITIATOR_E
                         : NOISE_OUTSIDER_RESPONDER_E;
    return initiator ? NOISE_OUTSIDER_INITIATOR_S : NOISE_OUTSIDER_RESPONDER_S;
}

/* Takes a public key out of the message, as far as it can be read. One that
 * was known under another secret is another key. */
static enum err take_public(struct noise_outsider *o, uint8_t token,
                            struct bytes *message)
{
    struct noise_outsider_pair *pair = &o->keys[key_of(o, token)];
    const size_t size = NOISE_KEY_SIZE + (token == NOISE_S ? tag_size(o) : 0);
    uint8_t found[NOISE_KEY_SIZE];
    struct writer w;

    if (message->size < size) return ERR_FORMAT;
    const struct bytes piece = bytes_of(message->data, size);
    *message = bytes_from(*message, size);
    writer_init(&w, found, sizeof found);
    if (token == NOISE_E) {
        memcpy(found, piece.data, sizeof found);
        mix_hash(o, piece);
    } else if (open_piece(o, piece, &w)) {
        o->lost = true;
        return ERR_OK;
    }
    if (memcmp(pair->public, found, sizeof found) != 0) pair->held = false;
    memcpy(pair->public, found, sizeof found);
    pair->known = true;
    return ERR_OK;
}

enum err noise_outsider_read(struct noise_outsider *o, struct bytes message,
                             struct writer *out)
{
    for (const uint8_t *t = o->pattern->messages[o->message]; *t; t++) {
        enum err rc = ERR_OK;
        if (*t == NOISE_E || *t == NOISE_S)
            rc = take_public(o, *t, &message);
        else
            mix_dh(o, *t);
        if (rc) return rc;
    }
    if (message.size < tag_size(o)) return ERR_FORMAT;
    if (!writer_fits(out, message.size)) return ERR_LIMIT;
    o->message++;
    return open_piece(o, message, out);
}

enum err noise_outsider_write(struct noise_outsider *o,
                              const struct noise_outsider_pair *ephemeral,
                              struct bytes payload, struct writer *out)
{
    for (const uint8_t *t = o->pattern->messages[o->message]; *t; t++) {
        enum err rc = ERR_OK;
        const struct noise_outsider_pair *pair = &o->keys[key_of(o, *t)];
        const struct bytes key = bytes_of(pair->public, NOISE_KEY_SIZE);
        if (*t == NOISE_E) {
            o->keys[key_of(o, *t)] = *ephemeral;
            writer_put(out, key.data, key.size);
            mix_hash(o, key);
        } else if (*t == NOISE_S) {
            rc = seal_piece(o, key, out);
        } else {
            mix_dh(o, *t);
        }
        if (rc) return rc;
    }
    o->message++;
    return seal_piece(o, payload, out);
}

bool noise_outsider_split(const struct noise_outsider *o,
                          struct noise_cipher ciphers[2])
{
    uint8_t keys[2][NOISE_HASH_MAX];

    assert(o->pattern->messages[o->message][0] == NOISE_END);
    if (o->lost) return false;
    noise_hash_derive(o->hash, o->ck, bytes_of(NULL, 0),
                      (uint8_t *[]){keys[0], keys[1]}, 2);
    cipher_set(&ciphers[0], keys[0]);
    cipher_set(&ciphers[1], keys[1]);
    explicit_bzero(keys, sizeof keys);
    return true;
}
