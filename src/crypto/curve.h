/* The one door to Curve25519: X25519 (RFC 7748 5), Ed25519 and Ed25519ph
 * (RFC 8032 5.1). A row of functions answers, libsodium's own unless the
 * thread has another in use. A call that takes a secret is the only way to what
 * only its owner may work out, so that any row will do. */
#ifndef CRYPTO_CURVE_H
#define CRYPTO_CURVE_H

#include "crypto/curve_memory.h"

/* Puts a row in use on this thread, and gives back the one that was. What is
 * its own is of this thread alone. */
struct curve_row curve_use(struct curve_row row);

/* Libsodium's own. */
struct curve_row curve_real(void);

/* A memory before it: no result is another, but fewer are worked out. Where
 * the stand-in answers on this thread, that, for it is as fast as a memory. */
struct curve_row curve_remembering(struct curve_memory *m);

/* Hashes in place of the curve (crypto/curve_standin.h): runs take the same
 * course, and prove nothing. */
struct curve_row curve_stand_in(void);

/* True while that answers on this thread. */
bool curve_is_stand_in(void);

/* The public key of a secret to agree with. */
void curve_public(uint8_t public[CURVE_KEY_SIZE],
                  const uint8_t secret[CURVE_KEY_SIZE]);

/* ERR_AUTH for an all-zero result, which a key of low order gives (RFC 7748
 * 6.1); `shared` is then of no use. */
MUST_CHECK enum err curve_agree(uint8_t shared[CURVE_KEY_SIZE],
                                const uint8_t secret[CURVE_KEY_SIZE],
                                const uint8_t peer[CURVE_KEY_SIZE]);

/* The keys of a seed, which RFC 8032 calls the private key. */
void curve_sign_keys(uint8_t public[CURVE_KEY_SIZE],
                     uint8_t secret[CURVE_SIGN_SECRET_SIZE],
                     const uint8_t seed[CURVE_KEY_SIZE]);

void curve_sign(uint8_t signature[CURVE_SIGNATURE_SIZE], struct bytes message,
                const uint8_t secret[CURVE_SIGN_SECRET_SIZE]);

/* ERR_AUTH and no more where the signature does not hold. */
MUST_CHECK enum err curve_verify(const uint8_t signature[CURVE_SIGNATURE_SIZE],
                                 struct bytes message,
                                 const uint8_t public[CURVE_KEY_SIZE]);

/* The same of Ed25519ph with an empty context, of a message that was hashed in
 * pieces. Each takes the hash to its end. */
void curve_prehash_begin(struct curve_prehash *h);
void curve_prehash_add(struct curve_prehash *h, struct bytes b);
void curve_prehash_sign(struct curve_prehash *h,
                        uint8_t signature[CURVE_SIGNATURE_SIZE],
                        const uint8_t secret[CURVE_SIGN_SECRET_SIZE]);
MUST_CHECK enum err
curve_prehash_verify(struct curve_prehash *h,
                     const uint8_t signature[CURVE_SIGNATURE_SIZE],
                     const uint8_t public[CURVE_KEY_SIZE]);

/* XEdDSA (Signal's specification, revision 1): a signature by a key to agree
 * with, which proves that its maker has the secret. Z is zeros, so that the
 * signature follows from key and message, as that of RFC 8032 does. */
void curve_prove(uint8_t signature[CURVE_SIGNATURE_SIZE], struct bytes message,
                 const uint8_t secret[CURVE_KEY_SIZE]);

/* ERR_AUTH also for a key that is not reduced, or of low order. */
MUST_CHECK enum err curve_proven(const uint8_t signature[CURVE_SIGNATURE_SIZE],
                                 struct bytes message,
                                 const uint8_t public[CURVE_KEY_SIZE]);

/* X25519 takes u-coordinates modulo 2^255 - 19 and drops the top bit (RFC 7748
 * 5). True for the one spelling of a key that it reads as it stands. */
bool curve_is_reduced(const uint8_t public[CURVE_KEY_SIZE]);

#endif
