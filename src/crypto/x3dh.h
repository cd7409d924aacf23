/* X3DH (Signal's specification, revision 1): a secret shared with a peer who is
 * away, out of the prekeys that the peer left. */
#ifndef CRYPTO_X3DH_H
#define CRYPTO_X3DH_H

#include <stdbool.h>

#include "base/bytes.h"
#include "crypto/identity.h"
#include "crypto/rng.h"

enum {
    X3DH_KEY_SIZE = 32,
    X3DH_ENCODED_KEY_SIZE = 33,                    /* Encode(PK), section 2.1 */
    X3DH_AD_BARE_SIZE = 2 * X3DH_ENCODED_KEY_SIZE, /* of the keys alone */
    X3DH_AD_SIZE_MAX = X3DH_AD_BARE_SIZE + 32,     /* and of the names */
    X3DH_AGREEMENTS_MAX = 4,
    X3DH_BUNDLE_SIZE = 202, /* encoded */
    X3DH_INITIAL_SIZE = 74  /* encoded */
};

/* A key that others may agree with while its owner is away: signed and in use
 * for some weeks, or for one time only. The id is the owner's choice. */
struct x3dh_prekey {
    uint32_t id;
    uint8_t secret[X3DH_KEY_SIZE];
    uint8_t public[X3DH_KEY_SIZE];
};

/* The keys that the owner leaves with others, section 3.2: IK_B, SPK_B with its
 * signature, and perhaps one OPK_B. */
struct x3dh_bundle {
    struct identity_public identity;
    uint32_t signed_prekey_id;
    uint8_t signed_prekey[X3DH_KEY_SIZE];
    uint8_t signature[IDENTITY_SIGNATURE_SIZE];
    bool has_one_time;
    uint32_t one_time_id;
    uint8_t one_time[X3DH_KEY_SIZE];
};

/* The initiator's words before the first ciphertext, section 3.3: IK_A, EK_A,
 * the prekeys used, and what AD binds. */
struct x3dh_initial {
    bool bare; /* AD is of the keys that agree alone */
    uint8_t identity[X3DH_KEY_SIZE];
    uint8_t ephemeral[X3DH_KEY_SIZE];
    uint32_t signed_prekey_id;
    bool has_one_time;
    uint32_t one_time_id;
};

/* AD: Encode(IK_A) || Encode(IK_B), and a hash over names and keys to sign
 * unless it is bare. */
struct x3dh_ad {
    size_t size;
    uint8_t bytes[X3DH_AD_SIZE_MAX];
};

/* The result on both sides: SK, and AD for the messages under it. */
struct x3dh_agreement {
    uint8_t sk[X3DH_KEY_SIZE];
    struct x3dh_ad ad; /* bare, until x3dh_bind */
};

/* One of the two, as the other knows it: its name, which holds no zero byte,
 * and its key to sign. */
struct x3dh_party {
    const char *name;
    const uint8_t *sign;
};

/* Draws the pair from the stream. A one-time prekey is due for fini as soon
 * as a message that names it was answered. */
void x3dh_prekey_init(struct x3dh_prekey *prekey, uint32_t id, struct rng *rng);
void x3dh_prekey_fini(struct x3dh_prekey *prekey);

/* The signature covers the whole bundle, under a label of its own. one_time:
 * NULL for none. */
void x3dh_sign_bundle(struct x3dh_bundle *bundle, const struct identity *own,
                      const struct x3dh_prekey *signed_prekey,
                      const struct x3dh_prekey *one_time);

/* ERR_AUTH when the bundle is not of this owner, or not signed by its key. */
MUST_CHECK enum err x3dh_verify_bundle(const struct x3dh_bundle *bundle,
                                       const struct identity_public *owner);

/* Section 3.3: verifies peer's bundle, draws EK_A, agrees. ERR_AUTH as
 * x3dh_verify_bundle, and for a prekey that gives an all-zero secret; neither
 * output has then changed, but draws are not given back. */
MUST_CHECK enum err x3dh_initiate(const struct identity *own,
                                  const struct identity_public *peer,
                                  const struct x3dh_bundle *bundle,
                                  struct rng *rng, struct x3dh_initial *initial,
                                  struct x3dh_agreement *agreement);

/* The same by whoever may lack IK_A's secret, section 4.6: `own` may have
 * another party's public keys, and DH(IK_A, SPK_B) comes from the secret of
 * SPK_B where `stolen` is not NULL. */
MUST_CHECK enum err x3dh_initiate_with(const struct identity *own,
                                       const struct x3dh_prekey *stolen,
                                       const struct identity_public *peer,
                                       const struct x3dh_bundle *bundle,
                                       struct rng *rng,
                                       struct x3dh_initial *initial,
                                       struct x3dh_agreement *agreement);

/* Section 3.4: the other side; one_time is NULL where initial names none.
 * The caller checks initial->identity, the initiator's claim; only the first
 * message, by opening, shows that it is true. ERR_MISSING when the prekeys are
 * not those that initial names, ERR_AUTH for a key that gives an all-zero
 * secret; the agreement has then not changed. */
MUST_CHECK enum err x3dh_respond(const struct identity *own,
                                 const struct x3dh_prekey *signed_prekey,
                                 const struct x3dh_prekey *one_time,
                                 const struct x3dh_initial *initial,
                                 struct x3dh_agreement *agreement);

/* Appends to a bare AD the hash of both parties (sections 3.3 and 4.8): whoever
 * takes another to be on the other side has another AD. */
void x3dh_bind(struct x3dh_ad *ad, const struct x3dh_party *initiator,
               const struct x3dh_party *responder);
void x3dh_agreement_fini(struct x3dh_agreement *agreement);

/* KDF(KM), section 2.2, where KM is the results of count times DH, at most
 * X3DH_AGREEMENTS_MAX. */
void x3dh_kdf(uint8_t *out, size_t size, const uint8_t (*dh)[X3DH_KEY_SIZE],
              size_t count, struct bytes info);

/* The one encoding of each, of fixed size; what is absent is zeros. ERR_FORMAT
 * for any other bytes, X25519 keys not reduced by their prime among them. */
void x3dh_encode_bundle(uint8_t out[X3DH_BUNDLE_SIZE],
                        const struct x3dh_bundle *bundle);
MUST_CHECK enum err x3dh_decode_bundle(struct x3dh_bundle *bundle,
                                       struct bytes in);
void x3dh_encode_initial(uint8_t out[X3DH_INITIAL_SIZE],
                         const struct x3dh_initial *initial);
MUST_CHECK enum err x3dh_decode_initial(struct x3dh_initial *initial,
                                        struct bytes in);

#endif
