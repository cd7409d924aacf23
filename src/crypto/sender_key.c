#include "crypto/sender_key.h"

#include <assert.h>
#include <sodium.h>
#include <string.h>

#include "crypto/curve.h"

/* A sender steps its chain for each message, encrypts under the message key and
 * signs header and ciphertext. A receiver checks the signature before it works
 * anything out, for whoever holds the chain can encrypt, but only the sender
 * can sign. Then the number decides: below the chain's place the message needs
 * a key that was kept (open_kept); from there on advance_chain steps a copy of
 * the chain up to it and keeps the keys in between (open_next), and the copy is
 * taken over only if the message opens. A chain whose sender has another one
 * ends (sender_key_end): keys of messages under way are kept, no chain key. */

enum { VERSION = 1 };

/* The signature covers the size of `ad`, `ad` and the message. It is the
 * sender's for members only: its key was drawn for the group and is nobody's
 * identity, so a message convinces no outsider. */
static void hash_signed(struct curve_prehash *h, struct bytes ad,
                        struct bytes message)
{
    static const char label[] = "demarche/sender-key/signature/1";
    uint8_t size[4];

    bytes_put_be32(size, (uint32_t)ad.size);
    curve_prehash_begin(h);
    curve_prehash_add(h, bytes_of(label, sizeof label));
    curve_prehash_add(h, bytes_of(size, sizeof size));
    curve_prehash_add(h, ad);
    curve_prehash_add(h, message);
}

static struct chain_message message_under(const uint8_t mk[CHAIN_KEY_SIZE],
                                          struct bytes ad,
                                          const uint8_t *header)
{
    return (struct chain_message){
        .mk = mk,
        .label = "demarche/sender-key/message/1",
        .ad = ad,
        .header = bytes_of(header, SENDER_KEY_HEADER_SIZE),
    };
}

void sender_key_init(struct sender_key *k, uint32_t number, struct rng *rng)
{
    uint8_t seed[CURVE_KEY_SIZE];

    *k = (struct sender_key){.number = number};
    rng_bytes(rng, k->ck, sizeof k->ck);
    rng_bytes(rng, seed, sizeof seed);
    curve_sign_keys(k->sign_public, k->sign_secret, seed);
    sodium_memzero(seed, sizeof seed);
}

void sender_key_fini(struct sender_key *k)
{
    sodium_memzero(k, sizeof *k);
}

void sender_key_distribute(const struct sender_key *k,
                           struct sender_key_distribution *out)
{
    out->number = k->number;
    out->n = k->n;
    memcpy(out->ck, k->ck, sizeof out->ck);
    memcpy(out->sign_public, k->sign_public, sizeof out->sign_public);
}

/* version || number || n */
static void encode_header(uint8_t out[SENDER_KEY_HEADER_SIZE], uint32_t number,
                          uint32_t n)
{
    out[0] = VERSION;
    bytes_put_be32(out + 1, number);
    bytes_put_be32(out + 5, n);
}

void sender_key_peek(const struct sender_key *k, uint8_t mk[CHAIN_KEY_SIZE])
{
    uint8_t ck[CHAIN_KEY_SIZE];

    memcpy(ck, k->ck, sizeof ck);
    chain_step(ck, mk);
    sodium_memzero(ck, sizeof ck);
}

enum err sender_key_encrypt(struct sender_key *k, struct bytes ad,
                            struct bytes plaintext, struct writer *out)
{
    uint8_t mk[CHAIN_KEY_SIZE], header[SENDER_KEY_HEADER_SIZE];
    uint8_t signature[SENDER_KEY_SIGNATURE_SIZE];
    struct curve_prehash hash;

    if (k->n == UINT32_MAX) return ERR_LIMIT;
    if (ad.size > SENDER_KEY_AD_MAX) return ERR_LIMIT;
    if (plaintext.size > SENDER_KEY_PLAINTEXT_MAX) return ERR_LIMIT;
    if (!writer_fits(out, plaintext.size + SENDER_KEY_OVERHEAD))
        return ERR_LIMIT;

