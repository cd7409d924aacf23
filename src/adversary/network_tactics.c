#include "adversary/network_tactics.h"

#include "adversary/tactic_aim.h"
#include "base/writer.h"
#include "adversary/forgery.h"

static enum record_act act_on_target(const struct tactic_play *p,
                                     struct intervention *h,
                                     enum record_act which)
{
    if (!tactic_aims_at(p, h->seen)) return RECORD_ACT_NONE;
    intervention_do(h, which);
    return which;
}

enum record_act network_tactics_drop(struct tactic_play *p,
                                     struct intervention *h)
{
    return act_on_target(p, h, RECORD_ACT_DROP);
}

enum record_act network_tactics_delay(struct tactic_play *p,
                                      struct intervention *h)
{
    return act_on_target(p, h, RECORD_ACT_DELAY);
}

enum record_act network_tactics_reorder(struct tactic_play *p,
                                        struct intervention *h)
{
    return act_on_target(p, h, RECORD_ACT_REORDER);
}

enum record_act network_tactics_replay(struct tactic_play *p,
                                       struct intervention *h)
{
    return act_on_target(p, h, RECORD_ACT_REPLAY);
}

enum record_act network_tactics_tamper(struct tactic_play *p,
                                       struct intervention *h)
{
    return act_on_target(p, h, RECORD_ACT_MODIFY);
}

/* The forgery is sealed as the profile has it, where that takes no secret. If
 * it is signed, then with a key that is not the sender's. */
enum record_act network_tactics_inject(struct tactic_play *p,
                                       struct intervention *h)
{
    const struct forgery f = {
        .world = p->self.world,
        .from = p->target.from,
        .to = p->target.to,
        .document = p->target.document,
        .exchange = p->target.exchange,
        .seal = p->target.profile.seal,
        .key = p->self.identity,
        .root = p->self.root,
    };
    struct bytes message;

    if (p->done || !tactic_aims_at(p, h->seen) ||
        forgery_copy(h->arena, &f, &message))
        return RECORD_ACT_NONE;
    p->done = true;
    intervention_add(h, f.from, f.to, 0, forgery_frame(h->arena, message))
        ->forged = true;
    return RECORD_ACT_INJECT;
}

/* An earlier document of the same sender's to the same recipient. */
static bool is_earlier(const struct tactic_play *p,
                       const struct opener_layers *l)
{
    return l->from == p->target.from && l->to == p->target.to &&
           l->exchange != p->target.exchange && tactic_may_carry(l);
}

/* Puts the earlier copy into this message, or the earlier ciphertext into this
 * frame's session. */
static struct bytes splice_frame(const struct tactic_play *p,
                                 struct intervention *h)
{
    const struct bytes none = {0};
    struct frame earlier, frame = h->seen->frame;
    struct message old, message = h->seen->message;
    struct bytes encoded;

    if (frame_decode(p->kept, &earlier) || earlier.type != frame.type)
        return none;
    if (frame.type != FRAME_PLAIN) {
        const size_t size = FRAME_HEAD_SIZE + earlier.payload.size;
        struct writer w;
        frame.payload = earlier.payload;
        writer_init(&w, arena_alloc(h->arena, size), size);
        return frame_encode(&frame, &w) ? none : writer_bytes(&w);
    }
    if (message_decode(h->arena, earlier.payload, &old) ||
        old.seal != message.seal)
        return none;
    message.copy = old.copy;
    return message_encode(h->arena, &message, &encoded)
               ? none
               : forgery_frame(h->arena, encoded);
}

enum record_act network_tactics_splice(struct tactic_play *p,
                                       struct intervention *h)
{
    if (is_earlier(p, h->seen))
        p->kept = arena_copy(p->self.arena, h->seen->whole);
    if (!tactic_aims_at(p, h->seen) || p->kept.size == 0)
        return RECORD_ACT_NONE;
    const struct bytes spliced = splice_frame(p, h);
    if (spliced.size == 0) return RECORD_ACT_NONE;
    h->frame = spliced;
    return RECORD_ACT_SPLICE;
}

enum record_act network_tactics_strip(struct tactic_play *p,
                                      struct intervention *h)
{
    struct message message = h->seen->message;
    struct message_copy copy = h->seen->copy;
    struct bytes encoded;

    /* Nothing can be taken out of a copy that cannot be read. */
    if (!tactic_aims_at(p, h->seen) || h->seen->frame.type != FRAME_PLAIN ||
        copy.leaf_count == 0 || message.seal != MESSAGE_SEAL_NONE)
        return RECORD_ACT_NONE;
    copy.transfer.signature = (struct bytes){0};
    copy.earlier_count = 0;
    if (message_encode_copy(h->arena, &copy, &message.copy) ||
        message_encode(h->arena, &message, &encoded))
        return RECORD_ACT_NONE;
    h->frame = forgery_frame(h->arena, encoded);
    return RECORD_ACT_STRIP;
}
