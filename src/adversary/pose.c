#include "adversary/pose.h"

#include <string.h>

#include "adversary/decoy.h"
#include "adversary/false_key.h"
#include "adversary/impersonation.h"
#include "adversary/noise_outsider.h"
#include "adversary/tactic_aim.h"

/* One way for all that pose, whatever key they have. Under the ratchet the
 * opening asks for a bundle in the sender's name (`ask_for_bundle`), which is
 * taken off the channel when it comes (`take_bundle`). The frame that carries
 * the document is the time to act: another text is made up and goes ahead of
 * it, in a plain frame, with a handshake (`pose_in_noise`), or in the first
 * message of an agreement (`decoy_pose`). Where the session takes its time,
 * the sender's own frame waits. In a Noise session of its own the adversary
 * answers what comes. */

/* The keys of whoever the adversary says it is: the sender's stolen ones, or
 * its own. NULL: they are not stolen yet. */
static const struct identity *posing_key(const struct tactic_play *p)
{
    return p->tactic->theft == TACTIC_STEALS_SENDER_NOW
               ? keys_identity(p->keys, p->target.from, 0)
               : p->self.identity;
}

/* A stolen key signs whatever the profile has; one of the adversary's own only
 * makes a text refused that would be held unsigned, unless all are signed. */
static bool make_text(const struct tactic_play *p, struct intervention *h,
                      struct bytes *message)
{
    const struct tactic_target *t = &p->target;
    const bool stolen = p->tactic->theft == TACTIC_STEALS_SENDER_NOW;
    struct forgery f = tactic_forgery(p, t->to);

    f.key = posing_key(p);
    f.sign = stolen || t->profile.sign || t->profile.around;
    if (p->tactic->theft != TACTIC_STEALS_RECIPIENT_NOW)
        return f.key && !forgery_copy(h->arena, &f, message);
    const struct identity *victim = keys_identity(p->keys, t->to, 0);
    return victim && !impersonation_copy(h->arena, &f, victim, message);
}

/* ---- In a Noise session ---- */

/* Lets the message ride in the first one of a handshake in the sender's name.
 * The stolen key of the recipient stands in for the sender's wherever both
 * static keys meet, which is all that the first message can ask for. */
static enum err pose_early(const struct tactic_play *p, struct intervention *h,
                           const struct mitm_session *s,
                           const struct identity *victim, struct bytes message)
{
    const struct tactic_target *t = &p->target;
    const struct handshake_config names = {
        .role = NOISE_INITIATOR,
        .channel = p->self.world->channels[s->channel].name,
        .own_name = p->self.world->peers[t->from].name,
        .peer_name = p->self.world->peers[t->to].name,
    };
    struct noise_outsider_pair keys[NOISE_OUTSIDER_KEYS] = {
        [NOISE_OUTSIDER_INITIATOR_S] = {.known = true},
        [NOISE_OUTSIDER_RESPONDER_S] =
            noise_outsider_pair(victim->agree_secret),
    };
    const struct noise_outsider_pair own =
        noise_outsider_pair(s->handshake.noise.e.bytes);
    const size_t size =
        FRAME_HEAD_SIZE + NOISE_OUTSIDER_HEAD_MAX + message.size;
    struct frame frame = {FRAME_HANDSHAKE, s->number, s->handshake.base, {0}};
    char text[HANDSHAKE_PROLOGUE_SIZE];
    struct noise_outsider o;
    struct writer w, whole;

    memcpy(keys[NOISE_OUTSIDER_INITIATOR_S].public,
           p->self.world->peers[t->from].pub.agree, NOISE_KEY_SIZE);
    noise_outsider_init(&o, t->profile.pattern, HANDSHAKE_HASH,
                        handshake_prologue(&names, text), keys);
    writer_init(&w, arena_alloc(h->arena, size), size);
    enum err rc = noise_outsider_write(&o, &own, message, &w);
    noise_outsider_fini(&o);
    explicit_bzero(keys, sizeof keys);
    if (rc) return rc;
    frame.payload = writer_bytes(&w);
    writer_init(&whole, arena_alloc(h->arena, size), size);
    rc = frame_encode(&frame, &whole);
    if (!rc)
        intervention_add(h, t->from, t->to, 0, writer_bytes(&whole))->forged =
            true;
    return rc;
}

static enum record_act pose_in_noise(struct tactic_play *p,
                                     struct intervention *h,
                                     struct bytes message)
{
    const struct tactic_target *t = &p->target;
    const struct noise_pattern *pattern = t->profile.pattern;
    struct mitm_session_self self = p->self;
    struct rng rng;

