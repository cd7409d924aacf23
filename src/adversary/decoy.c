#include "adversary/decoy.h"

#include <string.h>

#include "adversary/false_key.h"
#include "adversary/forgery.h"
#include "base/writer.h"
#include "session/session_ratchet.h"

/* Two tactics use prekeys. The man in the middle (decoy_play) replaces the
 * bundle on its way to the initiator, so that the initial message is agreed on
 * with the adversary's keys; it is then read and taken off. Whoever poses as
 * the sender (adversary/pose.c) begins a session with a bundle of the
 * recipient's in the sender's name (decoy_pose). */

enum { DECOY_PREKEY_ID = 1 };

/* The adversary's one prekey, the same whenever it is drawn. */
static void draw_prekey(const struct tactic_play *p, struct x3dh_prekey *out)
{
    struct rng rng;

    rng_init(&rng, p->self.root, "decoy", "prekey");
    x3dh_prekey_init(out, DECOY_PREKEY_ID, &rng);
    rng_fini(&rng);
}

static bool is_bundle(const struct intervention *h)
{
    return h->seen->frame.type == FRAME_PLAIN &&
           h->seen->message.kind == MESSAGE_BUNDLE;
}

/* The adversary signs the bundle with its own key, so whoever checks whose key
 * that is sees it. On first use the same message shows that key as the
 * owner's. */
static enum record_act replace(const struct tactic_play *p,
                               struct intervention *h)
{
    uint8_t *bytes = arena_alloc(h->arena, X3DH_BUNDLE_SIZE);
    struct message m = h->seen->message;
    struct x3dh_prekey prekey;
    struct x3dh_bundle bundle;
    struct bytes encoded;

    draw_prekey(p, &prekey);
    x3dh_sign_bundle(&bundle, p->self.identity, &prekey, NULL);
    x3dh_prekey_fini(&prekey);
    x3dh_encode_bundle(bytes, &bundle);
    m.bundle = bytes_of(bytes, X3DH_BUNDLE_SIZE);
    if ((p->self.world->introduces &&
         false_key_state(h->arena, p->self.identity,
                         p->self.world->peers[h->seen->from].name, NULL,
                         &m.credential)) ||
        message_encode(h->arena, &m, &encoded))
        return RECORD_ACT_NONE;
    h->frame = forgery_frame(h->arena, encoded);
    return RECORD_ACT_REPLACE_PREKEYS;
}

/* Takes names and keys to sign into AD, as the party does that the adversary
 * deceives: with the names of both, and the keys that the party has of them. */
static void bind_parties(const struct tactic_play *p, uint32_t from,
                         uint32_t to, const struct identity_public *of_from,
                         const struct identity_public *of_to,
                         struct x3dh_agreement *agreement)
{
    const struct party_peer *peers = p->self.world->peers;
    const struct x3dh_party initiator = {peers[from].name, of_from->sign};
    const struct x3dh_party responder = {peers[to].name, of_to->sign};

    x3dh_bind(&agreement->ad, &initiator, &responder);
}

/* Answers as the owner of the prekey, the responder of X3DH section 3.4. */
static enum err read_initial(const struct tactic_play *p,
                             struct intervention *h)
{
    const struct frame *frame = &h->seen->frame;
    struct ratchet *r = arena_alloc(h->arena, sizeof *r);
    const struct bytes payload = session_ratchet_payload(frame);
    struct x3dh_agreement agreement = {0};
    struct x3dh_initial initial;
    struct x3dh_prekey prekey;
    struct writer w;
    struct rng rng;

    if (payload.size == 0 ||
        x3dh_decode_initial(&initial,
                            bytes_of(frame->payload.data, X3DH_INITIAL_SIZE)))
        return ERR_FORMAT;
    draw_prekey(p, &prekey);
    rng_init(&rng, p->self.root, "decoy", "ratchet");
    writer_init(&w, arena_alloc(h->arena, payload.size), payload.size);
    enum err rc =
        x3dh_respond(p->self.identity, &prekey, NULL, &initial, &agreement);
    if (rc) goto out;
    if (!initial.bare)
        bind_parties(p, h->seen->from, h->seen->to,
                     &p->self.world->peers[h->seen->from].pub,
                     &p->self.identity->pub, &agreement);
    ratchet_init_responder(r, agreement.sk, prekey.secret);
    rc = ratchet_decrypt(r, session_ratchet_ad(h->arena, &agreement.ad, frame),
                         payload, &rng, &w);
    if (!rc) h->read = writer_bytes(&w);
    ratchet_fini(r);
out:
    x3dh_agreement_fini(&agreement);
    x3dh_prekey_fini(&prekey);
    rng_fini(&rng);
    return rc;
}

enum record_act decoy_play(struct tactic_play *p, struct intervention *h)
{
    const struct tactic_target *t = &p->target;
    const struct opener_layers *seen = h->seen;

    if (!(seen->from == t->from && seen->to == t->to) &&
        !(seen->from == t->to && seen->to == t->from))
        return RECORD_ACT_NONE;
    if (is_bundle(h)) return replace(p, h);
    if (seen->frame.type != FRAME_INITIAL || read_initial(p, h))
        return RECORD_ACT_NONE;
    h->dropped = true;
    return RECORD_ACT_ACCEPT;
}

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
        bind_parties(p, p->target.from, p->target.to,
                     made_up ? &claimed.pub : &peers[p->target.from].pub, peer,
                     agreement);
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
    rc = ratchet_encrypt(r, session_ratchet_ad(h->arena, &agreement.ad, &frame),
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
