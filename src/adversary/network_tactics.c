#include "adversary/network_tactics.h"

#include <string.h>

#include "adversary/false_key.h"
#include "adversary/forgery.h"
#include "adversary/restatement.h"
#include "adversary/tactic_aim.h"
#include "base/writer.h"
#include "document/sealing.h"

/* Most rows drop, hold back, repeat or add a frame of the target's. Two change
 * what a copy says, tamper and splice: where it can be read and nobody signed
 * it, the root over the changed leaves is stated anew, so that nothing shows;
 * elsewhere they change or swap bytes that they cannot read. */

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

static bool is_alphanumeric(char c)
{
    return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') ||
           (c >= 'a' && c <= 'z');
}

/* Flips the lowest bit of the text's first letter or digit; false: it has
 * none. */
static bool flip_text(struct arena *a, const struct message_portion *from,
                      struct message_leaf *leaf)
{
    struct message_portion changed = *from;
    char *text = arena_text(a, from->text);
    size_t i = 0;

    while (text[i] && !is_alphanumeric(text[i]))
        i++;
    if (!text[i]) return false;
    text[i] = (char)(text[i] ^ 1);
    changed.text = text;
    return !message_encode_portion(a, &changed, &leaf->portion);
}

/* Changes a portion that is shown, and the root with it. */
static bool change_text(struct intervention *h)
{
    const struct opener_layers *seen = h->seen;
    struct message_statement s = seen->transfer.statement;

    if (!restatement_possible(seen)) return false;
    struct message_leaf *leaves =
        arena_array(h->arena, seen->copy.leaf_count, sizeof *leaves);
    memcpy(leaves, seen->copy.leaves, seen->copy.leaf_count * sizeof *leaves);
    for (size_t i = 0; i < seen->copy.leaf_count; i++)
        if (seen->portions[i].name &&
            flip_text(h->arena, &seen->portions[i], &leaves[i]))
            return restatement_frame(h, &s, leaves, seen->copy.leaf_count,
                                     &h->frame);
    return false;
}

enum record_act network_tactics_tamper(struct tactic_play *p,
                                       struct intervention *h)
{
    if (!tactic_aims_at(p, h->seen) || !change_text(h))
        return act_on_target(p, h, RECORD_ACT_MODIFY);
    h->forged = true;
    return RECORD_ACT_MODIFY;
}

/* Adds a forgery, signed with a key of the adversary's own or not at all. */
static bool add_forgery(struct intervention *h, const struct forgery *f)
{
    struct bytes message;

    if (forgery_copy(h->arena, f, &message)) return false;
    intervention_add(h, f->from, f->to, 0, forgery_frame(h->arena, message))
        ->forged = true;
    return true;
}

/* The forgery is sealed as the profile has it, where that takes no secret, and
 * else not at all: nobody told the recipient what to expect. Among parties that
 * take the first key that is shown, another one goes out signed, with the key
 * made up for it. */
enum record_act network_tactics_inject(struct tactic_play *p,
                                       struct intervention *h)
{
    struct forgery f = tactic_forgery(p, p->target.to);

    if (sealing_authenticates(f.seal)) f.seal = MESSAGE_SEAL_NONE;
    if (p->done || !tactic_aims_at(p, h->seen) || !add_forgery(h, &f))
        return RECORD_ACT_NONE;
    p->done = true;
    f.key = p->self.identity;
    f.sign = true;
    if (p->self.world->introduces &&
        !false_key_state(h->arena, f.key, f.world->peers[f.from].name, NULL,
                         &f.credential))
        (void)add_forgery(h, &f);
    return RECORD_ACT_INJECT;
}

/* An earlier document of the same sender's to the same recipient. */
static bool is_earlier(const struct tactic_play *p,
                       const struct opener_layers *l)
{
    return l->from == p->target.from && l->to == p->target.to &&
           l->exchange != p->target.exchange && tactic_may_carry(l);
}

/* States the earlier copy's leaves under this message's names. Those of another
 * document are no text of this one's. */
static bool splice_text(const struct tactic_play *p, struct intervention *h)
{
    struct message_statement s = h->seen->transfer.statement;
    struct frame earlier;
    struct message old;
    struct message_copy copy;

    if (!restatement_possible(h->seen) || frame_decode(p->kept, &earlier) ||
        earlier.type != FRAME_PLAIN ||
        message_decode(h->arena, earlier.payload, &old) ||
        old.seal != MESSAGE_SEAL_NONE ||
        message_decode_copy(h->arena, old.copy, &copy) ||
        !restatement_frame(h, &s, copy.leaves, copy.leaf_count, &h->frame))
        return false;
    h->forged = strcmp(old.document, s.document) != 0;
    return true;
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
    if (splice_text(p, h)) return RECORD_ACT_SPLICE;
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
