#include "adversary/restatement.h"

#include <string.h>

#include "adversary/forgery.h"
#include "document/document.h"

bool restatement_possible(const struct opener_layers *seen)
{
    return seen->frame.type == FRAME_PLAIN &&
           seen->message.seal == MESSAGE_SEAL_NONE && seen->transfer.readable &&
           seen->copy.leaf_count > 0 &&
           seen->copy.transfer.signature.size == 0 &&
           seen->copy.earlier_count == 0;
}

bool restatement_frame(struct intervention *h, struct message_statement *s,
                       const struct message_leaf *leaves, size_t leaf_count,
                       struct bytes *frame)
{
    const struct merkle_hash root = document_root(leaves, leaf_count);
    struct message_copy copy = h->seen->copy;
    struct message message = h->seen->message;
    struct bytes encoded;

    s->leaf_count = leaf_count;
    memcpy(s->root, root.bytes, sizeof s->root);
    copy.leaves = leaves;
    copy.leaf_count = leaf_count;
    if (message_encode_statement(h->arena, s, &copy.transfer.statement) ||
        message_encode_copy(h->arena, &copy, &message.copy) ||
        message_encode(h->arena, &message, &encoded))
        return false;
    *frame = forgery_frame(h->arena, encoded);
    return true;
}
