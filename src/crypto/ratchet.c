#include "crypto/ratchet.h"

#include <assert.h>
#include <sodium.h>
#include <string.h>

#include "crypto/chain.h"
#include "crypto/curve.h"
#include "crypto/identity.h"
#include "crypto/kdf.h"

/* Two ratchets. Each message steps a chain, which gives it a key and forgets
 * the way back. A message with a new ratchet key of the peer steps the root by
 * two DHs: one starts a receiving chain, the other, with a new pair of our own,
 * a sending chain. So whoever stole the state, but takes no part, reads nothing
 * after one round trip.
 *
 * Sending (ratchet_encrypt) is one step of the sending chain. Receiving
 * (ratchet_decrypt) first looks for a key kept from a message passed over.
 * Otherwise advance_keys goes from the header to the message's key on a copy of
 * the state: past the rest of the old chain and through a DH step if the header
 * bears a new ratchet key, then along the receiving chain. Only once the
 * message has opened are the keys passed over kept and the copy taken over, so
 * that a forged message changes nothing. */

static struct bytes key_bytes(const uint8_t key[RATCHET_KEY_SIZE])
{
    return bytes_of(key, RATCHET_KEY_SIZE);
}

/* ---- Key derivation, section 5.2 ---- */

/* KDF_RK(rk, dh_out): HKDF with rk as the salt. */
void ratchet_kdf_rk(uint8_t rk[RATCHET_KEY_SIZE], uint8_t ck[RATCHET_KEY_SIZE],
                    const uint8_t dh_out[RATCHET_KEY_SIZE])
{
    uint8_t okm[2 * RATCHET_KEY_SIZE];

    kdf_derive(okm, sizeof okm, key_bytes(rk), key_bytes(dh_out),
               bytes_of_text("demarche/ratchet/root/1"));
    memcpy(rk, okm, RATCHET_KEY_SIZE);
    memcpy(ck, okm + RATCHET_KEY_SIZE, RATCHET_KEY_SIZE);
    sodium_memzero(okm, sizeof okm);
}

/* ---- Headers ---- */

void ratchet_encode_header(uint8_t out[RATCHET_HEADER_SIZE],
                           const struct ratchet_header *header)
{
    memcpy(out, header->dh, RATCHET_KEY_SIZE);
    bytes_put_be32(out + RATCHET_KEY_SIZE, header->pn);
    bytes_put_be32(out + RATCHET_KEY_SIZE + 4, header->n);
}

enum err ratchet_decode_header(struct ratchet_header *header, struct bytes in)
{
    if (in.size < RATCHET_HEADER_SIZE) return ERR_FORMAT;
    const uint32_t n = bytes_get_be32(in.data + RATCHET_KEY_SIZE + 4);
    if (n == UINT32_MAX) return ERR_FORMAT;

    memcpy(header->dh, in.data, RATCHET_KEY_SIZE);
    header->pn = bytes_get_be32(in.data + RATCHET_KEY_SIZE);
    header->n = n;
    return ERR_OK;
}

/* ---- Messages: ENCRYPT and DECRYPT, section 5.2 ---- */

static struct chain_message message_under(const uint8_t mk[RATCHET_KEY_SIZE],
                                          struct bytes ad,
                                          const uint8_t *header)
{
    return (struct chain_message){
        .mk = mk,
        .label = "demarche/ratchet/message/1",
        .ad = ad,
        .header = bytes_of(header, RATCHET_HEADER_SIZE),
    };
}

/* DECRYPT(mk, ciphertext, CONCAT(ad, header)) of a whole message; out has
 * room for it. */
static enum err decrypt_message(const uint8_t mk[RATCHET_KEY_SIZE],
                                struct bytes ad, struct bytes message,
                                struct writer *out)
{
    const struct chain_message m = message_under(mk, ad, message.data);

    return chain_decrypt(&m, bytes_from(message, RATCHET_HEADER_SIZE), out);
}

enum err ratchet_open(const uint8_t mk[RATCHET_KEY_SIZE], struct bytes ad,
                      struct bytes message, struct writer *out)
{
    if (message.size < RATCHET_OVERHEAD) return ERR_FORMAT;
    if (ad.size > RATCHET_AD_MAX ||
        !writer_fits(out, message.size - RATCHET_OVERHEAD))
        return ERR_LIMIT;
    return decrypt_message(mk, ad, message, out);
}

/* ---- MKSKIPPED ---- */

/* A stretch of one chain: the keys of the messages first to end, without the
 * last. They are worked out once to get past them and, once the message has
 * proven authentic, again to keep them: so nothing is kept that is to be
 * taken back. */
