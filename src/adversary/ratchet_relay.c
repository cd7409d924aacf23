#include "adversary/ratchet_relay.h"

#include "adversary/forgery.h"
#include "adversary/group_relay.h"
#include "adversary/ratchet_pair.h"
#include "adversary/substitution.h"
#include "session/session_ratchet.h"

/* The ordinary way of a session, on first use:
 *
 *   initiator                    adversary                    responder
 *     bundle request     ----->   substitution_play ---->
 *                        <-----   replace_bundle   <-----   bundle
 *     INITIAL frame      ----->   begin_pair: two agreements
 *                                 ratchet_pair_pass ---->
 *                        <-----   ratchet_pair_pass <----   RATCHET frame
 *
 * Each side agrees with the adversary under the key that it takes for the
 * other's. The prekey handed out is the same in all bundles. */

enum { RATCHET_RELAY_PREKEY_ID = 1 };

static void draw_prekey(const struct tactic_play *p, struct x3dh_prekey *out)
{
    struct rng rng;

    rng_init(&rng, p->self.root, "decoy", "prekey");
    x3dh_prekey_init(out, RATCHET_RELAY_PREKEY_ID, &rng);
    rng_fini(&rng);
}

/* ---- Before the session ---- */

/* Keeps the true bundle for the session with its owner. */
static void keep_bundle(struct tactic_play *p, const struct opener_layers *seen)
{
    const uint64_t number = seen->message.counter;
    struct x3dh_bundle bundle;

    if (x3dh_decode_bundle(&bundle, seen->message.bundle) ||
        ratchet_pair_find(p->pairs, seen->from, seen->to, number))
        return;
    struct ratchet_pair *pair = arena_alloc(p->self.arena, sizeof *pair);
    pair->next = p->pairs;
    pair->initiator = seen->to;
    pair->responder = seen->from;
    pair->number = number;
    pair->bundle = bundle;
    p->pairs = pair;
}

/* The adversary signs the bundle with its own key, so whoever checks whose key
 * that is sees it. On first use the same message shows that key as the
 * owner's. */
static enum record_act replace_bundle(struct tactic_play *p,
                                      struct intervention *h)
{
    uint8_t *bytes = arena_alloc(h->arena, X3DH_BUNDLE_SIZE);
    struct message m = h->seen->message;
    struct x3dh_prekey prekey;
    struct x3dh_bundle bundle;
    struct bytes encoded;

    keep_bundle(p, h->seen);
    draw_prekey(p, &prekey);
    x3dh_sign_bundle(&bundle, p->self.identity, &prekey, NULL);
    x3dh_prekey_fini(&prekey);
    x3dh_encode_bundle(bytes, &bundle);
    m.bundle = bytes_of(bytes, X3DH_BUNDLE_SIZE);
    if (message_encode(h->arena, &m, &encoded)) return RECORD_ACT_NONE;
    h->frame =
        forgery_frame(h->arena, substitution_message(p, h, encoded, &encoded));
    return RECORD_ACT_REPLACE_PREKEYS;
}

/* ---- The session ---- */

/* As the owner of the prekey, the responder of X3DH section 3.4. */
static enum err respond(const struct tactic_play *p, struct ratchet_pair *pair,
                        const struct x3dh_initial *initial)
{
    const struct party_peer *peers = p->self.world->peers;
    struct x3dh_agreement agreement = {0};
    struct x3dh_prekey prekey;

    draw_prekey(p, &prekey);
    enum err rc =
        x3dh_respond(p->self.identity, &prekey, NULL, initial, &agreement);
    if (!rc) {
        if (!initial->bare)
            ratchet_pair_bind(peers, pair->initiator, pair->responder,
                              &peers[pair->initiator].pub,
                              &p->self.identity->pub, &agreement);
        ratchet_init_responder(&pair->to_initiator.ratchet, agreement.sk,
                               prekey.secret);
        pair->to_initiator.ad = agreement.ad;
    }
    x3dh_agreement_fini(&agreement);
    x3dh_prekey_fini(&prekey);
    return rc;
}

/* As the initiator, section 3.3, with the bundle that was kept. */
static enum err initiate(const struct tactic_play *p, struct ratchet_pair *pair,
                         bool bare)
{
    const struct party_peer *peers = p->self.world->peers;
    struct ratchet_pair_end *end = &pair->to_responder;
    struct x3dh_agreement agreement = {0};
    struct x3dh_initial initial;

    enum err rc =
        x3dh_initiate(p->self.identity, &peers[pair->responder].pub,
                      &pair->bundle, &pair->rng, &initial, &agreement);
    if (!rc) {
        initial.bare = bare;
        if (!bare)
            ratchet_pair_bind(peers, pair->initiator, pair->responder,
                              &p->self.identity->pub,
                              &peers[pair->responder].pub, &agreement);
        rc = ratchet_init_initiator(&end->ratchet, agreement.sk,
                                    pair->bundle.signed_prekey, &pair->rng);
    }
    if (!rc) {
        x3dh_encode_initial(end->initial, &initial);
        end->ad = agreement.ad;
        end->begins = true;
    }
    x3dh_agreement_fini(&agreement);
    return rc;
}

static enum err begin_pair(const struct tactic_play *p,
                           struct ratchet_pair *pair,
                           const struct intervention *h)
{
    const struct frame *frame = &h->seen->frame;
    const struct party_peer *peers = p->self.world->peers;
    struct x3dh_initial initial;

    if (frame->type != FRAME_INITIAL || h->seen->from != pair->initiator ||
        session_ratchet_payload(frame).size == 0 ||
        x3dh_decode_initial(&initial,
                            bytes_of(frame->payload.data, X3DH_INITIAL_SIZE)))
        return ERR_FORMAT;
    session_ratchet_stream(
        &pair->rng, p->self.root, peers[pair->initiator].name, "relay",
        h->seen->channel, peers[pair->responder].name, pair->number);
    enum err rc = respond(p, pair, &initial);
    return rc ? rc : initiate(p, pair, initial.bare);
}

enum record_act ratchet_relay_play(struct tactic_play *p,
                                   struct intervention *h)
{
    const struct tactic_target *t = &p->target;
    const struct opener_layers *seen = h->seen;

    if (!(seen->from == t->from && seen->to == t->to) &&
        !(seen->from == t->to && seen->to == t->from))
        return RECORD_ACT_NONE;
    if (seen->frame.type == FRAME_PLAIN)
        return seen->message.kind == MESSAGE_BUNDLE ? replace_bundle(p, h)
                                                    : substitution_play(p, h);
    if (seen->frame.type == FRAME_GROUP && p->self.world->introduces)
        return group_relay_play(p, h);
    if (seen->frame.type != FRAME_INITIAL && seen->frame.type != FRAME_RATCHET)
        return RECORD_ACT_NONE;
    struct ratchet_pair *pair =
        ratchet_pair_find(p->pairs, seen->from, seen->to, seen->frame.session);
    if (!pair || (!pair->open && begin_pair(p, pair, h)))
        return RECORD_ACT_NONE;
    const enum record_act act = ratchet_pair_pass(p, pair, h);
    pair->open = pair->open || act;
    return act;
}
