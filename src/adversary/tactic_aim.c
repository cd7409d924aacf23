#include "adversary/tactic_aim.h"

bool tactic_may_carry(const struct opener_layers *l)
{
    static const bool in_session[FRAME_TYPE_COUNT] = {
        [FRAME_TRANSPORT] = true,
        [FRAME_INITIAL] = true,
        [FRAME_RATCHET] = true,
    };

    if (l->frame.type == FRAME_GROUP) return true;
    if (l->frame.type == FRAME_HANDSHAKE)
        return l->handshake &&
               l->frame.payload.size >
                   noise_pattern_overhead(l->handshake, (unsigned)l->index);
    if (in_session[l->frame.type]) return l->frame.counter % 2 == 0;
    return l->frame.type == FRAME_PLAIN && l->message.copy.size > 0;
}

bool tactic_aims_at(const struct tactic_play *p, const struct opener_layers *l)
{
    const struct tactic_target *t = &p->target;

    return l->exchange == t->exchange && l->from == t->from && l->to == t->to &&
           tactic_may_carry(l);
}

struct forgery tactic_forgery(const struct tactic_play *p, uint32_t to)
{
    return (struct forgery){
        .world = p->self.world,
        .from = p->target.from,
        .to = to,
        .document = p->target.document,
        .exchange = p->target.exchange,
        .seal = p->target.profile.seal,
        .root = p->self.root,
    };
}
