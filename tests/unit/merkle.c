#include "crypto/merkle.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

enum { LEAVES = 40 };

static void assert_hash(struct merkle_hash hash, const char *hex)
{
    char text[2 * MERKLE_HASH_SIZE + 1];

    bytes_to_hex(text, bytes_of(hash.bytes, sizeof hash.bytes));
    assert_string_equal(text, hex);
}

/* The tree on which implementations of RFC 6962 agree. */
static void test_known_roots(void **state)
{
    static const struct {
        const char *leaf; /* in hex */
        const char *root; /* once it is pushed */
    } rows[] = {
        {"", "6e340b9cffb37a989ca544e6bb780a2c"
             "78901d3fb33738768511a30617afa01d"},
        {"00", "fac54203e7cc696cf0dfcb42c92a1d9d"
               "baf70ad9e621f4bd8d98662f00e3c125"},
        {"10", "aeb6bcfe274b70a14fb067a5e5578264"
               "db0fa9b51af5e0ba159158f329e06e77"},
        {"2021", "d37ee418976dd95753c1c73862b9398f"
                 "a2a2cf9b4ff0fdfe8b30cd95209614b7"},
        {"3031", "4e3bbb1f7b478dcfe71fb631631519a3"
                 "bca12c9aefca1612bfce4c13a86264d4"},
        {"40414243", "76e67dadbcdf1e10e1b74ddc608abd2f"
                     "98dfb16fbce75277b5232a127f2087ef"},
        {"5051525354555657", "ddb89be403809e325750d3d263cd7892"
                             "9c2942b7942a34b77e122c9594a74c8c"},
        {"606162636465666768696a6b6c6d6e6f",
         "5dc9da79a70659a9ad559cb701ded9a2"
         "ab9d823aad2f4960cfe370eff4604328"},
    };
    struct merkle tree;

    (void)state;
    merkle_init(&tree);
    assert_hash(merkle_root(&tree), "e3b0c44298fc1c149afbf4c8996fb924"
                                    "27ae41e4649b934ca495991b7852b855");
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        uint8_t data[16];
        size_t size = strlen(rows[i].leaf) / 2;
        assert_int_equal(bytes_from_hex(data, size, rows[i].leaf), ERR_OK);
        struct merkle_hash leaf = merkle_leaf(bytes_of(data, size));
        merkle_push(&tree, &leaf);
        assert_hash(merkle_root(&tree), rows[i].root);
    }
}

/* Trees of every size up to LEAVES, with their roots. */
struct grove {
    struct merkle_hash leaves[LEAVES];
    struct merkle_hash roots[LEAVES + 1];
};

static void grow(struct grove *g)
{
    struct merkle tree;

    merkle_init(&tree);
    g->roots[0] = merkle_root(&tree);
    for (uint8_t i = 0; i < LEAVES; i++) {
        g->leaves[i] = merkle_leaf(bytes_of(&i, 1));
        merkle_push(&tree, &g->leaves[i]);
        g->roots[i + 1] = merkle_root(&tree);
    }
}

/* The leaves go by once. */
static size_t finish(const struct grove *g, uint64_t size,
                     struct merkle_prover *p, struct merkle_hash *proof)
{
    for (uint64_t i = 0; i < size; i++)
        merkle_prover_push(p, i, &g->leaves[i]);
    return merkle_prover_finish(p, proof);
}

static size_t prove_inclusion(const struct grove *g, uint64_t size,
                              uint64_t index, struct merkle_hash *proof)
{
    struct merkle_prover p;

    merkle_prover_inclusion(&p, size, index);
    return finish(g, size, &p, proof);
}

static size_t prove_consistency(const struct grove *g, uint64_t size,
                                uint64_t old_size, struct merkle_hash *proof)
{
    struct merkle_prover p;

    merkle_prover_consistency(&p, size, old_size);
    return finish(g, size, &p, proof);
}

/* Every proof holds; a shorter or longer one, or one with a bit flipped or
 * for another place, does not. */
