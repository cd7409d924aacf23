/* One end of X3DH, the Double Ratchet and sender keys, for another program to
 * talk with: peer SEED. Each line of input is a command, the numbers of the
 * places that it works on, then numbers, names and bytes in hex ("-" for none);
 * each line of output is what came of it, then a code of ERR_MAP. */
#include <assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "crypto/ratchet.h"
#include "crypto/sender_key.h"
#include "crypto/x3dh.h"

/* The ordinary way: `identity` and `prekeys` make a party and `bundle` signs
 * its prekeys; `initiate` or `respond` puts a session in a place, where
 * `encrypt` and `decrypt` work on it. `group` makes a sender key, `take` reads
 * the distribution of one. Keys are drawn from a stream of the seed. */

enum { PLACES = 64, WORDS = 8, BYTES_MAX = 1 << 16 };

struct party {
    struct identity identity;
    char name[64];
    struct x3dh_prekey signed_prekey, one_time;
};

static struct rng rng;
static struct party parties[PLACES];
static struct ratchet sessions[PLACES];
static struct sender_key groups[PLACES];
static struct sender_key_peer peers[PLACES];

/* A line's words after the command, and those in hex as bytes. */
struct line {
    size_t count;
    const char *words[WORDS];
    uint8_t *memory;
    size_t used;
};

static uint32_t number_at(const struct line *l, size_t i)
{
    assert(i < l->count);
    return (uint32_t)strtoul(l->words[i], NULL, 10);
}

static uint32_t place_at(const struct line *l, size_t i)
{
    uint32_t place = number_at(l, i);
    assert(place < PLACES);
    return place;
}

static struct bytes bytes_at(struct line *l, size_t i)
{
    assert(i < l->count);
    if (strcmp(l->words[i], "-") == 0) return bytes_of(NULL, 0);
    size_t size = strlen(l->words[i]) / 2;
    uint8_t *out = l->memory + l->used;
    assert(l->used + size <= BYTES_MAX);
    enum err rc = bytes_from_hex(out, size, l->words[i]);
    assert(rc == ERR_OK);
    l->used += size;
    return bytes_of(out, size);
}

static const uint8_t *key_at(struct line *l, size_t i)
{
    struct bytes b = bytes_at(l, i);
    assert(b.size == IDENTITY_KEY_SIZE);
    return b.data;
}

static void tell(const void *data, size_t size)
{
    static char hex[2 * BYTES_MAX + 1];

    assert(size <= BYTES_MAX);
    bytes_to_hex(hex, bytes_of(data, size));
    printf(" %s", size > 0 ? hex : "-");
}

/* Parties and their keys. */

/* identity PARTY NAME: both public keys. */
static enum err do_identity(struct line *l)
{
    struct party *p = &parties[place_at(l, 0)];

    identity_init(&p->identity, &rng);
    snprintf(p->name, sizeof p->name, "%s", l->words[1]);
    tell(p->identity.pub.sign, IDENTITY_KEY_SIZE);
    tell(p->identity.pub.agree, IDENTITY_KEY_SIZE);
    return ERR_OK;
}

/* prekeys PARTY ID ID: of the signed prekey and of the one-time prekey. */
static enum err do_prekeys(struct line *l)
{
    struct party *p = &parties[place_at(l, 0)];

    x3dh_prekey_init(&p->signed_prekey, number_at(l, 1), &rng);
    x3dh_prekey_init(&p->one_time, number_at(l, 2), &rng);
    return ERR_OK;
}

/* bundle PARTY 0|1: with a one-time prekey, or without. */
static enum err do_bundle(struct line *l)
{
    const struct party *p = &parties[place_at(l, 0)];
    struct x3dh_bundle bundle;
    uint8_t out[X3DH_BUNDLE_SIZE];

    x3dh_sign_bundle(&bundle, &p->identity, &p->signed_prekey,
                     number_at(l, 1) ? &p->one_time : NULL);
    x3dh_encode_bundle(out, &bundle);
    tell(out, sizeof out);
    return ERR_OK;
}

/* prove PARTY MESSAGE: XEdDSA by the key to agree with. */
static enum err do_prove(struct line *l)
{
    uint8_t signature[IDENTITY_SIGNATURE_SIZE];

    identity_prove(&parties[place_at(l, 0)].identity, bytes_at(l, 1),
                   signature);
    tell(signature, sizeof signature);
    return ERR_OK;
}

/* proven KEY MESSAGE SIGNATURE. */
static enum err do_proven(struct line *l)
{
    struct identity_public pub = {0};

