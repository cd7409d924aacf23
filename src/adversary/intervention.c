#include "adversary/intervention.h"

#include <assert.h>
#include <string.h>

#include "adversary/alteration.h"
#include "adversary/forgery.h"

void intervention_init(struct intervention *h, const struct opener_layers *seen,
                       uint32_t channel)
{
    h->seen = seen;
    h->channel = channel;
    h->frame = seen->whole;
    h->dropped = h->held = h->forged = false;
    h->delay = 0;
    h->extra = NULL;
    h->named = h->read = (struct bytes){0};
}

struct intervention_frame *intervention_add(struct intervention *h,
                                            uint32_t from, uint32_t to,
                                            duration after, struct bytes bytes)
{
    struct intervention_frame *f = arena_alloc(h->arena, sizeof *f);

    *f = (struct intervention_frame){
        .next = h->extra,
        .from = from,
        .to = to,
        .channel = h->channel,
        .after = after,
        .bytes = bytes,
    };
    h->extra = f;
    return f;
}

/* Where the copy lies in the frame; false when it cannot be seen. */
static bool find_copy(const struct intervention *h, struct bytes frame,
                      size_t *at, size_t *size)
{
    const struct bytes copy = h->seen->message.copy;

    if (h->seen->frame.type != FRAME_PLAIN || h->seen->raw.size == 0 ||
        copy.size == 0)
        return false;
    for (size_t i = FRAME_HEAD_SIZE; i + copy.size <= frame.size; i++)
        if (memcmp(frame.data + i, copy.data, copy.size) == 0) {
            *at = i;
            *size = copy.size;
            return true;
        }
    return false;
}

/* Flips one bit of the frame: of the copy within, where that can be seen, and
 * else anywhere in the payload. */
static struct bytes flip_bit(struct intervention *h, struct bytes frame)
{
    uint8_t *changed = arena_alloc(h->arena, frame.size);
    size_t at = FRAME_HEAD_SIZE, size = frame.size - FRAME_HEAD_SIZE;

    memcpy(changed, frame.data, frame.size);
    find_copy(h, frame, &at, &size);
    if (size > 0)
        changed[at + rng_below(h->rng, size)] ^=
            (uint8_t)(1u << rng_below(h->rng, 8));
    return bytes_of(changed, frame.size);
}

static void act_drop(struct intervention *h)
{
    h->dropped = true;
}

static void act_delay(struct intervention *h)
{
    h->delay += INTERVENTION_DELAYED;
}

static void act_reorder(struct intervention *h)
{
    h->held = true;
}

static void act_replay(struct intervention *h)
{
    intervention_add(h, h->seen->from, h->seen->to, INTERVENTION_DELAYED,
                     h->seen->whole)
        ->forged = h->forged;
}

static void act_modify(struct intervention *h)
{
    h->frame = flip_bit(h, h->frame);
    h->forged = h->forged || alteration_of_text(h->arena, h->seen, h->frame);
}

/* Adds in the sender's name an unsigned text under the document's name, where
 * the message can be read and names one, and else random bytes. */
static void act_inject(struct intervention *h)
{
    const struct opener_layers *seen = h->seen;
    const struct forgery f = {
        .world = h->world,
        .from = seen->from,
        .to = seen->to,
        .document = seen->message.document,
        .exchange = seen->message.exchange,
        .root = h->root,
    };
    struct bytes message;

    if (seen->frame.type == FRAME_PLAIN && f.document &&
        !forgery_copy(h->arena, &f, &message))
        intervention_add(h, f.from, f.to, 0, forgery_frame(h->arena, message))
            ->forged = true;
    else
        intervention_add(h, f.from, f.to, 0,
                         forgery_noise(h->arena, &seen->frame, h->rng));
}

void intervention_do(struct intervention *h, enum record_act act)
{
    static void (*const acts[RECORD_ACT_COUNT])(struct intervention *) = {
        [RECORD_ACT_DROP] = act_drop,       [RECORD_ACT_DELAY] = act_delay,
        [RECORD_ACT_REORDER] = act_reorder, [RECORD_ACT_REPLAY] = act_replay,
        [RECORD_ACT_MODIFY] = act_modify,   [RECORD_ACT_INJECT] = act_inject,
    };

    assert(acts[act]);
    acts[act](h);
}
