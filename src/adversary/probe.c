#include "adversary/probe.h"

/* The prober has no key of those that it names, so it claims their public keys:
 * a responder that first compares the initiator's answers all the same. It
 * never goes on after the answer. */
static void begin_probe(struct tactic_play *p, struct intervention *h,
                        uint32_t as, uint32_t with)
{
    const struct noise_pattern *pattern = p->target.profile.pattern;
    const uint32_t channel = p->target.channel;
    struct mitm_session_self self = p->self;
    struct identity claimed = *p->self.identity;
    struct rng rng;

    claimed.pub = p->self.world->peers[as].pub;
    self.identity = &claimed;
    rng_init(&rng, p->self.root, p->self.world->peers[with].name, "probe");
    struct mitm_session *s = mitm_session_begin(
        &self, as, with, channel, pattern, NOISE_INITIATOR, rng_u64(&rng));
    rng_fini(&rng);
    identity_fini(&claimed);
    /* Whatever key the answer shows is what is sought. */
    s->handshake.stranger = true;
    s->next = p->sessions;
    p->sessions = s;
    mitm_session_write(s, h);
}

/* A key that the responder sent, and proved by the rest of its answer. One that
 * had to be known before is not found by asking. */
static bool reads_key(struct mitm_session *s, struct arena *a,
                      const struct frame *frame)
{
    const struct noise *n = &s->handshake.noise;
    struct bytes payload;

    return frame->type == FRAME_HANDSHAKE && !n->pattern->responder_known &&
           handshake_read(&s->handshake, a, frame, &payload) == REASON_NONE &&
           n->rs.present;
}

enum record_act probe_play(struct tactic_play *p, struct intervention *h)
{
    const struct tactic_target *t = &p->target;
    const struct opener_layers *seen = h->seen;
    struct mitm_session *own =
        mitm_session_find(p->sessions, seen->from, seen->frame.session);

    if (own) {
        h->dropped = true;
        if (!reads_key(own, h->arena, &seen->frame)) return RECORD_ACT_DROP;
        h->named = arena_copy(
            h->arena, bytes_of(own->handshake.noise.rs.bytes, NOISE_KEY_SIZE));
        return RECORD_ACT_IDENTIFY;
    }
    if (p->done || seen->from != t->from || seen->to != t->to)
        return RECORD_ACT_NONE;
    p->done = true;
    begin_probe(p, h, t->to, t->from);
    begin_probe(p, h, t->from, t->to);
    return RECORD_ACT_PROBE;
}
