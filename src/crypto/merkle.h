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

/* Proofs out of the hashes of all leaves; proof has room for
 * MERKLE_DEPTH_MAX hashes and the number used is given back. index < size,
 * old_size <= size. RFC 9162 2.1.3.1 and 2.1.4.1. */
size_t merkle_prove_inclusion(const struct merkle_hash *leaves, uint64_t size,
                              uint64_t index, struct merkle_hash *proof);
size_t merkle_prove_consistency(const struct merkle_hash *leaves, uint64_t size,
                                uint64_t old_size, struct merkle_hash *proof);

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
