/* RFC 9162 Merkle trees over SHA-256: root, inclusion and consistency proofs.
 * Documents and journals use the same one. */
#ifndef CRYPTO_MERKLE_H
#define CRYPTO_MERKLE_H

#include "base/bytes.h"

enum { MERKLE_HASH_SIZE = 32, MERKLE_DEPTH_MAX = 64 };

struct merkle_hash {
    uint8_t bytes[MERKLE_HASH_SIZE];
};

/* A tree that only grows: the roots of its perfect subtrees, largest first. */
struct merkle {
    uint64_t size; /* leaves */
    struct merkle_hash roots[MERKLE_DEPTH_MAX];
};

/* RFC 9162 2.1.1: SHA-256(0x00 || leaf), SHA-256(0x01 || left || right). */
struct merkle_hash merkle_leaf(struct bytes leaf);
struct merkle_hash merkle_node(const struct merkle_hash *left,
                               const struct merkle_hash *right);

void merkle_init(struct merkle *tree);
void merkle_push(struct merkle *tree, const struct merkle_hash *leaf);

/* The root so far; of an empty tree, SHA-256 of nothing. */
struct merkle_hash merkle_root(const struct merkle *tree);

/* A proof in the making, while the leaves go by once: each of its hashes is
 * the root of a run of leaves. Some 130 KB that the caller owns. */
struct merkle_prover {
    size_t count;
    struct {
        uint64_t first, end; /* the leaves, without the last */
        struct merkle tree;
    } runs[MERKLE_DEPTH_MAX]; /* in the proof's order */
};

/* Begins a proof that the leaf is in the tree, RFC 9162 2.1.3.1, where index <
 * size; or that the tree has grown out of an older one, 2.1.4.1, where old_size
 * <= size. */
void merkle_prover_inclusion(struct merkle_prover *p, uint64_t size,
                             uint64_t index);
void merkle_prover_consistency(struct merkle_prover *p, uint64_t size,
                               uint64_t old_size);

/* Takes in the leaf of that index; the tree's leaves come in order, and leaves
 * beyond them are no part of the proof. */
void merkle_prover_push(struct merkle_prover *p, uint64_t index,
                        const struct merkle_hash *leaf);

/* Writes the proof, which has room for MERKLE_DEPTH_MAX hashes, and gives back
 * their number; all leaves of the tree have been pushed. */
size_t merkle_prover_finish(const struct merkle_prover *p,
                            struct merkle_hash *proof);

/* RFC 9162 2.1.3.2 and 2.1.4.2; ERR_AUTH when the proof does not hold. */
MUST_CHECK enum err merkle_verify_inclusion(const struct merkle_hash *leaf,
                                            uint64_t index, uint64_t size,
                                            const struct merkle_hash *proof,
                                            size_t count,
                                            const struct merkle_hash *root);
MUST_CHECK enum err
merkle_verify_consistency(uint64_t old_size, const struct merkle_hash *old_root,
                          uint64_t size, const struct merkle_hash *root,
                          const struct merkle_hash *proof, size_t count);

#endif
