#include "adversary/relay.h"

#include "adversary/ratchet_relay.h"
#include "adversary/substitution.h"

static struct mitm_session *add_session(struct tactic_play *p, uint32_t as,
                                        uint32_t with,
                                        const struct intervention *h,
                                        const struct noise_pattern *pattern,
                                        enum noise_role role)
{
    const struct frame *frame = &h->seen->frame;
    struct mitm_session *s = mitm_session_begin(&p->self, as, with, h->channel,
                                                pattern, role, frame->session);

    s->next = p->sessions;
    p->sessions = s;
    return s;
}

static bool is_between(const struct tactic_target *t,
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

    if (p->target.profile.session != CLAIM_SESSION_NOISE)
        return ratchet_relay_play(p, h);
    if (!is_between(&p->target, seen)) return RECORD_ACT_NONE;
    if (frame->type == FRAME_PLAIN) return substitution_play(p, h);
    if (frame->session != p->target.session) return RECORD_ACT_NONE;
    struct mitm_session *near =
        mitm_session_find(p->sessions, seen->from, frame->session);
    if (!near) {
        if (!pattern || handshake_index(frame->counter) != 0)
            return RECORD_ACT_NONE;
        near =
            add_session(p, seen->to, seen->from, h, pattern, NOISE_RESPONDER);
        struct mitm_session *far =
            add_session(p, seen->from, seen->to, h, pattern, NOISE_INITIATOR);
        mitm_session_write(far, h);
    }
    const struct bytes raw = mitm_session_handle(near, h, frame);
    struct mitm_session *far =
        mitm_session_find(p->sessions, seen->to, frame->session);
    h->dropped = true;
    if (raw.size == 0) return RECORD_ACT_ANSWER;
    const struct mitm_session_message passed_on = {
        substitution_message(p, h, raw, &h->read), h->forged};
    mitm_session_send(&p->self, far, h, &passed_on);
    return RECORD_ACT_RELAY;
}