struct ratchet_stretch {
    uint8_t dh[RATCHET_KEY_SIZE], ck[RATCHET_KEY_SIZE];
    uint32_t first, end;
};

/* Takes keys out, counted from the oldest, and wipes the room they had. */
static void forget_skipped(struct ratchet *r, uint32_t first, uint32_t count)
{
    struct ratchet_skipped *at = r->skipped + first;

    assert(first + count <= r->kept);
    memmove(at, at + count, (r->kept - first - count) * sizeof *at);
    r->kept -= count;
    sodium_memzero(r->skipped + r->kept, count * sizeof *at);
}

/* The oldest make room; a stretch is never longer than the room. */
static void keep_stretch(struct ratchet *r, struct ratchet_stretch *s)
{
    const uint32_t count = s->end - s->first;
    const uint32_t room = RATCHET_KEPT_MAX - r->kept;

    if (count > room) forget_skipped(r, 0, count - room);
    for (; s->first < s->end; s->first++) {
        struct ratchet_skipped *key = &r->skipped[r->kept++];
        memcpy(key->dh, s->dh, RATCHET_KEY_SIZE);
        key->n = s->first;
        chain_step(s->ck, key->mk);
    }
}
_Static_assert(RATCHET_SKIP_MAX <= RATCHET_KEPT_MAX, "a stretch fits");

/* The key's place, or r->kept when there is none. */
static uint32_t find_skipped(const struct ratchet *r,
                             const struct ratchet_header *header)
{
    uint32_t i = 0;

    while (i < r->kept &&
           (r->skipped[i].n != header->n ||
            memcmp(r->skipped[i].dh, header->dh, RATCHET_KEY_SIZE) != 0))
        i++;
    return i;
}

/* ---- The state, sections 3.3 to 3.5 ---- */

/* GENERATE_DH() */
static void generate_dh(struct ratchet_keys *k, struct rng *rng)
{
    rng_bytes(rng, k->dhs, sizeof k->dhs);
    curve_public(k->dhs_public, k->dhs);
}

/* RK, chain = KDF_RK(RK, DH(DHs, DHr)) */
static enum err begin_chain(struct ratchet_keys *k, struct ratchet_chain *chain)
{
    uint8_t dh_out[RATCHET_KEY_SIZE];

    enum err rc = identity_agree(k->dhs, k->dhr, dh_out);
    if (!rc) ratchet_kdf_rk(k->rk, chain->key, dh_out);
    chain->present = true;
    sodium_memzero(dh_out, sizeof dh_out);
    return rc;
}

/* RatchetInitAlice(state, SK, bob_dh_public_key) */
enum err ratchet_init_initiator(struct ratchet *r,
                                const uint8_t sk[RATCHET_KEY_SIZE],
                                const uint8_t peer[RATCHET_KEY_SIZE],
                                struct rng *rng)
{
    struct ratchet_keys k = {0};
    struct rng drawn = *rng;

    generate_dh(&k, &drawn);
    memcpy(k.dhr, peer, sizeof k.dhr);
    memcpy(k.rk, sk, sizeof k.rk);
    enum err rc = begin_chain(&k, &k.cks);
    if (!rc) {
        memset(r, 0, sizeof *r);
        r->keys = k;
        *rng = drawn;
    }
    sodium_memzero(&k, sizeof k);
    rng_fini(&drawn);
    return rc;
}

/* RatchetInitBob(state, SK, bob_dh_key_pair) */
void ratchet_init_responder(struct ratchet *r,
                            const uint8_t sk[RATCHET_KEY_SIZE],
                            const uint8_t secret[RATCHET_KEY_SIZE])
{
    memset(r, 0, sizeof *r);
    memcpy(r->keys.dhs, secret, RATCHET_KEY_SIZE);
    curve_public(r->keys.dhs_public, secret);
    memcpy(r->keys.rk, sk, RATCHET_KEY_SIZE);
}

void ratchet_fini(struct ratchet *r)
{
    sodium_memzero(r, sizeof *r);
}

/* RatchetEncrypt(state, plaintext, AD) */
enum err ratchet_encrypt(struct ratchet *r, struct bytes ad,
                         struct bytes plaintext, struct writer *out)
{
    struct ratchet_keys *k = &r->keys;
    struct ratchet_header header = {.pn = k->pn, .n = k->ns};
    uint8_t encoded[RATCHET_HEADER_SIZE], mk[RATCHET_KEY_SIZE];

    if (!k->cks.present) return ERR_STATE;
    if (k->ns == UINT32_MAX) return ERR_LIMIT;
    if (ad.size > RATCHET_AD_MAX) return ERR_LIMIT;
    if (plaintext.size > RATCHET_PLAINTEXT_MAX) return ERR_LIMIT;
    if (!writer_fits(out, plaintext.size + RATCHET_OVERHEAD)) return ERR_LIMIT;

