#include "adversary/impersonation.h"

#include <string.h>

#include "base/writer.h"
#include "crypto/hpke.h"
#include "document/sealing.h"

/* The recipient's own secret and the sender's public key give the very context
 * that the sender would have. So the forger draws an ephemeral key, sets the
 * context up as the receiver and uses it as the sender. */
static enum err seal_as(struct arena *a, const struct forgery *f,
                        const struct identity *victim, struct bytes copy,
                        struct bytes *sealed)
{
    const struct party_peer *sender = &f->world->peers[f->from];
    uint8_t ikm[HPKE_KEY_SIZE], sk[HPKE_KEY_SIZE], enc[HPKE_KEY_SIZE];
    const struct hpke_config config = {
        .mode = HPKE_AUTH,
        .info = sealing_info(a, sender->name, f->world->peers[f->to].name,
                             f->exchange),
        .sk_r = victim->agree_secret,
        .pk_s = sender->pub.agree,
    };
    const size_t size = copy.size + HPKE_OVERHEAD;
    struct rng rng;
    struct hpke h;
    struct writer w;

    rng_init(&rng, f->root, f->document, "impersonation");
    rng_bytes(&rng, ikm, sizeof ikm);
    rng_fini(&rng);
    hpke_derive_key_pair(ikm, sk, enc);
    enum err rc = hpke_setup_receiver(&h, &config, enc);
    explicit_bzero(ikm, sizeof ikm);
    explicit_bzero(sk, sizeof sk);
    if (rc) return rc;
    h.role = HPKE_SENDER;
    writer_init(&w, arena_alloc(a, size), size);
    writer_put(&w, enc, sizeof enc);
    rc = hpke_seal(&h, bytes_of_text(""), copy, &w);
    hpke_fini(&h);
    if (!rc) *sealed = writer_bytes(&w);
    return rc;
}

enum err impersonation_copy(struct arena *a, const struct forgery *f,
                            const struct identity *victim,
                            struct bytes *message)
{
    struct forgery open = *f;
    struct message m;

    if (f->seal != MESSAGE_SEAL_HPKE_AUTH) return forgery_copy(a, f, message);
    open.seal = MESSAGE_SEAL_NONE;
    enum err rc = forgery_copy(a, &open, message);
    if (rc) return rc;
    rc = message_decode(a, *message, &m);
    if (rc) return rc;
    m.seal = MESSAGE_SEAL_HPKE_AUTH;
    rc = seal_as(a, f, victim, m.copy, &m.copy);
    return rc ? rc : message_encode(a, &m, message);
}
