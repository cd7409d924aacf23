#include "adversary/group_relay.h"

#include <string.h>

#include "adversary/given_key.h"
#include "adversary/substitution.h"
#include "base/writer.h"
#include "group/group_keys.h"

static const char *sender_of(const struct tactic_play *p,
                             const struct intervention *h)
{
    return p->self.world->peers[h->seen->from].name;
}

/* Each frame is read from the key as it was given, so that none is missed. */
static enum err decrypt_frame(const struct tactic_play *p,
                              const struct intervention *h,
                              const struct given_key *k, struct bytes *message)
{
    const struct frame *frame = &h->seen->frame;
    const struct bytes ad = group_keys_ad(h->arena, sender_of(p, h), frame);
    struct sender_key_peer *peer = arena_alloc(h->arena, sizeof *peer);
    struct writer w;

    writer_init(&w, arena_alloc(h->arena, frame->payload.size),
                frame->payload.size);
    sender_key_peer_init(peer, &k->given);
    enum err rc =
        sender_key_decrypt(peer, ad, frame->payload, h->seen->time, &w);
    sender_key_peer_fini(peer);
    if (!rc) *message = writer_bytes(&w);
    return rc;
}

/* Under the chain's key of that number, whatever was said under it. */
static enum err encrypt_frame(const struct tactic_play *p,
                              const struct intervention *h,
                              const struct given_key *k, uint32_t n,
                              struct bytes message, struct bytes *whole)
{
    const size_t size = message.size + SENDER_KEY_OVERHEAD;
    uint8_t *bytes = arena_alloc(h->arena, FRAME_HEAD_SIZE + size);
    struct frame frame = h->seen->frame;
    uint8_t mk[CHAIN_KEY_SIZE];
    struct sender_key own;
    struct writer w;

    frame.payload = bytes_of(bytes + FRAME_HEAD_SIZE, size);
    frame_head(&frame, bytes);
    given_key_draw(p, k->given.number, &own);
    memcpy(own.ck, k->given.ck, sizeof own.ck);
    for (own.n = k->given.n; own.n < n; own.n++)
        chain_step(own.ck, mk);
    writer_init(&w, bytes + FRAME_HEAD_SIZE, size);
    enum err rc = sender_key_encrypt(
        &own, group_keys_ad(h->arena, sender_of(p, h), &frame), message, &w);
    sender_key_fini(&own);
    explicit_bzero(mk, sizeof mk);
    *whole = bytes_of(bytes, FRAME_HEAD_SIZE + size);
    return rc;
}

enum record_act group_relay_play(struct tactic_play *p, struct intervention *h)
{
    const struct frame *frame = &h->seen->frame;
    struct bytes message, read, whole;
    uint32_t number, n;

    if (sender_key_number(frame->payload, &number, &n)) return RECORD_ACT_NONE;
    const struct given_key *k = given_key_find(p, h, frame->session, number);
    if (!k || decrypt_frame(p, h, k, &message)) return RECORD_ACT_NONE;
    const struct bytes goes_on = substitution_message(p, h, message, &read);
    if (encrypt_frame(p, h, k, n, goes_on, &whole)) return RECORD_ACT_NONE;
    h->frame = whole;
    if (!bytes_equal(read, message)) h->read = read;
    return RECORD_ACT_RELAY;
}
