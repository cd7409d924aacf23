#include "document/sealing.h"

#include <assert.h>
#include <string.h>

#include "base/writer.h"
#include "crypto/age.h"
#include "crypto/hpke.h"

/* The table `seals` has a row for each seal: its size, its closing and its
 * opening. `sealing_close` draws the randomness of an envelope from a stream
 * named after exchange and recipient, and closes it by the row; `sealing_open`
 * opens it by the same row. */

/* An envelope being closed. */
struct sealing_closing {
    const struct party *p;
    struct arena *a;
    const uint32_t *to;
    size_t count;
    uint64_t exchange;
    struct rng rng;
};

static const char *recipient(const struct sealing_closing *c, size_t i)
{
    return party_peer_name(c->p, c->to[i]);
}

/* A recipient without a key gets nothing sealed: the command is refused before
 * it comes to this. */
static const uint8_t *recipient_key(const struct sealing_closing *c, size_t i)
{
    const struct identity_public *pub = keyring_current(c->p, c->to[i]);

    assert(pub);
    return pub->agree;
}

struct bytes sealing_info(struct arena *a, const char *sender, const char *to,
                          uint64_t exchange)
{
    return bytes_of_text(arena_format(a, "demarche/envelope/1 %s %s %llu",
                                      sender, to,
                                      (unsigned long long)exchange));
}

static size_t size_age(const struct sealing_closing *c, size_t plain)
{
    return age_sealed_size(c->count, plain);
}

static size_t size_hpke(const struct sealing_closing *c, size_t plain)
{
    (void)c;
    return plain + HPKE_OVERHEAD;
}

static enum err close_age(struct sealing_closing *c, struct bytes plain,
                          struct writer *w)
{
    uint8_t(*keys)[AGE_KEY_SIZE] = arena_array(c->a, c->count, sizeof *keys);

    for (size_t i = 0; i < c->count; i++)
        memcpy(keys[i], recipient_key(c, i), AGE_KEY_SIZE);
    return age_seal((const uint8_t(*)[AGE_KEY_SIZE])keys, c->count, plain,
                    &c->rng, w);
}

static enum err close_hpke(struct sealing_closing *c, enum hpke_mode mode,
                           const uint8_t *sender, struct bytes plain,
                           struct writer *w)
{
    uint8_t ephemeral[HPKE_KEY_SIZE];

    rng_bytes(&c->rng, ephemeral, sizeof ephemeral);
    const struct hpke_config config = {
        .mode = mode,
        .info = sealing_info(c->a, c->p->name, recipient(c, 0), c->exchange),
        .pk_r = recipient_key(c, 0),
        .sk_e = ephemeral,
        .sk_s = sender,
    };
    enum err rc = hpke_seal_once(&config, bytes_of_text(""), plain, w);
    explicit_bzero(ephemeral, sizeof ephemeral);
    return rc;
}

static enum err close_hpke_base(struct sealing_closing *c, struct bytes plain,
                                struct writer *w)
{
    return close_hpke(c, HPKE_BASE, NULL, plain, w);
}

static enum err close_hpke_auth(struct sealing_closing *c, struct bytes plain,
                                struct writer *w)
{
    return close_hpke(c, HPKE_AUTH, c->p->identity.agree_secret, plain, w);
}

static enum err open_age(struct arena *a, const struct sealing_ends *ends,
                         struct bytes sealed, struct writer *w)
{
    const struct identity *own = ends->recipient_secret;

    (void)a;
    return age_open(sealed, own->agree_secret, own->pub.agree, w);
}

static enum err open_hpke(struct arena *a, const struct sealing_ends *ends,
                          enum hpke_mode mode, const uint8_t *sender,
                          struct bytes sealed, struct writer *w)
{
    const struct hpke_config config = {
        .mode = mode,
        .info = sealing_info(a, ends->sender, ends->recipient, ends->exchange),
        .sk_r = ends->recipient_secret->agree_secret,
        .pk_s = sender,
    };

    return hpke_open_once(&config, bytes_of_text(""), sealed, w);
}

static enum err open_hpke_base(struct arena *a, const struct sealing_ends *ends,
                               struct bytes sealed, struct writer *w)
{
    return open_hpke(a, ends, HPKE_BASE, NULL, sealed, w);
}

static enum err open_hpke_auth(struct arena *a, const struct sealing_ends *ends,
                               struct bytes sealed, struct writer *w)
{
    return open_hpke(a, ends, HPKE_AUTH, ends->sender_public->agree, sealed, w);
}

static const struct {
    bool shared, authenticates;
    size_t (*size)(const struct sealing_closing *c, size_t plain);
    enum err (*close)(struct sealing_closing *c, struct bytes plain,
                      struct writer *w);
    enum err (*open)(struct arena *a, const struct sealing_ends *ends,
                     struct bytes sealed, struct writer *w);
} seals[MESSAGE_SEAL_COUNT] = {
    [MESSAGE_SEAL_NONE] = {true, false, NULL, NULL, NULL},
    [MESSAGE_SEAL_AGE] = {true, false, size_age, close_age, open_age},
    [MESSAGE_SEAL_HPKE_BASE] = {false, false, size_hpke, close_hpke_base,
                                open_hpke_base},
    [MESSAGE_SEAL_HPKE_AUTH] = {false, true, size_hpke, close_hpke_auth,
                                open_hpke_auth},
};

bool sealing_is_shared(enum message_seal seal)
{
    return seals[seal].shared;
}

bool sealing_authenticates(enum message_seal seal)
{
    return seals[seal].authenticates;
}

enum err sealing_close(const struct party *p, struct arena *a,
                       const struct sealing_lot *lot, struct bytes plain,
                       struct bytes *out)
{
    const enum message_seal seal = lot->seal;
    const bool own = lot->each || !seals[seal].shared;
    struct sealing_closing c = {.p = p,
                                .a = a,
                                .to = lot->to,
                                .count = lot->count,
                                .exchange = lot->exchange};
    struct writer w;

    assert(!own || lot->count == 1 || !seals[seal].close);
    if (!seals[seal].close) {
        *out = plain;
        return ERR_OK;
    }
    rng_init(&c.rng, &p->root, p->name,
             arena_format(a, "seal/%llu/%s", (unsigned long long)lot->exchange,
                          own ? recipient(&c, 0) : ""));
    const size_t size = seals[seal].size(&c, plain.size);
    writer_init(&w, arena_alloc(a, size), size);
    enum err rc = seals[seal].close(&c, plain, &w);
    rng_fini(&c.rng);
    if (!rc) *out = writer_bytes(&w);
    return rc;
}

enum err sealing_open(struct arena *a, enum message_seal seal,
                      const struct sealing_ends *ends, struct bytes sealed,
                      struct bytes *plain)
{
    struct writer w;

    if (!seals[seal].open) {
        *plain = sealed;
        return ERR_OK;
    }
    writer_init(&w, arena_alloc(a, sealed.size), sealed.size);
    enum err rc = seals[seal].open(a, ends, sealed, &w);
    if (!rc) *plain = writer_bytes(&w);
    return rc;
}
