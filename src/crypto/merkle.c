#include "crypto/merkle.h"

#include <assert.h>
#include <sodium.h>
#include <string.h>

/* What keeps a leaf from passing for a node (RFC 9162 2.1.1). */
enum { LEAF_PREFIX = 0, NODE_PREFIX = 1 };

static struct merkle_hash hash(uint8_t prefix, struct bytes a, struct bytes b)
{
    crypto_hash_sha256_state state;
    struct merkle_hash out;

    crypto_hash_sha256_init(&state);
    crypto_hash_sha256_update(&state, &prefix, 1);
    crypto_hash_sha256_update(&state, a.data, a.size);
    crypto_hash_sha256_update(&state, b.data, b.size);
    crypto_hash_sha256_final(&state, out.bytes);
    return out;
}

struct merkle_hash merkle_leaf(struct bytes leaf)
{
    return hash(LEAF_PREFIX, leaf, bytes_of(NULL, 0));
}

struct merkle_hash merkle_node(const struct merkle_hash *left,
                               const struct merkle_hash *right)
{
    return hash(NODE_PREFIX, bytes_of(left->bytes, MERKLE_HASH_SIZE),
                bytes_of(right->bytes, MERKLE_HASH_SIZE));
}

static bool hash_equal(const struct merkle_hash *a, const struct merkle_hash *b)
{
    return memcmp(a->bytes, b->bytes, MERKLE_HASH_SIZE) == 0;
}

void merkle_init(struct merkle *tree)
{
    *tree = (struct merkle){0};
}

/* A tree of that many leaves has one perfect subtree a set bit. */
static int root_count(uint64_t size)
{
    return __builtin_popcountll(size);
}

/* Adding a leaf is adding one in binary: each carry joins two subtrees. */
void merkle_push(struct merkle *tree, const struct merkle_hash *leaf)
{
    assert(tree->size < UINT64_MAX);
    struct merkle_hash *last = tree->roots + root_count(tree->size);

    *last = *leaf;
    for (uint64_t carry = tree->size; carry & 1; carry >>= 1, last--)
        last[-1] = merkle_node(&last[-1], last);
    tree->size++;
}

struct merkle_hash merkle_root(const struct merkle *tree)
{
    struct merkle_hash root;
    int count = root_count(tree->size);

    if (count == 0) {
        crypto_hash_sha256(root.bytes, NULL, 0);
        return root;
    }
    root = tree->roots[count - 1];
    for (int i = count - 2; i >= 0; i--)
        root = merkle_node(&tree->roots[i], &root);
    return root;
}

/* MTH of a run of leaves. */
static struct merkle_hash subtree(const struct merkle_hash *leaves,
                                  uint64_t size)
{
    struct merkle tree;

    merkle_init(&tree);
    for (uint64_t i = 0; i < size; i++)
        merkle_push(&tree, &leaves[i]);
    return merkle_root(&tree);
}

/* k, the largest power of two smaller than size; size is 2 or more. */
static uint64_t split_point(uint64_t size)
{
    return UINT64_C(1) << (63 - __builtin_clzll(size - 1));
}

/* The standard's recursion lists the deepest hash first; going down from the
 * root finds it last. */
static void reverse(struct merkle_hash *proof, size_t count)
{
    for (size_t i = 0; i < count / 2; i++) {
        struct merkle_hash kept = proof[i];
        proof[i] = proof[count - 1 - i];
        proof[count - 1 - i] = kept;
    }
}

size_t merkle_prove_inclusion(const struct merkle_hash *leaves, uint64_t size,
                              uint64_t index, struct merkle_hash *proof)
{
    assert(index < size);
    size_t count = 0;

    while (size > 1) {
        uint64_t k = split_point(size);
        if (index < k) {
            /* PATH(m, D_n) = PATH(m, D[0:k]) : MTH(D[k:n]) */
            proof[count++] = subtree(leaves + k, size - k);
            size = k;
        } else {
            /* PATH(m, D_n) = PATH(m - k, D[k:n]) : MTH(D[0:k]) */
            proof[count++] = subtree(leaves, k);
            leaves += k;
            size -= k;
            index -= k;
        }
    }
    reverse(proof, count);
    return count;
}

