#include "adversary/lure.h"

#include "adversary/impersonation.h"
#include "adversary/tactic_aim.h"

/* A party uses a session that its peer began once it has read a message there,
 * so the lure begins with a dummy. What the party then writes is read and
 * confirmed, and goes no farther. */

static void begin_lure(struct tactic_play *p, struct intervention *h)
{
    const struct tactic_target *t = &p->target;
    const struct noise_pattern *pattern = t->profile.pattern;
    const struct message cover = {.kind = MESSAGE_COVER,
                                  .precedence = MESSAGE_ROUTINE};
    struct mitm_session_message dummy = {0};
    struct rng rng;

    rng_init(&rng, p->self.root, "lure", "number");
    p->sessions = mitm_session_begin(&p->self, t->to, t->from, t->channel,
                                     pattern, NOISE_INITIATOR, rng_u64(&rng));
    rng_fini(&rng);
    if (!message_encode(h->arena, &cover, &dummy.bytes))
        mitm_session_send(&p->self, p->sessions, h, &dummy);
    mitm_session_write(p->sessions, h);
}

enum record_act lure_play(struct tactic_play *p, struct intervention *h)
{
    const struct tactic_target *t = &p->target;
    const struct opener_layers *seen = h->seen;
    struct mitm_session *own =
        mitm_session_find(p->sessions, seen->from, seen->frame.session);

    if (own) {
        h->read = mitm_session_handle(own, h, &seen->frame);
        h->dropped = true;
        return RECORD_ACT_ANSWER;
    }
    if (p->done || seen->from != t->from || seen->to != t->to)
        return RECORD_ACT_NONE;
    p->done = true;
    begin_lure(p, h);
    return RECORD_ACT_IMPERSONATE;
}

/* Another text, sealed with the recipient's key where that does as well as the
 * sender's. */
static bool make_text(const struct tactic_play *p, struct intervention *h,
                      struct bytes *message)
{
    const struct tactic_target *t = &p->target;
    const struct identity *victim = keys_identity(p->keys, t->to, 0);
    struct forgery f = tactic_forgery(p, t->to);

    f.key = p->self.identity;
    f.sign = t->profile.sign || t->profile.around;
    return victim && !impersonation_copy(h->arena, &f, victim, message);
}

enum record_act lure_answer(struct tactic_play *p, struct intervention *h)
{
    const struct tactic_target *t = &p->target;
    const struct opener_layers *seen = h->seen;
    const struct frame *frame = &seen->frame;
    struct mitm_session_message made_up = {.forged = true};

    if (seen->from != t->to || seen->to != t->from ||
        frame->type == FRAME_PLAIN || frame->session != t->session)
        return RECORD_ACT_NONE;
    if (!p->sessions) {
        const struct noise_pattern *pattern = t->profile.pattern;
        if (frame->type != FRAME_HANDSHAKE || !make_text(p, h, &made_up.bytes))
            return RECORD_ACT_NONE;
        p->sessions =
            mitm_session_begin(&p->self, t->from, t->to, t->channel, pattern,
                               NOISE_RESPONDER, frame->session);
        mitm_session_send(&p->self, p->sessions, h, &made_up);
    }
    (void)mitm_session_handle(p->sessions, h, frame);
    h->dropped = true;
    return RECORD_ACT_ANSWER;
}
