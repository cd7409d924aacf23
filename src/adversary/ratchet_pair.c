#include "adversary/ratchet_pair.h"

#include <string.h>

#include "adversary/substitution.h"
#include "base/writer.h"
#include "session/session_ratchet.h"

/* A frame that was replaced, and by which. */
struct ratchet_pair_frame {
    struct ratchet_pair_frame *next;
    struct bytes came, went;
};

struct ratchet_pair *ratchet_pair_find(struct ratchet_pair *first, uint32_t a,
                                       uint32_t b, uint64_t number)
{
    struct ratchet_pair *pair = first;

    while (pair && (pair->number != number ||
                    !((pair->initiator == a && pair->responder == b) ||
                      (pair->initiator == b && pair->responder == a))))
        pair = pair->next;
    return pair;
}

static enum err decrypt_frame(const struct intervention *h,
                              struct ratchet_pair *pair,
                              struct ratchet_pair_end *near,
                              struct bytes *message)
{
    const struct frame *frame = &h->seen->frame;
    struct arena *a = h->arena;
    const struct bytes payload = session_ratchet_payload(frame);
    struct writer w;

    if (payload.size == 0) return ERR_FORMAT;
    writer_init(&w, arena_alloc(a, payload.size), payload.size);
    enum err rc = ratchet_decrypt(
        &near->ratchet,
        session_ratchet_ad(a, &near->ad, h->seen->channel, frame), payload,
        &pair->rng, &w);
    if (!rc) *message = writer_bytes(&w);
    return rc;
}

/* The frame keeps its kind, its session and its number. */
static enum err encrypt_frame(const struct intervention *h,
                              struct ratchet_pair_end *far,
                              struct bytes message, struct bytes *whole)
{
    const struct frame *came = &h->seen->frame;
    struct arena *a = h->arena;
    const size_t before =
        came->payload.size - session_ratchet_payload(came).size;
    const size_t size = before + message.size + RATCHET_OVERHEAD;
    uint8_t *bytes = arena_alloc(a, FRAME_HEAD_SIZE + size);
    struct frame frame = *came;
    struct writer w;

    frame.payload = bytes_of(bytes + FRAME_HEAD_SIZE, size);
    frame_head(&frame, bytes);
    writer_init(&w, bytes + FRAME_HEAD_SIZE, size);
    writer_put(&w, far->begins ? far->initial : came->payload.data, before);
    *whole = bytes_of(bytes, FRAME_HEAD_SIZE + size);
    return ratchet_encrypt(
        &far->ratchet,
        session_ratchet_ad(a, &far->ad, h->seen->channel, &frame), message, &w);
}

static const struct ratchet_pair_frame *
find_frame(const struct ratchet_pair *pair, struct bytes came)
{
    const struct ratchet_pair_frame *f = pair->frames;

    while (f && !bytes_equal(f->came, came))
        f = f->next;
    return f;
}

static void note_frame(struct arena *a, struct ratchet_pair *pair,
                       struct bytes came, struct bytes went)
{
    struct ratchet_pair_frame *f = arena_alloc(a, sizeof *f);

    *f = (struct ratchet_pair_frame){pair->frames, arena_copy(a, came),
                                     arena_copy(a, went)};
    pair->frames = f;
}

enum record_act ratchet_pair_pass(struct tactic_play *p,
                                  struct ratchet_pair *pair,
                                  struct intervention *h)
{
    const struct opener_layers *seen = h->seen;
    const bool there = seen->from == pair->initiator;
    struct ratchet_pair_end *near =
        there ? &pair->to_initiator : &pair->to_responder;
    struct ratchet_pair_end *far =
        there ? &pair->to_responder : &pair->to_initiator;
    const struct ratchet_pair_frame *again = find_frame(pair, seen->whole);
    struct bytes message, whole;

    if (again) {
        h->frame = arena_copy(h->arena, again->went);
        return RECORD_ACT_RELAY;
    }
    if (decrypt_frame(h, pair, near, &message)) return RECORD_ACT_NONE;
    const struct bytes goes_on = substitution_message(p, h, message, &h->read);
    if (encrypt_frame(h, far, goes_on, &whole)) return RECORD_ACT_NONE;
    note_frame(p->self.arena, pair, seen->whole, whole);
    h->frame = whole;
    return RECORD_ACT_RELAY;
}

void ratchet_pair_bind(const struct party_peer *peers, uint32_t from,
                       uint32_t to, const struct identity_public *of_from,
                       const struct identity_public *of_to,
                       struct x3dh_agreement *agreement)
{
    const struct x3dh_party initiator = {peers[from].name, of_from->sign};
    const struct x3dh_party responder = {peers[to].name, of_to->sign};

    x3dh_bind(&agreement->ad, &initiator, &responder);
}
