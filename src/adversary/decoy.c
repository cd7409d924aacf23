#include "adversary/decoy.h"

#include "adversary/ratchet_pair.h"
#include "base/writer.h"
#include "session/session_ratchet.h"

bool decoy_introduces(const struct tactic_play *p)
{
    return p->self.world->introduces &&
           p->tactic->theft == TACTIC_STEALS_NOTHING;
}

/* The agreement as the sender would have it. Whoever has neither the sender's
 * secret nor the prekey's uses a secret of its own, and agrees on nothing, but
 * on first use, where the key of that secret may pass for the sender's. */
static enum err agree_as_sender(const struct tactic_play *p,
                                const struct identity *key, struct rng *rng,
                                struct x3dh_bundle *bundle, uint8_t *first,
                                struct x3dh_agreement *agreement)
{
    const struct party_peer *peers = p->self.world->peers;
    const struct identity_public *peer = &peers[p->target.to].pub;
    const struct x3dh_prekey *stolen = p->prekey.id > 0 ? &p->prekey : NULL;
    const bool made_up = decoy_introduces(p) && key == p->self.identity;
    struct identity claimed = *key;
    struct x3dh_initial initial;

    if (key == p->self.identity && !made_up)
        claimed.pub = peers[p->target.from].pub;
    enum err rc = x3dh_decode_bundle(bundle, p->kept);
    if (!rc)
        rc = x3dh_initiate_with(&claimed, stolen, peer, bundle, rng, &initial,
                                agreement);
    if (!rc) {
        ratchet_pair_bind(peers, p->target.from, p->target.to,
                          made_up ? &claimed.pub : &peers[p->target.from].pub,
                          peer, agreement);
        x3dh_encode_initial(first, &initial);
    }
    identity_fini(&claimed);
    return rc;
}

enum record_act decoy_pose(struct tactic_play *p, struct intervention *h,
                           const struct identity *key, struct bytes message)
{
    const size_t size = X3DH_INITIAL_SIZE + RATCHET_OVERHEAD + message.size;
    uint8_t *bytes = arena_alloc(h->arena, FRAME_HEAD_SIZE + size);
    struct ratchet *r = arena_alloc(h->arena, sizeof *r);
    struct x3dh_agreement agreement = {0};
    struct x3dh_bundle bundle;
    struct writer w;
    struct rng rng;

    rng_init(&rng, p->self.root, "decoy", "initial");
    const struct frame frame = {
        .type = FRAME_INITIAL,
        .session = rng_u64(&rng),
        .payload = bytes_of(bytes + FRAME_HEAD_SIZE, size),
    };
    enum err rc = agree_as_sender(p, key, &rng, &bundle,
                                  bytes + FRAME_HEAD_SIZE, &agreement);
    if (rc) goto out;
    rc = ratchet_init_initiator(r, agreement.sk, bundle.signed_prekey, &rng);
    if (rc) goto out;
    frame_head(&frame, bytes);
    writer_init(&w, bytes + FRAME_HEAD_SIZE + X3DH_INITIAL_SIZE,
                size - X3DH_INITIAL_SIZE);
    rc = ratchet_encrypt(
        r,
        session_ratchet_ad(h->arena, &agreement.ad,
                           p->self.world->channels[h->channel].name, &frame),
        message, &w);
    ratchet_fini(r);
    if (!rc)
        intervention_add(h, p->target.from, p->target.to, 0,
                         bytes_of(bytes, FRAME_HEAD_SIZE + size))
            ->forged = true;
out:
    x3dh_agreement_fini(&agreement);
    rng_fini(&rng);
    return rc ? RECORD_ACT_NONE : RECORD_ACT_IMPERSONATE;
}
