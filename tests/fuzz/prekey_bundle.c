/* Somebody else's prekey bundle and initial message: what is read is written
 * again byte for byte, and nothing but the owner's own bundle verifies. */
#include <assert.h>
#include <string.h>

#include "crypto/x3dh.h"

/* Keys that are constant, for a finding must replay. */
struct cast {
    struct rng rng;
    struct identity alice, bob;
    struct x3dh_prekey signed_prekey, one_time;
};

static void initial_keys_init(struct cast *c)
{
    struct rng_root root;

    rng_root_init(&root, 1, 0);
    rng_init(&c->rng, &root, "fuzz", "x3dh");
    identity_init(&c->alice, &c->rng);
    identity_init(&c->bob, &c->rng);
    x3dh_prekey_init(&c->signed_prekey, 1, &c->rng);
    x3dh_prekey_init(&c->one_time, 2, &c->rng);
}

/* All but the one-time prekey is signed, and that changes the secret. */
static void initiate(struct cast *c, const struct x3dh_bundle *bundle)
{
    struct x3dh_agreement ours, theirs;
    struct x3dh_initial initial;
    const bool own =
        memcmp(bundle->one_time, c->one_time.public, X3DH_KEY_SIZE) == 0;

    enum err rc =
        x3dh_initiate(&c->alice, &c->bob.pub, bundle, &c->rng, &initial, &ours);
    if (rc) return;
    assert(memcmp(bundle->signed_prekey, c->signed_prekey.public,
                  X3DH_KEY_SIZE) == 0);
    rc = x3dh_respond(&c->bob, &c->signed_prekey,
                      bundle->has_one_time ? &c->one_time : NULL, &initial,
                      &theirs);
    if (rc) return;
    const bool same = memcmp(ours.sk, theirs.sk, sizeof ours.sk) == 0;
    assert(same == (own || !bundle->has_one_time));
}

static void read_bundle(struct cast *c, struct bytes in)
{
    uint8_t again[X3DH_BUNDLE_SIZE];
    struct x3dh_bundle bundle;

    if (x3dh_decode_bundle(&bundle, in)) return;
    x3dh_encode_bundle(again, &bundle);
    assert(bytes_equal(bytes_of(again, sizeof again), in));
    initiate(c, &bundle);
}

static void read_initial(const struct cast *c, struct bytes in)
{
    uint8_t again[X3DH_INITIAL_SIZE];
    struct x3dh_agreement agreement;
    struct x3dh_initial initial;

    if (x3dh_decode_initial(&initial, in)) return;
    x3dh_encode_initial(again, &initial);
    assert(bytes_equal(bytes_of(again, sizeof again), in));
    memset(&agreement, 0, sizeof agreement);
    enum err rc = x3dh_respond(&c->bob, &c->signed_prekey,
                               initial.has_one_time ? &c->one_time : NULL,
                               &initial, &agreement);
    assert((rc == ERR_OK) == (agreement.ad.bytes[0] == 0x05));
}

/* Bob's bundle, with and without a one-time prekey, whose bytes the input
 * changes: offset and mask in turn. */
static void change_bundle(struct cast *c, struct bytes changes)
{
    uint8_t encoded[X3DH_BUNDLE_SIZE];
    struct x3dh_bundle bundle;

    x3dh_sign_bundle(&bundle, &c->bob, &c->signed_prekey,
                     changes.size % 2 ? &c->one_time : NULL);
    x3dh_encode_bundle(encoded, &bundle);
    for (; changes.size >= 2; changes = bytes_from(changes, 2))
        encoded[changes.data[0] % sizeof encoded] ^= changes.data[1];
    read_bundle(c, bytes_of(encoded, sizeof encoded));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct cast c;

    initial_keys_init(&c);
    read_bundle(&c, bytes_of(data, size));
    read_initial(&c, bytes_of(data, size));
    change_bundle(&c, bytes_of(data, size));
    return 0;
}