    chain_step(k->cks.key, mk);
    memcpy(header.dh, k->dhs_public, sizeof header.dh);
    ratchet_encode_header(encoded, &header);
    k->ns++;
    writer_put(out, encoded, sizeof encoded);
    const struct chain_message m = message_under(mk, ad, encoded);
    chain_encrypt(&m, plaintext, out);
    sodium_memzero(mk, sizeof mk);
    return ERR_OK;
}

/* SkipMessageKeys(state, until). A number below Nr is of a message that was
 * read before, and a chain that never began has no number at all. */
static enum err skip_message_keys(struct ratchet_keys *k, uint32_t until,
                                  struct ratchet_stretch *passed)
{
    uint8_t mk[RATCHET_KEY_SIZE];

    if (!k->ckr.present || until < k->nr) return ERR_AUTH;
    if (until - k->nr > RATCHET_SKIP_MAX) return ERR_LIMIT;

    *passed = (struct ratchet_stretch){.first = k->nr, .end = until};
    memcpy(passed->dh, k->dhr, sizeof passed->dh);
    memcpy(passed->ck, k->ckr.key, sizeof passed->ck);
    for (; k->nr < until; k->nr++)
        chain_step(k->ckr.key, mk);
    sodium_memzero(mk, sizeof mk);
    return ERR_OK;
}

/* DHRatchet(state, header) */
static enum err dh_ratchet(struct ratchet_keys *k,
                           const struct ratchet_header *header, struct rng *rng)
{
    k->pn = k->ns;
    k->ns = 0;
    k->nr = 0;
    memcpy(k->dhr, header->dh, sizeof k->dhr);
    enum err rc = begin_chain(k, &k->ckr);
    if (rc) return rc;
    generate_dh(k, rng);
    return begin_chain(k, &k->cks);
}

/* The changes of a message, held back until it has proven authentic. */
struct ratchet_advance {
    struct ratchet_keys keys;
    struct rng rng;
    struct ratchet_stretch passed[2]; /* of the chain before, and of this one */
    uint8_t mk[RATCHET_KEY_SIZE];
};

/* Goes from the header to the message's key. */
static enum err advance_keys(struct ratchet_advance *s,
                             const struct ratchet_header *header)
{
    struct ratchet_keys *k = &s->keys;
    const bool same = memcmp(header->dh, k->dhr, sizeof k->dhr) == 0;
    enum err rc = ERR_OK;

    if (!same) {
        if (k->ckr.present) rc = skip_message_keys(k, header->pn, s->passed);
        if (!rc) rc = dh_ratchet(k, header, &s->rng);
    }
    if (!rc) rc = skip_message_keys(k, header->n, s->passed + 1);
    if (rc) return rc;
    chain_step(k->ckr.key, s->mk);
    k->nr++;
    return ERR_OK;
}

/* TrySkippedMessageKeys(state, header, ciphertext, AD), with the key at i */
static enum err decrypt_skipped(struct ratchet *r, uint32_t i, struct bytes ad,
                                struct bytes message, struct writer *out)
{
    enum err rc = decrypt_message(r->skipped[i].mk, ad, message, out);

    if (!rc) forget_skipped(r, i, 1);
    return rc;
}

/* RatchetDecrypt(state, header, ciphertext, AD) */
enum err ratchet_decrypt(struct ratchet *r, struct bytes ad,
                         struct bytes message, struct rng *rng,
                         struct writer *out)
{
    struct ratchet_header header;

    if (message.size < RATCHET_OVERHEAD) return ERR_FORMAT;
    enum err rc = ratchet_decode_header(&header, message);
    if (rc) return rc;
    const size_t size = message.size - RATCHET_OVERHEAD;
    if (ad.size > RATCHET_AD_MAX) return ERR_LIMIT;
    if (size > RATCHET_PLAINTEXT_MAX) return ERR_LIMIT;
    if (!writer_fits(out, size)) return ERR_LIMIT;

    const uint32_t i = find_skipped(r, &header);
    if (i < r->kept) return decrypt_skipped(r, i, ad, message, out);

    struct ratchet_advance s = {.keys = r->keys, .rng = *rng};
    rc = advance_keys(&s, &header);
    if (!rc) rc = decrypt_message(s.mk, ad, message, out);
    if (!rc) {
        keep_stretch(r, &s.passed[0]);
        keep_stretch(r, &s.passed[1]);
        r->keys = s.keys;
        *rng = s.rng;
    }
    sodium_memzero(&s, sizeof s);
    return rc;
}