    self.identity = posing_key(p);
    rng_init(&rng, p->self.root, "leg", "number");
    struct mitm_session *s =
        mitm_session_begin(&self, t->from, t->to, h->channel, pattern,
                           NOISE_INITIATOR, rng_u64(&rng));
    rng_fini(&rng);
    s->next = p->sessions;
    p->sessions = s;
    h->delay = INTERVENTION_DELAYED;
    const struct identity *victim = keys_identity(p->keys, t->to, 0);
    if (victim && t->profile.early && t->profile.message == 0)
        return pose_early(p, h, s, victim, message) ? RECORD_ACT_NONE
                                                    : RECORD_ACT_IMPERSONATE;
    const struct mitm_session_message made_up = {message, true};
    mitm_session_send(&p->self, s, h, &made_up);
    mitm_session_write(s, h);
    return RECORD_ACT_IMPERSONATE;
}

/* True for a frame of a session that the adversary began; it is answered and
 * taken off. */
static bool answer(const struct tactic_play *p, struct intervention *h)
{
    struct mitm_session *own =
        mitm_session_find(p->sessions, h->seen->from, h->seen->frame.session);

    if (!own) return false;
    (void)mitm_session_handle(own, h, &h->seen->frame);
    h->dropped = true;
    return true;
}

/* ---- Under the ratchet ---- */

/* The number of the made-up session, the same whenever drawn. */
static uint64_t asked_for(const struct tactic_play *p)
{
    struct rng rng;

    rng_init(&rng, p->self.root, "decoy", "number");
    const uint64_t number = rng_u64(&rng);
    rng_fini(&rng);
    return number;
}

/* Asks for a bundle in the sender's name; on first use with a key that is made
 * up for it. */
static enum record_act ask_for_bundle(struct tactic_play *p,
                                      struct intervention *h)
{
    const struct tactic_target *t = &p->target;
    struct forgery f = tactic_forgery(p, t->to);
    struct bytes encoded;

    p->asked = true;
    f.key = p->self.identity;
    f.sign = true;
    if ((decoy_introduces(p) &&
         false_key_state(h->arena, f.key, p->self.world->peers[t->from].name,
                         NULL, &f.credential)) ||
        forgery_request(h->arena, &f, t->to, asked_for(p), &encoded))
        return RECORD_ACT_NONE;
    intervention_add(h, t->from, t->to, 0, forgery_frame(h->arena, encoded))
        ->channel = t->channel;
    return RECORD_ACT_IMPERSONATE;
}

static bool take_bundle(struct tactic_play *p, struct intervention *h)
{
    if (h->seen->frame.type != FRAME_PLAIN ||
        h->seen->message.kind != MESSAGE_BUNDLE ||
        h->seen->message.counter != asked_for(p))
        return false;
    p->kept = arena_copy(p->self.arena, h->seen->message.bundle);
    h->dropped = true;
    return true;
}

/* The text waits where the bundle has not come. */
static enum record_act pose_in_ratchet(struct tactic_play *p,
                                       struct intervention *h,
                                       struct bytes message)
{
    if (p->kept.size > 0) return decoy_pose(p, h, posing_key(p), message);
    p->waiting = arena_copy(p->self.arena, message);
    h->delay = INTERVENTION_DELAYED;
    return RECORD_ACT_DELAY;
}

static enum record_act play_ratchet(struct tactic_play *p,
                                    struct intervention *h)
{
    enum record_act act = RECORD_ACT_NONE;

    if (take_bundle(p, h)) {
        if (p->waiting.size > 0)
            act = decoy_pose(p, h, posing_key(p), p->waiting);
        return act ? act : RECORD_ACT_DROP;
    }
    if (!p->asked && h->seen->from == p->target.from &&
        h->seen->to == p->target.to)
        return ask_for_bundle(p, h);
    return RECORD_ACT_NONE;
}

enum record_act pose_play(struct tactic_play *p, struct intervention *h)
{
    const enum claim_session session = p->target.profile.session;
    enum record_act act = RECORD_ACT_NONE;
    struct bytes message;

    if (answer(p, h)) return RECORD_ACT_ANSWER;
    if (session == CLAIM_SESSION_RATCHET) act = play_ratchet(p, h);
    if (act || p->done || !tactic_aims_at(p, h->seen) ||
        !make_text(p, h, &message))
        return act;
    p->done = true;
    if (session == CLAIM_SESSION_NOISE && p->target.profile.pattern)
        return pose_in_noise(p, h, message);
    if (session == CLAIM_SESSION_RATCHET) return pose_in_ratchet(p, h, message);
    intervention_add(h, p->target.from, p->target.to, 0,
                     forgery_frame(h->arena, message))
        ->forged = true;
    return RECORD_ACT_IMPERSONATE;
}