    const size_t start = out->size;
    encode_header(header, k->number, k->n++);
    chain_step(k->ck, mk);
    writer_put(out, header, sizeof header);
    const struct chain_message m = message_under(mk, ad, header);
    chain_encrypt(&m, plaintext, out);
    hash_signed(&hash, ad, bytes_from(writer_bytes(out), start));
    curve_prehash_sign(&hash, signature, k->sign_secret);
    writer_put(out, signature, sizeof signature);
    sodium_memzero(mk, sizeof mk);
    return ERR_OK;
}

void sender_key_peer_init(struct sender_key_peer *p,
                          const struct sender_key_distribution *from)
{
    memset(p, 0, sizeof *p);
    p->at = *from;
}

void sender_key_peer_fini(struct sender_key_peer *p)
{
    sodium_memzero(p, sizeof *p);
}

/* A message taken apart. */
struct sender_key_parts {
    uint32_t number, n;
    struct bytes header, ciphertext, signature;
};

static enum err take_apart(struct bytes message, struct sender_key_parts *out)
{
    if (message.size < SENDER_KEY_OVERHEAD || message.data[0] != VERSION)
        return ERR_FORMAT;

    const size_t signed_size = message.size - SENDER_KEY_SIGNATURE_SIZE;
    out->number = bytes_get_be32(message.data + 1);
    out->n = bytes_get_be32(message.data + 5);
    out->header = bytes_of(message.data, SENDER_KEY_HEADER_SIZE);
    out->ciphertext = bytes_of(message.data + SENDER_KEY_HEADER_SIZE,
                               signed_size - SENDER_KEY_HEADER_SIZE);
    out->signature = bytes_from(message, signed_size);
    return out->n == UINT32_MAX ? ERR_FORMAT : ERR_OK;
}

enum err sender_key_number(struct bytes message, uint32_t *number, uint32_t *n)
{
    struct sender_key_parts parts;

    enum err rc = take_apart(message, &parts);
    if (rc) return rc;
    *number = parts.number;
    *n = parts.n;
    return ERR_OK;
}

static enum err verify_parts(const struct sender_key_peer *p, struct bytes ad,
                             struct bytes message,
                             const struct sender_key_parts *parts)
{
    uint8_t signature[SENDER_KEY_SIGNATURE_SIZE];
    struct curve_prehash hash;

    memcpy(signature, parts->signature.data, sizeof signature);
    hash_signed(
        &hash, ad,
        bytes_of(message.data, message.size - SENDER_KEY_SIGNATURE_SIZE));
    return curve_prehash_verify(&hash, signature, p->at.sign_public);
}

/* Takes keys out, counted from the oldest, and wipes the room they had. */
static void forget_kept(struct sender_key_peer *p, uint32_t first,
                        uint32_t count)
{
    struct sender_key_kept *at = p->kept + first;

    assert(first + count <= p->kept_count);
    memmove(at, at + count, (p->kept_count - first - count) * sizeof *at);
    p->kept_count -= count;
    sodium_memzero(p->kept + p->kept_count, count * sizeof *at);
}

static void keep_key(struct sender_key_peer *p, uint32_t n,
                     const uint8_t mk[CHAIN_KEY_SIZE], instant now)
{
    if (p->kept_count == SENDER_KEY_KEPT_MAX) forget_kept(p, 0, 1);
    struct sender_key_kept *key = &p->kept[p->kept_count++];
    key->n = n;
    key->since = now;
    memcpy(key->mk, mk, sizeof key->mk);
}

/* Steps up to that message and keeps the keys of the ones passed over. */
static void pass_over(struct sender_key_peer *p, uint32_t n, instant now)
{
    uint8_t mk[CHAIN_KEY_SIZE];

    for (; p->at.n < n; p->at.n++) {
        chain_step(p->at.ck, mk);
        keep_key(p, p->at.n, mk, now);
    }
    sodium_memzero(mk, sizeof mk);
}

static void advance_chain(struct sender_key_peer *p, uint32_t n,
                          uint8_t mk[CHAIN_KEY_SIZE], instant now)
{
    pass_over(p, n, now);
    chain_step(p->at.ck, mk);
    p->at.n++;
}

/* The place of the key of that message among those kept; kept_count for
 * none. */
static uint32_t kept_place(const struct sender_key_peer *p, uint32_t n)
{
    uint32_t i = 0;

    while (i < p->kept_count && p->kept[i].n != n)
        i++;
    return i;
}

