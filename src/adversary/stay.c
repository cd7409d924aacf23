#include "adversary/stay.h"

#include <string.h>

#include "adversary/ratchet_pair.h"
#include "crypto/curve.h"
#include "session/session_ratchet.h"

/* Two ratchets come of the stolen one (`take_over`). As the sender, the
 * adversary goes on with the stolen state itself. As the recipient it mirrors
 * it: the sending chain becomes the receiving one, and a first step with a pair
 * of the adversary's starts a chain back. All that either side then draws is
 * agreed on with the adversary, so that no step shuts it out. The frames keep
 * their heads; one that comes again is replaced as before. */

/* The recipient's side of the sender's state, a step ahead. */
static enum err mirror(const struct ratchet_keys *k, struct rng *rng,
                       struct ratchet_keys *out)
{
    uint8_t dh[RATCHET_KEY_SIZE];

    *out = (struct ratchet_keys){.ckr = k->cks, .nr = k->ns, .pn = k->nr};
    memcpy(out->dhr, k->dhs_public, sizeof out->dhr);
    memcpy(out->rk, k->rk, sizeof out->rk);
    rng_bytes(rng, out->dhs, sizeof out->dhs);
    curve_public(out->dhs_public, out->dhs);
    enum err rc = identity_agree(out->dhs, out->dhr, dh);
    if (!rc) ratchet_kdf_rk(out->rk, out->cks.key, dh);
    out->cks.present = !rc;
    explicit_bzero(dh, sizeof dh);
    return rc;
}

/* NULL as long as nothing is stolen. Whoever began the session, the pair has
 * its victim first. */
static struct ratchet_pair *take_over(struct tactic_play *p)
{
    const struct tactic_target *t = &p->target;
    const struct memory_session *m =
        keys_session(p->keys, t->from, t->to,
                     p->self.world->channels[t->channel].name, t->session);

    if (p->pairs || !m || !m->ratchet) return p->pairs;
    struct ratchet_pair *pair = arena_alloc(p->self.arena, sizeof *pair);
    pair->initiator = t->from;
    pair->responder = t->to;
    pair->number = t->session;
    rng_init(&pair->rng, p->self.root, "stay", "ratchet");
    pair->to_responder.ratchet = m->ratchet->ratchet;
    pair->to_responder.ad = pair->to_initiator.ad = m->ratchet->ad;
    if (mirror(&pair->to_responder.ratchet.keys, &pair->rng,
               &pair->to_initiator.ratchet.keys))
        return NULL;
    p->pairs = pair;
    return pair;
}

enum record_act stay_play(struct tactic_play *p, struct intervention *h)
{
    const struct tactic_target *t = &p->target;
    const struct opener_layers *seen = h->seen;
    const bool there = seen->from == t->from && seen->to == t->to;
    const bool back = seen->from == t->to && seen->to == t->from;

    if ((!there && !back) || seen->frame.session != t->session ||
        (seen->frame.type != FRAME_RATCHET &&
         seen->frame.type != FRAME_INITIAL))
        return RECORD_ACT_NONE;
    struct ratchet_pair *pair = take_over(p);
    return pair ? ratchet_pair_pass(p, pair, h) : RECORD_ACT_NONE;
}