    memcpy(pub.agree, key_at(l, 0), IDENTITY_KEY_SIZE);
    struct bytes message = bytes_at(l, 1), signature = bytes_at(l, 2);
    assert(signature.size == IDENTITY_SIGNATURE_SIZE);
    return identity_proven(&pub, message, signature.data);
}

/* X3DH. */

static struct x3dh_party party_of(const struct party *p)
{
    return (struct x3dh_party){p->name, p->identity.pub.sign};
}

/* initiate PARTY SESSION NAME KEY KEY BUNDLE bare|bound: with the party of
 * that name and keys to sign and to agree. Tells the initial message and AD. */
static enum err do_initiate(struct line *l)
{
    const struct party *own = &parties[place_at(l, 0)];
    struct identity_public peer;
    struct x3dh_bundle bundle;
    struct x3dh_initial initial;
    struct x3dh_agreement agreement;
    uint8_t out[X3DH_INITIAL_SIZE];

    memcpy(peer.sign, key_at(l, 3), IDENTITY_KEY_SIZE);
    memcpy(peer.agree, key_at(l, 4), IDENTITY_KEY_SIZE);
    enum err rc = x3dh_decode_bundle(&bundle, bytes_at(l, 5));
    if (rc) return rc;
    rc = x3dh_initiate(&own->identity, &peer, &bundle, &rng, &initial,
                       &agreement);
    if (rc) return rc;
    initial.bare = strcmp(l->words[6], "bare") == 0;
    if (!initial.bare) {
        struct x3dh_party a = party_of(own), b = {l->words[2], peer.sign};
        x3dh_bind(&agreement.ad, &a, &b);
    }
    rc = ratchet_init_initiator(&sessions[place_at(l, 1)], agreement.sk,
                                bundle.signed_prekey, &rng);
    if (rc) return rc;
    x3dh_encode_initial(out, &initial);
    tell(out, sizeof out);
    tell(agreement.ad.bytes, agreement.ad.size);
    x3dh_agreement_fini(&agreement);
    return ERR_OK;
}

/* respond PARTY SESSION NAME KEY INITIAL 0|1: to the party of that name and
 * key to sign, with the one-time prekey or without. Tells AD. */
static enum err do_respond(struct line *l)
{
    const struct party *own = &parties[place_at(l, 0)];
    struct x3dh_initial initial;
    struct x3dh_agreement agreement;

    enum err rc = x3dh_decode_initial(&initial, bytes_at(l, 4));
    if (rc) return rc;
    rc = x3dh_respond(&own->identity, &own->signed_prekey,
                      number_at(l, 5) ? &own->one_time : NULL, &initial,
                      &agreement);
    if (rc) return rc;
    if (!initial.bare) {
        struct x3dh_party a = {l->words[2], key_at(l, 3)}, b = party_of(own);
        x3dh_bind(&agreement.ad, &a, &b);
    }
    ratchet_init_responder(&sessions[place_at(l, 1)], agreement.sk,
                           own->signed_prekey.secret);
    tell(agreement.ad.bytes, agreement.ad.size);
    x3dh_agreement_fini(&agreement);
    return ERR_OK;
}

/* The Double Ratchet. */

/* The secret of a session's ratchet key, by which the other program can follow
 * it: reveal SESSION. */
static enum err do_reveal(struct line *l)
{
    tell(sessions[place_at(l, 0)].keys.dhs, RATCHET_KEY_SIZE);
    return ERR_OK;
}

static uint8_t out_bytes[BYTES_MAX];

static enum err tell_written(enum err rc, const struct writer *w)
{
    if (!rc) tell(w->data, w->size);
    return rc;
}

/* encrypt SESSION AD PLAINTEXT. */
static enum err do_encrypt(struct line *l)
{
    struct writer w;

    writer_init(&w, out_bytes, sizeof out_bytes);
    struct bytes ad = bytes_at(l, 1), plaintext = bytes_at(l, 2);
    return tell_written(
        ratchet_encrypt(&sessions[place_at(l, 0)], ad, plaintext, &w), &w);
}

/* decrypt SESSION AD MESSAGE. */
static enum err do_decrypt(struct line *l)
{
    struct writer w;

    writer_init(&w, out_bytes, sizeof out_bytes);
    struct bytes ad = bytes_at(l, 1), message = bytes_at(l, 2);
    return tell_written(
        ratchet_decrypt(&sessions[place_at(l, 0)], ad, message, &rng, &w), &w);
}

/* Sender keys. */