void sender_key_keep(struct sender_key_peer *p, uint32_t n,
                     const uint8_t mk[CHAIN_KEY_SIZE], instant now)
{
    if (n < p->at.n && kept_place(p, n) == p->kept_count)
        keep_key(p, n, mk, now);
}

void sender_key_end(struct sender_key_peer *p, uint32_t n, instant now)
{
    if (p->at.n == SENDER_KEY_OVER) return;
    if (n > p->at.n && n - p->at.n <= SENDER_KEY_SKIP_MAX) pass_over(p, n, now);
    sodium_memzero(p->at.ck, sizeof p->at.ck);
    p->at.n = SENDER_KEY_OVER;
}

void sender_key_expire(struct sender_key_peer *p, instant until)
{
    uint32_t due = 0;

    while (due < p->kept_count && p->kept[due].since <= until)
        due++;
    if (due > 0) forget_kept(p, 0, due);
}

static enum err open_kept(struct sender_key_peer *p, struct bytes ad,
                          const struct sender_key_parts *parts,
                          struct writer *out)
{
    const uint32_t i = kept_place(p, parts->n);

    if (i == p->kept_count) return ERR_MISSING;
    const struct chain_message m =
        message_under(p->kept[i].mk, ad, parts->header.data);
    enum err rc = chain_decrypt(&m, parts->ciphertext, out);
    if (!rc) forget_kept(p, i, 1);
    return rc;
}

/* The signature has shown that the message and its number are the sender's;
 * the chain still moves on only if the message opens, too. */
static enum err open_next(struct sender_key_peer *p, struct bytes ad,
                          const struct sender_key_parts *parts, instant now,
                          struct writer *out)
{
    uint8_t mk[CHAIN_KEY_SIZE];
    struct sender_key_peer ahead = *p;

    advance_chain(&ahead, parts->n, mk, now);
    const struct chain_message m = message_under(mk, ad, parts->header.data);
    enum err rc = chain_decrypt(&m, parts->ciphertext, out);
    if (!rc) *p = ahead;
    sodium_memzero(&ahead, sizeof ahead);
    sodium_memzero(mk, sizeof mk);
    return rc;
}

enum err sender_key_decrypt(struct sender_key_peer *p, struct bytes ad,
                            struct bytes message, instant now,
                            struct writer *out)
{
    struct sender_key_parts parts;

    enum err rc = take_apart(message, &parts);
    if (rc) return rc;
    const size_t size = message.size - SENDER_KEY_OVERHEAD;
    if (parts.number != p->at.number) return ERR_MISSING;
    if (ad.size > SENDER_KEY_AD_MAX) return ERR_LIMIT;
    if (size > SENDER_KEY_PLAINTEXT_MAX) return ERR_LIMIT;
    if (!writer_fits(out, size)) return ERR_LIMIT;
    rc = verify_parts(p, ad, message, &parts);
    if (rc) return rc;
    if (parts.n < p->at.n) return open_kept(p, ad, &parts, out);
    if (parts.n - p->at.n > SENDER_KEY_SKIP_MAX) return ERR_LIMIT;
    return open_next(p, ad, &parts, now, out);
}

void sender_key_encode(uint8_t out[SENDER_KEY_DISTRIBUTION_SIZE],
                       const struct sender_key_distribution *d)
{
    encode_header(out, d->number, d->n);
    memcpy(out + SENDER_KEY_HEADER_SIZE, d->ck, sizeof d->ck);
    memcpy(out + SENDER_KEY_HEADER_SIZE + sizeof d->ck, d->sign_public,
           sizeof d->sign_public);
}

enum err sender_key_decode(struct sender_key_distribution *d, struct bytes in)
{
    if (in.size != SENDER_KEY_DISTRIBUTION_SIZE || in.data[0] != VERSION)
        return ERR_FORMAT;

    d->number = bytes_get_be32(in.data + 1);
    d->n = bytes_get_be32(in.data + 5);
    memcpy(d->ck, in.data + SENDER_KEY_HEADER_SIZE, sizeof d->ck);
    memcpy(d->sign_public, in.data + SENDER_KEY_HEADER_SIZE + sizeof d->ck,
           sizeof d->sign_public);
    return ERR_OK;
}
