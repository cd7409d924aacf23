#include "adversary/relay.h"

#include "adversary/decoy.h"

/* The leg with the sender of the frame. */
static struct mitm_session *find(const struct tactic_play *p, uint32_t with,
                                 uint64_t number)
{
    for (struct mitm_session *leg = p->legs; leg; leg = leg->next)
        if (leg->with == with && leg->number == number) return leg;
    return NULL;
}

static struct mitm_session *add(struct tactic_play *p, uint32_t as,
                                uint32_t with, const struct intervention *h,
                                const struct noise_pattern *pattern,
                                enum noise_role role)
{
    const struct frame *frame = &h->seen->frame;
    const bool named = frame->counter >> HANDSHAKE_CODE_SHIFT != 0;
    struct mitm_session *leg = mitm_session_begin(
        &p->self, as, with, h->channel, pattern, named, role, frame->session);

    leg->next = p->legs;
    p->legs = leg;
    return leg;
}

static bool between(const struct tactic_target *t,
                    const struct opener_layers *l)
{
    return (l->from == t->from && l->to == t->to) ||
           (l->from == t->to && l->to == t->from);
}

enum record_act relay_play(struct tactic_play *p, struct intervention *h)
{
    const struct opener_layers *seen = h->seen;
    const struct frame *frame = &seen->frame;
    const struct noise_pattern *pattern =
        frame->type == FRAME_HANDSHAKE
            ? handshake_pattern(frame->counter, seen->pattern)
            : NULL;

    if (p->target.profile.session == CLAIM_SESSION_RATCHET)
        return decoy_play(p, h);
    if (!between(&p->target, seen) || frame->type == FRAME_PLAIN ||
        frame->session != p->target.session)
        return RECORD_ACT_NONE;
    struct mitm_session *near = find(p, seen->from, frame->session);
    if (!near) {
        if (!pattern || handshake_index(frame->counter) != 0)
            return RECORD_ACT_NONE;
        near = add(p, seen->to, seen->from, h, pattern, NOISE_RESPONDER);
        struct mitm_session *far =
            add(p, seen->from, seen->to, h, pattern, NOISE_INITIATOR);
        mitm_session_say(far, h);
    }
    const struct bytes raw = mitm_session_handle(near, h, frame);
    struct mitm_session *far = find(p, seen->to, frame->session);
    h->dropped = true;
    if (raw.size == 0) return RECORD_ACT_ANSWER;
    h->read = raw;
    const struct mitm_session_message passed_on = {raw, h->forged};
    mitm_session_send(&p->self, far, h, &passed_on);
    return RECORD_ACT_RELAY;
}