/* group KEY NUMBER: draws a sender key. */
static enum err do_group(struct line *l)
{
    sender_key_init(&groups[place_at(l, 0)], number_at(l, 1), &rng);
    return ERR_OK;
}

/* distribute KEY. */
static enum err do_distribute(struct line *l)
{
    struct sender_key_distribution d;
    uint8_t out[SENDER_KEY_DISTRIBUTION_SIZE];

    sender_key_distribute(&groups[place_at(l, 0)], &d);
    sender_key_encode(out, &d);
    tell(out, sizeof out);
    return ERR_OK;
}

/* peek KEY: of the next message alone. */
static enum err do_peek(struct line *l)
{
    uint8_t mk[CHAIN_KEY_SIZE];

    sender_key_peek(&groups[place_at(l, 0)], mk);
    tell(mk, sizeof mk);
    return ERR_OK;
}

/* group-encrypt KEY AD PLAINTEXT. */
static enum err do_group_encrypt(struct line *l)
{
    struct writer w;

    writer_init(&w, out_bytes, sizeof out_bytes);
    struct bytes ad = bytes_at(l, 1), plaintext = bytes_at(l, 2);
    return tell_written(
        sender_key_encrypt(&groups[place_at(l, 0)], ad, plaintext, &w), &w);
}

/* take PEER DISTRIBUTION. */
static enum err do_take(struct line *l)
{
    struct sender_key_distribution d;

    enum err rc = sender_key_decode(&d, bytes_at(l, 1));
    if (rc) return rc;
    sender_key_peer_init(&peers[place_at(l, 0)], &d);
    return ERR_OK;
}

/* group-decrypt PEER AD MESSAGE. */
static enum err do_group_decrypt(struct line *l)
{
    struct writer w;

    writer_init(&w, out_bytes, sizeof out_bytes);
    struct bytes ad = bytes_at(l, 1), message = bytes_at(l, 2);
    return tell_written(sender_key_decrypt(&peers[place_at(l, 0)], ad, message,
                                           (instant){0}, &w),
                        &w);
}

/* keep PEER N KEY: of a single message. */
static enum err do_keep(struct line *l)
{
    sender_key_keep(&peers[place_at(l, 0)], number_at(l, 1), key_at(l, 2),
                    (instant){0});
    return ERR_OK;
}

/* end PEER N: of so many messages. */
static enum err do_end(struct line *l)
{
    sender_key_end(&peers[place_at(l, 0)], number_at(l, 1), (instant){0});
    return ERR_OK;
}

static const struct command {
    const char *name;
    size_t words;
    enum err (*run)(struct line *l);
} commands[] = {
    {"identity", 2, do_identity}, {"prekeys", 3, do_prekeys},
    {"bundle", 2, do_bundle},     {"prove", 2, do_prove},
    {"proven", 3, do_proven},     {"initiate", 7, do_initiate},
    {"respond", 6, do_respond},   {"reveal", 1, do_reveal},
    {"encrypt", 3, do_encrypt},   {"decrypt", 3, do_decrypt},
    {"group", 2, do_group},       {"distribute", 1, do_distribute},
    {"peek", 1, do_peek},         {"group-encrypt", 3, do_group_encrypt},
    {"take", 2, do_take},         {"group-decrypt", 3, do_group_decrypt},
    {"keep", 3, do_keep},         {"end", 2, do_end},
};

static void answer(char *text)
{
    static uint8_t memory[BYTES_MAX];
    static const char *const codes[] = {
#define PEER_CODE(name, text) #name,
        ERR_MAP(PEER_CODE)
#undef PEER_CODE
    };
    struct line l = {.memory = memory};

    const char *name = strtok(text, " \n");
    for (char *w = strtok(NULL, " \n"); w; w = strtok(NULL, " \n")) {
        assert(l.count < WORDS);
        l.words[l.count++] = w;
    }
    for (size_t i = 0; name && i < sizeof commands / sizeof *commands; i++) {
        if (strcmp(name, commands[i].name) != 0) continue;
        assert(l.count == commands[i].words);
        printf(" %s\n", codes[commands[i].run(&l)]);
        fflush(stdout);
        return;
    }
    assert(false);
}

int main(int argc, char **argv)
{
    static char text[4 * BYTES_MAX];
    struct rng_root root;

    if (argc != 2) return 2;
    rng_root_init(&root, strtoull(argv[1], NULL, 10), 0);
    rng_init(&rng, &root, "peer", "interop");
    while (fgets(text, sizeof text, stdin))
        answer(text);
    return 0;
}
