#include "opener/traits.h"

/* Nothing is known of a message that no key at hand opens. */
static enum traits_answer is_sealed(const struct opener_layers *l)
{
    if (l->raw.size == 0) return TRAITS_UNKNOWN;
    return l->message.copy.size > 0 && l->message.seal != MESSAGE_SEAL_NONE
               ? TRAITS_YES
               : TRAITS_NO;
}

static enum traits_answer is_in_session(const struct opener_layers *l)
{
    if (l->frame.type == 0) return TRAITS_UNKNOWN;
    return l->frame.type == FRAME_PLAIN ? TRAITS_NO : TRAITS_YES;
}

/* A signature around an envelope shows in any case; one within it shows where
 * the copy can be read. */
static enum traits_answer is_signed(const struct opener_layers *l)
{
    if (l->raw.size == 0) return TRAITS_UNKNOWN;
    if (l->around.bytes.signature.size > 0 ||
        l->transfer.bytes.signature.size > 0)
        return TRAITS_YES;
    for (size_t i = 0; i < l->copy.earlier_count; i++)
        if (l->copy.earlier[i].signature.size > 0) return TRAITS_YES;
    return l->message.copy.size > 0 && l->copy.leaf_count == 0 ? TRAITS_UNKNOWN
                                                               : TRAITS_NO;
}

struct traits traits_of(const struct opener_layers *l)
{
    return (struct traits){is_sealed(l), is_in_session(l), is_signed(l)};
}