size_t merkle_prove_consistency(const struct merkle_hash *leaves, uint64_t size,
                                uint64_t old_size, struct merkle_hash *proof)
{
    assert(old_size <= size);
    size_t count = 0;
    bool complete = true; /* b: what is left of the old tree is all of it */

    if (old_size == 0) return 0;
    while (old_size < size) {
        uint64_t k = split_point(size);
        if (old_size <= k) {
            /* SUBPROOF(m, D[0:k], b) : MTH(D[k:n]) */
            proof[count++] = subtree(leaves + k, size - k);
            size = k;
        } else {
            /* SUBPROOF(m - k, D[k:n], false) : MTH(D[0:k]) */
            proof[count++] = subtree(leaves, k);
            leaves += k;
            size -= k;
            old_size -= k;
            complete = false;
        }
    }
    /* SUBPROOF(m, D_m, false) = {MTH(D_m)}, and with true it is empty. */
    if (!complete) proof[count++] = subtree(leaves, size);
    reverse(proof, count);
    return count;
}

/* A place on the way up: a node's number in its row, and the row's last. */
struct climb {
    uint64_t fn, sn;
};

/* Whether the next hash of a proof lies to the left of the node. */
static bool sibling_left(const struct climb *at)
{
    return (at->fn & 1) || at->fn == at->sn;
}

static void row_up(struct climb *at)
{
    at->fn >>= 1;
    at->sn >>= 1;
}

/* To the parent of both. A last node without a sibling rose unchanged through
 * the rows below the one where its sibling lies to the left. */
static void parent_up(struct climb *at)
{
    if (sibling_left(at))
        while (!(at->fn & 1) && at->fn != 0)
            row_up(at);
    row_up(at);
}

enum err merkle_verify_inclusion(const struct merkle_hash *leaf, uint64_t index,
                                 uint64_t size, const struct merkle_hash *proof,
                                 size_t count, const struct merkle_hash *root)
{
    if (index >= size) return ERR_AUTH;

    struct climb at = {index, size - 1};
    struct merkle_hash r = *leaf;
    for (size_t i = 0; i < count; i++) {
        if (at.sn == 0) return ERR_AUTH;
        if (sibling_left(&at))
            r = merkle_node(&proof[i], &r);
        else
            r = merkle_node(&r, &proof[i]);
        parent_up(&at);
    }
    return at.sn == 0 && hash_equal(&r, root) ? ERR_OK : ERR_AUTH;
}

/* 0 < old_size < size. */
static enum err verify_growth(uint64_t old_size,
                              const struct merkle_hash *old_root, uint64_t size,
                              const struct merkle_hash *root,
                              const struct merkle_hash *proof, size_t count)
{
    struct climb at = {old_size - 1, size - 1};
    struct merkle_hash fr = *old_root;

    /* An old tree that is perfect is itself the path's first node. */
    if ((old_size & (old_size - 1)) != 0) {
        if (count == 0) return ERR_AUTH;
        fr = proof[0];
        proof++;
        count--;
    }
    while (at.fn & 1)
        row_up(&at);

    struct merkle_hash sr = fr;
    for (size_t i = 0; i < count; i++) {
        if (at.sn == 0) return ERR_AUTH;
        if (sibling_left(&at)) {
            fr = merkle_node(&proof[i], &fr);
            sr = merkle_node(&proof[i], &sr);
        } else {
            sr = merkle_node(&sr, &proof[i]);
        }
        parent_up(&at);
    }
    bool holds =
        at.sn == 0 && hash_equal(&fr, old_root) && hash_equal(&sr, root);
    return holds ? ERR_OK : ERR_AUTH;
}

enum err
merkle_verify_consistency(uint64_t old_size, const struct merkle_hash *old_root,
                          uint64_t size, const struct merkle_hash *root,
                          const struct merkle_hash *proof, size_t count)
{
    if (old_size == 0 || old_size > size) return ERR_AUTH;
    if (old_size < size)
        return verify_growth(old_size, old_root, size, root, proof, count);
    return count == 0 && hash_equal(old_root, root) ? ERR_OK : ERR_AUTH;
}