static void test_inclusion(void **state)
{
    struct merkle_hash proof[MERKLE_DEPTH_MAX + 1] = {0};
    struct grove g;

    (void)state;
    grow(&g);
    for (uint64_t size = 1; size <= LEAVES; size++) {
        const struct merkle_hash *root = &g.roots[size];
        for (uint64_t i = 0; i < size; i++) {
            const struct merkle_hash *leaf = &g.leaves[i];
            size_t n = prove_inclusion(&g, size, i, proof);
            assert_int_equal(
                merkle_verify_inclusion(leaf, i, size, proof, n, root), ERR_OK);
            assert_int_equal(
                merkle_verify_inclusion(leaf, i, size, proof, n + 1, root),
                ERR_AUTH);
            assert_int_equal(
                merkle_verify_inclusion(leaf, i + 1, size, proof, n, root),
                ERR_AUTH);
            assert_int_equal(merkle_verify_inclusion(leaf, i, size, proof, n,
                                                     &g.roots[size - 1]),
                             ERR_AUTH);
            if (n == 0) continue;
            assert_int_equal(
                merkle_verify_inclusion(leaf, i, size, proof, n - 1, root),
                ERR_AUTH);
            proof[n / 2].bytes[5] ^= 0x10;
            assert_int_equal(
                merkle_verify_inclusion(leaf, i, size, proof, n, root),
                ERR_AUTH);
        }
    }
}

/* An index past the end fails whatever the proof. */
static void test_inclusion_bounds(void **state)
{
    struct grove g;

    (void)state;
    grow(&g);
    const struct merkle_hash *leaf = &g.leaves[0], *root = &g.roots[1];
    assert_int_equal(merkle_verify_inclusion(leaf, 0, 1, NULL, 0, root),
                     ERR_OK);
    assert_int_equal(merkle_verify_inclusion(leaf, 0, 0, NULL, 0, root),
                     ERR_AUTH);
    assert_int_equal(merkle_verify_inclusion(leaf, 1, 1, NULL, 0, root),
                     ERR_AUTH);
    assert_int_equal(
        merkle_verify_inclusion(leaf, UINT64_MAX, 1, NULL, 0, root), ERR_AUTH);
    assert_int_equal(
        merkle_verify_inclusion(leaf, 0, UINT64_MAX, NULL, 0, root), ERR_AUTH);
}

static void test_consistency(void **state)
{
    struct merkle_hash proof[MERKLE_DEPTH_MAX + 1] = {0};
    struct grove g;

    (void)state;
    grow(&g);
    for (uint64_t size = 1; size <= LEAVES; size++) {
        const struct merkle_hash *root = &g.roots[size];
        for (uint64_t old = 1; old <= size; old++) {
            const struct merkle_hash *from = &g.roots[old];
            size_t n = prove_consistency(&g, size, old, proof);
            assert_int_equal(
                merkle_verify_consistency(old, from, size, root, proof, n),
                ERR_OK);
            assert_int_equal(
                merkle_verify_consistency(old, from, size, root, proof, n + 1),
                ERR_AUTH);
            assert_int_equal(merkle_verify_consistency(old, &g.roots[old - 1],
                                                       size, root, proof, n),
                             ERR_AUTH);
            if (n == 0) continue;
            assert_int_equal(
                merkle_verify_consistency(old, from, size, root, proof, n - 1),
                ERR_AUTH);
            proof[n / 2].bytes[31] ^= 1;
            assert_int_equal(
                merkle_verify_consistency(old, from, size, root, proof, n),
                ERR_AUTH);
        }
    }
}

/* Nothing can be proved of an empty tree, nor of one that shrank. */
static void test_consistency_bounds(void **state)
{
    struct grove g;

    (void)state;
    grow(&g);
    assert_int_equal(prove_consistency(&g, 5, 0, NULL), 0);
    assert_int_equal(
        merkle_verify_consistency(0, &g.roots[0], 0, &g.roots[0], NULL, 0),
        ERR_AUTH);
    assert_int_equal(
        merkle_verify_consistency(0, &g.roots[0], 5, &g.roots[5], NULL, 0),
        ERR_AUTH);
    assert_int_equal(
        merkle_verify_consistency(5, &g.roots[5], 4, &g.roots[4], NULL, 0),
        ERR_AUTH);
    assert_int_equal(merkle_verify_consistency(5, &g.roots[5], UINT64_MAX,
                                               &g.roots[5], NULL, 0),
                     ERR_AUTH);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_known_roots),
        cmocka_unit_test(test_inclusion),
        cmocka_unit_test(test_inclusion_bounds),
        cmocka_unit_test(test_consistency),
        cmocka_unit_test(test_consistency_bounds),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
