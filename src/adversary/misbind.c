#include "adversary/misbind.h"

#include <string.h>

#include "adversary/forgery.h"
#include "party/renewal.h"

/* Signed by the third party's key, which goes on, as the key before it. Nothing
 * shows that the key to agree with is not its own. */
static enum record_act state_key(struct tactic_play *p, struct intervention *h)
{
    const struct tactic_target *t = &p->target;
    const struct party_peer *peers = p->self.world->peers;
    const struct identity *third = keys_identity(p->keys, t->third, 0);
    struct message m = {.kind = MESSAGE_KEY};
    struct credential_statement s = {
        .party = peers[t->third].name,
        .serial = CREDENTIAL_SERIAL_MAX,
        .from = t->time,
        .replacing = true,
    };
    struct bytes encoded;

    if (!third) return RECORD_ACT_NONE;
    memcpy(s.sign, third->pub.sign, sizeof s.sign);
    memcpy(s.agree, peers[t->from].pub.agree, sizeof s.agree);
    identity_fingerprint(&third->pub, s.replaces);
    m.credential = renewal_sign(h->arena, &s, third, third);
    if (message_encode(h->arena, &m, &encoded)) return RECORD_ACT_NONE;
    intervention_add(h, t->third, t->to, 0, forgery_frame(h->arena, encoded))
        ->channel = t->third_recipient;
    return RECORD_ACT_MISBIND;
}

/* The frame goes on between two others of the three, in the same bytes. */
static enum record_act pass_on(struct intervention *h, uint32_t from,
                               uint32_t to, uint32_t channel)
{
    h->dropped = true;
    intervention_add(h, from, to, 0, h->seen->whole)->channel = channel;
    return RECORD_ACT_CLAIM;
}

enum record_act misbind_play(struct tactic_play *p, struct intervention *h)
{
    const struct tactic_target *t = &p->target;
    const struct opener_layers *seen = h->seen;

    if (!p->done && seen->from == t->from && seen->to == t->to) {
        p->done = true;
        return state_key(p, h);
    }
    if (seen->frame.type == FRAME_PLAIN || seen->frame.session != t->session)
        return RECORD_ACT_NONE;
    if (seen->from == t->from && seen->to == t->to)
        return pass_on(h, t->third, t->to, t->third_recipient);
    if (seen->from == t->to && seen->to == t->third)
        return pass_on(h, t->to, t->from, t->channel);
    return RECORD_ACT_NONE;
}
