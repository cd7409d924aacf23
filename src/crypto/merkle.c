#include "crypto/merkle.h"

#include <assert.h>
#include <string.h>

#include "crypto/sha256.h"

/* A growing tree keeps one root for each perfect subtree, as a binary number
 * keeps a digit for each power of two: merkle_push carries, merkle_root joins
 * them from the right.
 *
 * A proof is a list of hashes, each the root of a run of neighbouring leaves.
 * A prover first finds the runs, by the recursion of the standard, then lets
 * all leaves go by and keeps a growing tree for each run, so that no leaf is
 * stored. A verifier climbs from the leaf (or the old tree) to the root, one
 * hash of the proof a step, with the standard's two numbers fn and sn: the
 * node's index in its row, and that of the row's last node. */

/* The prefixes keep a leaf from passing for a node (RFC 9162 2.1.1). */
enum { LEAF_PREFIX = 0, NODE_PREFIX = 1 };

struct merkle_hash merkle_leaf(struct bytes leaf)
{
    struct merkle_hash out = {{0}};

    sha256_prefixed(out.bytes, LEAF_PREFIX, leaf);
    return out;
}

struct merkle_hash merkle_node(const struct merkle_hash *left,
                               const struct merkle_hash *right)
{
    const struct merkle_hash both[2] = {*left, *right};
    struct merkle_hash out = {{0}};

    sha256_prefixed(out.bytes, NODE_PREFIX, bytes_of(both, sizeof both));
    return out;
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

/* A leaf is added like one in binary: each carry joins two subtrees. */
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
    struct merkle_hash root = {{0}};
    int count = root_count(tree->size);

    if (count == 0) {
        sha256(root.bytes, bytes_of(NULL, 0));
        return root;
    }
    root = tree->roots[count - 1];
    for (int i = count - 2; i >= 0; i--)
        root = merkle_node(&tree->roots[i], &root);
    return root;
}

/* k, the largest power of two smaller than size; size is 2 or more. */
static uint64_t split_point(uint64_t size)
{
    return UINT64_C(1) << (63 - __builtin_clzll(size - 1));
}

/* MTH(D[first:end]) is the next hash. */
static void add_run(struct merkle_prover *p, uint64_t first, uint64_t end)
{
    p->runs[p->count].first = first;
    p->runs[p->count].end = end;
    merkle_init(&p->runs[p->count].tree);
    p->count++;
}

/* The standard's recursion lists the deepest hash first; going down from the
 * root finds it last. */
static void reverse(struct merkle_prover *p)
{
    for (size_t i = 0; i < p->count / 2; i++) {
        const uint64_t first = p->runs[i].first, end = p->runs[i].end;
        const size_t other = p->count - 1 - i;
        p->runs[i].first = p->runs[other].first;
        p->runs[i].end = p->runs[other].end;
        p->runs[other].first = first;
        p->runs[other].end = end;
    }
}

void merkle_prover_inclusion(struct merkle_prover *p, uint64_t size,
                             uint64_t index)
{
    assert(index < size);
    uint64_t first = 0, end = size;

    p->count = 0;
    while (end - first > 1) {
        uint64_t middle = first + split_point(end - first);
        if (index < middle) {
            /* PATH(m, D_n) = PATH(m, D[0:k]) : MTH(D[k:n]) */
            add_run(p, middle, end);
            end = middle;
        } else {
            /* PATH(m, D_n) = PATH(m - k, D[k:n]) : MTH(D[0:k]) */
            add_run(p, first, middle);
            first = middle;
        }
    }
    reverse(p);
}

void merkle_prover_consistency(struct merkle_prover *p, uint64_t size,
                               uint64_t old_size)
{
    assert(old_size <= size);
    uint64_t first = 0, end = size;

    p->count = 0;
    if (old_size == 0) return;
    while (old_size < end) {
        uint64_t middle = first + split_point(end - first);
        if (old_size <= middle) {
            /* SUBPROOF(m, D[0:k], b) : MTH(D[k:n]) */
            add_run(p, middle, end);
            end = middle;
        } else {
            /* SUBPROOF(m - k, D[k:n], false) : MTH(D[0:k]) */
            add_run(p, first, middle);
            first = middle;
        }
    }
    /* SUBPROOF(m, D_m, false) = {MTH(D_m)}; with b true, when the node is the
     * root of the whole old tree, it is empty. */
    if (first > 0) add_run(p, first, end);
    reverse(p);
}

void merkle_prover_push(struct merkle_prover *p, uint64_t index,
                        const struct merkle_hash *leaf)
{
    for (size_t i = 0; i < p->count; i++) {
        struct merkle *tree = &p->runs[i].tree;
        if (index < p->runs[i].first || index >= p->runs[i].end) continue;
        assert(index == p->runs[i].first + tree->size);
        merkle_push(tree, leaf);
    }
}

size_t merkle_prover_finish(const struct merkle_prover *p,
                            struct merkle_hash *proof)
{
    for (size_t i = 0; i < p->count; i++) {
        assert(p->runs[i].tree.size == p->runs[i].end - p->runs[i].first);
        proof[i] = merkle_root(&p->runs[i].tree);
    }
    return p->count;
}

/* A place on the way up: a node's index in its row, and the last one's. */
struct merkle_climb {
    uint64_t fn, sn;
};

/* True if the next hash of a proof lies to the left of the node. */
static bool sibling_left(const struct merkle_climb *at)
{
    return (at->fn & 1) || at->fn == at->sn;
}

static void row_up(struct merkle_climb *at)
{
    at->fn >>= 1;
    at->sn >>= 1;
}

/* Climbs to the parent of both. A last node without a sibling is
 * copied up until it has one on its left. */
static void parent_up(struct merkle_climb *at)
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

    struct merkle_climb at = {index, size - 1};
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

static enum err verify_growth(uint64_t old_size,
                              const struct merkle_hash *old_root, uint64_t size,
                              const struct merkle_hash *root,
                              const struct merkle_hash *proof, size_t count)
{
    assert(0 < old_size && old_size < size);
    struct merkle_climb at = {old_size - 1, size - 1};
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
