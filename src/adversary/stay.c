#include "adversary/stay.h"

#include <string.h>

#include "base/writer.h"
#include "crypto/curve.h"
#include "session/session_ratchet.h"

/* Two ratchets come of the stolen one (`take_over`). As the sender, the
 * adversary goes on with the stolen state itself. As the recipient it mirrors
 * it: the sending chain becomes the receiving one, and a first step with a pair
 * of the adversary's starts a chain back. All that either side then draws is
 * agreed on with the adversary, so that no step shuts it out. The frames keep
 * their heads; one that comes again is replaced as before. */

/* A frame that was replaced, and by which. */
struct stay_frame {
    struct stay_frame *next;
    struct bytes came, went;
};

struct stay {
    struct ratchet as_sender, as_recipient;
    struct rng rng;
    struct x3dh_ad ad;
    struct stay_frame *frames;
};

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

/* NULL as long as nothing is stolen. */
static struct stay *take_over(struct tactic_play *p)
{
    const struct tactic_target *t = &p->target;
    const struct memory_session *m =
        keys_session(p->keys, t->from, t->to,
                     p->self.world->channels[t->channel].name, t->session);

    if (p->stay || !m || !m->ratchet) return p->stay;
    struct stay *s = arena_alloc(p->self.arena, sizeof *s);
    rng_init(&s->rng, p->self.root, "stay", "ratchet");
    s->as_sender = m->ratchet->ratchet;
    s->ad = m->ratchet->ad;
    if (mirror(&s->as_sender.keys, &s->rng, &s->as_recipient.keys)) return NULL;
    p->stay = s;
    return s;
}

/* The message under the keys of the one ratchet, in a frame under those of the
 * other. */
static enum err replace(struct stay *s, struct intervention *h,
                        struct ratchet *from, struct ratchet *to,
                        struct bytes *message, struct bytes *whole)
{
    const struct frame *frame = &h->seen->frame;
    const struct bytes payload = session_ratchet_payload(frame);
    const struct bytes ad = session_ratchet_ad(h->arena, &s->ad, frame);
    const size_t before = frame->payload.size - payload.size;
    const size_t size = FRAME_HEAD_SIZE + frame->payload.size;
    uint8_t *bytes = arena_alloc(h->arena, size);
    struct writer read, w;

    writer_init(&read, arena_alloc(h->arena, payload.size), payload.size);
    enum err rc = ratchet_decrypt(from, ad, payload, &s->rng, &read);
    if (rc) return rc;
    frame_head(frame, bytes);
    writer_init(&w, bytes + FRAME_HEAD_SIZE, size - FRAME_HEAD_SIZE);
    writer_put(&w, frame->payload.data, before);
    *message = writer_bytes(&read);
    *whole = bytes_of(bytes, size);
    return ratchet_encrypt(to, ad, *message, &w);
}

static const struct stay_frame *find_frame(const struct stay *s,
                                           struct bytes came)
{
    const struct stay_frame *f = s->frames;

    while (f && !bytes_equal(f->came, came))
        f = f->next;
    return f;
}

static void note_frame(const struct tactic_play *p, struct stay *s,
                       struct bytes came, struct bytes went)
{
    struct stay_frame *f = arena_alloc(p->self.arena, sizeof *f);

    *f = (struct stay_frame){s->frames, arena_copy(p->self.arena, came),
                             arena_copy(p->self.arena, went)};
    s->frames = f;
}

enum record_act stay_play(struct tactic_play *p, struct intervention *h)
{
    const struct tactic_target *t = &p->target;
    const struct opener_layers *seen = h->seen;
    const bool there = seen->from == t->from && seen->to == t->to;
    const bool back = seen->from == t->to && seen->to == t->from;
    struct bytes message, whole;

    if ((!there && !back) || seen->frame.session != t->session ||
        (seen->frame.type != FRAME_RATCHET &&
         seen->frame.type != FRAME_INITIAL))
        return RECORD_ACT_NONE;
    struct stay *s = take_over(p);
    if (!s) return RECORD_ACT_NONE;
    const struct stay_frame *again = find_frame(s, seen->whole);
    if (again) {
        h->frame = arena_copy(h->arena, again->went);
        return RECORD_ACT_RELAY;
    }
    struct ratchet *near = there ? &s->as_recipient : &s->as_sender;
    struct ratchet *far = there ? &s->as_sender : &s->as_recipient;
    if (replace(s, h, near, far, &message, &whole)) return RECORD_ACT_NONE;
    note_frame(p, s, seen->whole, whole);
    h->frame = whole;
    h->read = message;
    return RECORD_ACT_RELAY;
}
