#include "document/document_leaves.h"

#include <string.h>

#include "document/mark.h"

enum err document_write_leaves(const struct party *p, struct arena *a,
                               const struct event_draft *draft,
                               const char *stream, const uint8_t *bits,
                               bool shared, const struct message_leaf **out)
{
    struct message_leaf *leaves =
        arena_array(a, draft->portion_count, sizeof *leaves);
    struct rng rng;
    enum err rc = ERR_OK;
    size_t before = 0;

    rng_init(&rng, &p->root, p->name, stream);
    for (size_t i = 0; i < draft->portion_count && !rc; i++) {
        const uint8_t *own = bits ? bits + before : NULL;
        struct message_portion portion = {
            .name = draft->names[i],
            .text = shared ? mark_leave(a, draft->texts[i], own, before)
                           : mark_apply(a, draft->texts[i], own),
        };
        before += choices_count(bytes_of_text(draft->texts[i]));
        rng_bytes(&rng, portion.salt, sizeof portion.salt);
        rc = message_encode_portion(a, &portion, &leaves[i].portion);
    }
    rng_fini(&rng);
    *out = leaves;
    return rc;
}

struct merkle_hash document_root(const struct message_leaf *leaves,
                                 size_t count)
{
    struct merkle tree;

    merkle_init(&tree);
    for (size_t i = 0; i < count; i++) {
        struct merkle_hash leaf;
        if (leaves[i].portion.size > 0)
            leaf = merkle_leaf(leaves[i].portion);
        else
            memcpy(leaf.bytes, leaves[i].hash, sizeof leaf.bytes);
        merkle_push(&tree, &leaf);
    }
    return merkle_root(&tree);
}
